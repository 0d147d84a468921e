"""Where references are kept, what a page costs, and how a lost one comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apis.items import Api
from apis.services.details import ApiDetails
from apis.services.registration import add_version, register_api
from apis.services.removal import delete_api, delete_version
from docs.items import Reference
from docs.services import build_reference, rebuild_reference
from portal.accounts.models import User
from portal.aws import objects
from portal.dynamo import NotFound
from tests.docs.conftest import Register
from tests.docs.reading import description, document, get


def test_registering_builds_the_reference(register: Register) -> None:
    registered = register(document(paths=get()))
    reference = Reference.fetch(*Reference.key(registered.api.slug, registered.version.version))
    content = reference.content
    assert objects.size_of(content.key) == content.size
    assert reference.updated_by == registered.version.created_by
    again = build_reference(
        version=registered.version, openapi3=registered.description.openapi3
    ).content
    assert (again.key, again.sha256) == (content.key, content.sha256)


def test_a_lost_reference_is_built_by_the_page_that_needs_it(
    register: Register, fresh_process: Callable[[], None]
) -> None:
    registered = register(document(paths=get()))
    key = Reference.key(registered.api.slug, registered.version.version)
    path = f"/docs/{registered.api.slug}/1/operations/list-pets/"
    pack = Reference.fetch(*key).content.key

    Reference.forget(*key)
    fresh_process()
    assert Client().get(path).status_code == 200
    assert Reference.fetch(*key).content.key == pack

    objects.delete(pack)
    fresh_process()
    assert Client().get(path).status_code == 200
    assert objects.size_of(pack)


def test_a_description_larger_than_the_usual_limit_is_built_again_too(
    unique: str, publisher: User, fresh_process: Callable[[], None], settings: Any
) -> None:
    usual = settings.DESCRIPTION_MAX_BYTES
    settings.DESCRIPTION_MAX_BYTES = usual + 2**20
    data = json.dumps(document(paths=get())).encode() + b" " * usual
    details = ApiDetails(owner=unique, visibility="public")
    register_api(user=publisher, data=data, details=details, slug=unique)
    Reference.forget(*Reference.key(unique, "1"))
    fresh_process()
    assert Client().get(f"/docs/{unique}/1/").status_code == 200


def test_a_deleted_api_has_no_reference(register: Register, publisher: User) -> None:
    api = register(document(paths=get())).api
    delete_api(user=publisher, api=api)
    with pytest.raises(NotFound):
        Reference.fetch(*Reference.key(api.slug, "1"))


def test_what_was_left_of_an_apis_versions_goes_with_it(
    register: Register, publisher: User
) -> None:
    slug = register(document(paths=get())).api.slug
    second = json.dumps(document(paths=get(), info={"title": "Pets", "version": "2"}))
    added = add_version(
        user=publisher, api=Api.fetch(*Api.key(slug)), data=second.encode(), status="draft"
    )
    delete_version(user=publisher, api=added.api, version=added.version)
    # A page of the version was read while it went.
    left = rebuild_reference(version=added.version)
    crowd = [left.key(slug, f"3.{number}") for number in range(120)]
    with Reference.batch_write() as batch:
        for key in crowd:
            batch.save(Reference(*key, content=left.content, last_updated="", updated_by=""))
    assert Reference.fetch(left.pk, left.sk)

    delete_api(user=publisher, api=Api.fetch(*Api.key(slug)))

    for key in [(left.pk, left.sk), *crowd]:
        with pytest.raises(NotFound):
            Reference.fetch(*key)


def test_a_page_of_githubs_description_is_cheap(
    register: Register, fresh_process: Callable[[], None], s3_requests: list[str]
) -> None:
    registered = register(description("github"))
    base = f"/docs/{registered.api.slug}/{registered.version.version}"
    fresh_process()
    s3_requests.clear()
    cold = Client().get(f"{base}/operations/repos-create-for-authenticated-user/")
    assert cold.status_code == 200
    assert len(s3_requests) == 2
    assert all(asked.startswith("bytes=") for asked in s3_requests)
    assert len(cold.content) < 300_000
    assert cold.content.count(b"<") - cold.content.count(b"</") < 5_000

    s3_requests.clear()
    assert Client().get(f"{base}/operations/issues-create/").status_code == 200
    assert len(s3_requests) == 1
    s3_requests.clear()
    assert Client().get(f"{base}/operations/issues-create/").status_code == 200
    assert s3_requests == []
