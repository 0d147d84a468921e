"""Where packs are kept, what a page costs, and how a lost one comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apis import packs, subscribers
from apis.items import Api
from apis.services.details import ApiDetails
from apis.services.registration import add_version, register_api
from apis.services.removal import delete_api, delete_version
from apis.stored_packs import StoredPack
from portal.accounts import audit
from portal.accounts.models import User
from portal.aws import objects
from portal.dynamo import NotFound
from portal.jobs.management.commands.work_queue import readers
from tests.docs.conftest import Register
from tests.docs.reading import description, document, get


def test_registering_stores_the_pack_and_where_it_stands(register: Register) -> None:
    registered = register(document(paths=get()))
    stored = StoredPack.fetch(*StoredPack.key(registered.api.slug, registered.version.version))
    assert objects.size_of(stored.content.key) == stored.content.size
    assert stored.updated_by == registered.version.created_by
    packs.rebuild(version=registered.version)
    again = StoredPack.fetch(stored.pk, stored.sk).content
    assert (again.key, again.sha256) == (stored.content.key, stored.content.sha256)


def test_a_lost_pack_is_built_by_the_page_that_needs_it(
    register: Register, fresh_process: Callable[[], None]
) -> None:
    registered = register(document(paths=get()))
    key = StoredPack.key(registered.api.slug, registered.version.version)
    path = f"/docs/{registered.api.slug}/1/operations/list-pets/"
    pack = StoredPack.fetch(*key).content.key
    StoredPack.forget(*key)
    objects.delete(pack)
    fresh_process()
    assert Client().get(path).status_code == 200
    assert objects.size_of(pack)
    assert StoredPack.fetch(*key).content.key == pack


def test_a_missing_pack_is_repaired_by_the_event(register: Register, queue_url: str) -> None:
    registered = register(document(paths=get()))
    subject = f"API#{registered.api.slug}"
    event = audit.by_subject(subject).items[0]
    pack = packs.pack_key(registered.version.description.sha256)
    objects.delete(pack)
    for _ in range(2):
        subscribers.repair_pack(event)
    reader = readers()[0]
    (message,) = reader.receive()
    reader.carry_out(message)
    assert objects.size_of(pack)


def test_an_event_about_a_version_that_is_gone_is_done(register: Register) -> None:
    registered = register(document(paths=get()))
    event = audit.by_subject(f"API#{registered.api.slug}").items[0]
    event.details = {"version": "9"}
    for subscriber in (subscribers.repair_pack, subscribers.forget_pack):
        subscriber(event)


def test_after_an_upgrade_the_earlier_pack_is_served_while_a_job_builds_the_new_one(
    register: Register,
    fresh_process: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    queue_url: str,
) -> None:
    registered = register(document(paths=get()))
    path = f"/docs/{registered.api.slug}/1/operations/list-pets/"
    digest = registered.version.description.sha256
    monkeypatch.setattr(packs, "BUILDER_VERSION", packs.BUILDER_VERSION + 1)
    fresh_process()

    for _ in range(2):
        assert Client().get(path).status_code == 200
    assert objects.size_of(packs.pack_key(digest)) is None

    reader = readers()[0]
    (message,) = reader.receive()
    reader.carry_out(message)
    assert objects.size_of(packs.pack_key(digest))
    stored = StoredPack.fetch(*StoredPack.key(registered.api.slug, "1"))
    assert stored.content.key == packs.pack_key(digest)
    assert Client().get(path).status_code == 200


def test_a_description_larger_than_the_usual_limit_is_built_again_too(
    unique: str, publisher: User, fresh_process: Callable[[], None], settings: Any
) -> None:
    usual = settings.DESCRIPTION_MAX_BYTES
    settings.DESCRIPTION_MAX_BYTES = usual + 2**20
    data = json.dumps(document(paths=get())).encode() + b" " * usual
    details = ApiDetails(owner=unique, visibility="public")
    register_api(user=publisher, data=data, details=details, slug=unique)
    objects.delete(StoredPack.fetch(*StoredPack.key(unique, "1")).content.key)
    fresh_process()
    assert Client().get(f"/docs/{unique}/1/").status_code == 200


def test_of_a_deleted_api_no_pack_is_noted(register: Register, publisher: User) -> None:
    api = register(document(paths=get())).api
    stored = StoredPack.fetch(*StoredPack.key(api.slug, "1"))
    crowd = [StoredPack.key(api.slug, f"3.{number}") for number in range(120)]
    for key in crowd:
        StoredPack(*key, content=stored.content, last_updated="", updated_by="").put()
    delete_api(user=publisher, api=api)
    deleted = audit.by_subject(f"API#{api.slug}").items[0]
    for _ in range(2):
        subscribers.forget_packs(deleted)
    for key in [(stored.pk, stored.sk), *crowd]:
        with pytest.raises(NotFound):
            StoredPack.fetch(*key)


def test_what_an_old_event_says_leaves_a_new_api_of_that_id_alone(
    register: Register, publisher: User
) -> None:
    api = register(document(paths=get())).api
    delete_api(user=publisher, api=api)
    deleted = audit.by_subject(f"API#{api.slug}").items[0]
    register(document(paths=get()))
    subscribers.forget_packs(deleted)
    assert StoredPack.fetch(*StoredPack.key(api.slug, "1"))


def test_the_pack_of_a_deleted_version_is_noted_no_more(
    register: Register, publisher: User
) -> None:
    slug = register(document(paths=get())).api.slug
    second = json.dumps(document(paths=get(), info={"title": "Pets", "version": "2"}))
    added = add_version(
        user=publisher, api=Api.fetch(*Api.key(slug)), data=second.encode(), status="draft"
    )
    delete_version(user=publisher, api=added.api, version=added.version)
    subscribers.forget_pack(audit.by_subject(f"API#{slug}").items[0])
    with pytest.raises(NotFound):
        StoredPack.fetch(*StoredPack.key(slug, "2"))
    assert StoredPack.fetch(*StoredPack.key(slug, "1"))


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
