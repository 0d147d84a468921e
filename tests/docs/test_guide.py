"""The guide of an API: written by its owners, read by who may see the API."""

import re
from typing import Any

import pytest
from django.test import Client

from apis.items import Api
from apis.services.removal import delete_api
from docs import subscribers
from docs.items import Guide, GuideImage
from docs.services import guides, images
from portal.accounts.models import User
from portal.aws import objects
from portal.aws.errors import NotFound
from portal.errors import NotAllowed
from portal.events import Event
from portal.events.recording import new_event
from tests.aws_events import before_next_transaction
from tests.docs.conftest import Register
from tests.docs.reading import document, get
from tests.docs.writing import PNG, TEXT, image, sent, signed_in
from tests.people import person


@pytest.fixture
def api(register: Register) -> Api:
    return register(document(paths=get())).api


@pytest.fixture
def owner(publisher: User) -> Client:
    return signed_in(publisher)


def write(client: Client, slug: str, text: str = TEXT) -> Any:
    form = sent(client.get(f"/docs/{slug}/guide/edit/"))
    return client.post(f"/docs/{slug}/guide/edit/", form | {"content": text})


def test_a_guide_is_written_seen_before_and_read_by_anybody(api: Api, owner: Client) -> None:
    edit = f"/docs/{api.slug}/guide/edit/"
    seen = owner.post(edit, {"content": TEXT, "preview": "yes"})
    assert '<h2 id="guide-first-steps">First steps</h2>' in seen.text
    assert Client().get(f"/docs/{api.slug}/guide/").status_code == 404

    assert write(owner, api.slug)["Location"] == f"/docs/{api.slug}/guide/"

    page = Client().get(f"/docs/{api.slug}/guide/").text
    assert '<h3 id="guide-limits">Limits</h3>' in page
    assert '<a href="#guide-limits">Limits</a>' in page
    again = owner.get(edit).text
    assert "Last saved by" in again
    assert "-publisher@example.com" in again


@pytest.mark.parametrize("path", ["/apis/{}/", "/docs/{}/1/", "/docs/{}/1/operations/list-pets/"])
def test_the_guide_is_linked_where_there_is_one(path: str, api: Api, owner: Client) -> None:
    link = f'href="/docs/{api.slug}/guide/"'
    assert link not in Client().get(path.format(api.slug)).text
    write(owner, api.slug)
    assert link in Client().get(path.format(api.slug)).text
    owner.post(f"/docs/{api.slug}/guide/delete/")
    assert link not in Client().get(path.format(api.slug)).text
    assert Client().get(f"/docs/{api.slug}/guide/").status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "guide has no text"),
        ("  \n", "guide has no text"),
        ("x" * 100_001, "longer than 100,000 bytes"),
        ("é" * 60_000, "longer than 100,000 bytes"),
        ("| a |\n|-|\n" + "| b |\n" * 5_000, "more paragraphs, cells and links than a page"),
        ("[" * 5_000, "more paragraphs, cells and links than a page"),
    ],
)
@pytest.mark.parametrize("more", [{}, {"preview": "yes"}])
def test_what_is_no_guide_is_refused_and_what_was_typed_stays(
    text: str, words: str, more: dict[str, str], api: Api, owner: Client
) -> None:
    answer = owner.post(f"/docs/{api.slug}/guide/edit/", {"content": text, **more})
    assert answer.status_code == 422
    assert words in answer.text
    assert sent(answer)["content"] == text
    assert Client().get(f"/docs/{api.slug}/guide/").status_code == 404


def test_hostile_markdown_runs_nothing_and_calls_nobody(api: Api, owner: Client) -> None:
    hostile = (
        '<img alt="<" src="https://evil.example/c.png"> <img\nsrc=//evil.example/d.png>\n\n'
        "# Begin\n\n<script>alert(1)</script><img src=x onerror=alert(1)>\n\n"
        "![a](https://evil.example/a.png) ![b](//evil.example/b.png) ![c](javascript:alert(1))\n\n"
        "[d](javascript:alert(1)) [e](//evil.example/) [f](/admin/) <h2 id=main>Main</h2>\n\n"
        "<style>*{display:none}</style><iframe src=/admin/></iframe><form action=/x><input></form>"
        '<a href="#main" onclick="alert(1)" style="position:fixed">g</a> <svg onload=alert(1)>'
    )
    write(owner, api.slug, hostile)
    page = Client().get(f"/docs/{api.slug}/guide/").text
    text = page.split('class="prose guide-text">')[1].split("</article>")[0]
    for evil in ("<script", "<style", "<iframe", "<form", "<svg", "<input"):
        assert evil not in text
    tags = " ".join(re.findall(r"<[a-z][^>]*>", text))
    for evil in ("onerror=", "onclick=", "style=", 'href="/', 'href="#main', 'id="main', "src="):
        assert evil not in tags
    assert 'href="https://evil.example/a.png"' in text


def test_an_image_is_kept_and_shown_by_its_name(api: Api, owner: Client) -> None:
    images = f"/docs/{api.slug}/guide/images/"
    write(owner, api.slug)
    assert "there is no image flow.png" in Client().get(f"/docs/{api.slug}/guide/").text
    assert owner.post(images, {"file": image("My  flow.png"), "name": "flow.png"})["Location"]

    page = Client().get(f"/docs/{api.slug}/guide/").text
    [address] = [part.split('"')[0] for part in page.split('<img src="')[1:]]
    found = Client().get(address.replace("&amp;", "&"))
    assert (found.content, found["Content-Type"]) == (PNG, "image/png")
    assert found["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "sandbox" in found["Content-Security-Policy"]
    assert found["X-Content-Type-Options"] == "nosniff"
    # Without what names its bytes, it may be another one tomorrow.
    plain = Client().get(f"{images}flow.png")
    assert plain["Cache-Control"] == "private, no-cache"
    unchanged = Client().get(f"{images}flow.png", headers={"If-None-Match": plain["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    other = PNG + b"2"
    owner.post(images, {"file": image(data=other)})
    page = Client().get(f"/docs/{api.slug}/guide/").text
    assert address not in page
    assert Client().get(f"{images}flow.png").content == other
    owner.post(f"{images}flow.png/delete/")
    assert Client().get(f"{images}flow.png").status_code == 404
    assert "there is no image flow.png" in Client().get(f"/docs/{api.slug}/guide/").text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", b"", "The file is empty"),
        ("a.png", b"<html><script>alert(1)</script>", "not a PNG, JPEG, GIF or WebP"),
        ("a.png", b"GIF88a....", "not a PNG, JPEG, GIF or WebP"),
        ("a.webp", b"RIFF1234WAVEfmt ", "not a PNG, JPEG, GIF or WebP"),
        ("a.svg", b'<?xml version="1.0"?><svg xmlns="x"/>', "An SVG file can hold scripts"),
        ("a.png", PNG + b"\0" * 2 * 1024 * 1024, "at most 2,097,152 bytes"),
        (".png", PNG, "has letters, digits"),
        ("a%2fb.png", PNG, "has letters, digits"),
        ("ä.png", PNG, "has letters, digits"),
    ],
)
def test_what_is_no_image_is_refused(
    name: str, data: bytes, words: str, api: Api, owner: Client
) -> None:
    answer = owner.post(f"/docs/{api.slug}/guide/images/", {"file": image(name, data)})
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_an_image_is_what_its_first_bytes_say(
    data: bytes, media_type: str, api: Api, owner: Client
) -> None:
    owner.post(f"/docs/{api.slug}/guide/images/", {"file": image("a.png", data)})
    assert Client().get(f"/docs/{api.slug}/guide/images/a.png")["Content-Type"] == media_type


def test_a_guide_has_so_many_images_and_no_more(
    api: Api, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docs.services.images.MOST_IMAGES", 2)
    path = f"/docs/{api.slug}/guide/images/"
    for name in ("a.png", "b.png", "b.png"):
        assert owner.post(path, {"file": image(name)}).status_code == 302
    answer = owner.post(path, {"file": image("c.png")})
    assert answer.status_code == 422
    assert "up to 2 images" in answer.text


def test_who_saves_second_is_shown_what_the_first_one_wrote(api: Api, owner: Client) -> None:
    write(owner, api.slug, "First.")
    path = f"/docs/{api.slug}/guide/edit/"
    late = sent(owner.get(path)) | {"content": "Mine."}
    write(owner, api.slug, "Theirs.")

    answer = owner.post(path, late)

    assert answer.status_code == 409
    assert "Theirs.</textarea>" in answer.text
    again = sent(answer)
    assert again["content"] == "Mine."
    assert owner.post(path, again).status_code == 302
    assert "Mine." in Client().get(f"/docs/{api.slug}/guide/").text


def test_two_who_begin_a_guide_do_not_overwrite_each_other(api: Api, owner: Client) -> None:
    path = f"/docs/{api.slug}/guide/edit/"
    with before_next_transaction(lambda: write(owner, api.slug, "Theirs.")):
        answer = owner.post(path, {"content": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in Client().get(f"/docs/{api.slug}/guide/").text


def test_what_is_saved_again_unchanged_is_not_recorded(api: Api, owner: Client) -> None:
    write(owner, api.slug)
    before = Api.fetch(api.pk, api.sk).guide_revision
    assert write(owner, api.slug, TEXT.replace("\n", "\r\n")).status_code == 302
    assert Api.fetch(api.pk, api.sk).guide_revision == before


def test_writing_a_guide_takes_no_detail_of_the_api_back(
    api: Api, owner: Client, publisher: User
) -> None:
    """Somebody edits the API between the guide's read and its write."""

    def edit() -> None:
        body = {"summary": "New."}
        path = f"/api/v1/apis/{api.slug}/"
        assert owner.patch(path, body, content_type="application/json").status_code == 200

    path, body = f"/api/v1/apis/{api.slug}/guide/", {"content": TEXT}
    with before_next_transaction(edit):
        assert owner.put(path, body, content_type="application/json").status_code == 201
    stored = Api.fetch(api.pk, api.sk)
    assert (stored.summary, bool(stored.guide_revision)) == ("New.", True)


def test_a_guide_of_a_hidden_api_is_nowhere(
    register: Register, unique: str, publisher: User
) -> None:
    slug = register(document(paths=get()), visibility="restricted").api.slug
    owner, stranger = signed_in(publisher), signed_in(person(f"{unique}-stranger", "publisher"))
    write(owner, slug)
    owner.post(f"/docs/{slug}/guide/images/", {"file": image()})
    for path in ("", "edit/", "delete/", "images/", "images/flow.png", "images/flow.png/delete/"):
        assert owner.get(f"/docs/{slug}/guide/{path}").status_code == 200
        assert stranger.get(f"/docs/{slug}/guide/{path}").status_code == 404
    for path in ("guide/", "images/", "images/flow.png/", "examples/"):
        assert owner.get(f"/api/v1/apis/{slug}/{path}").status_code == 200
        assert stranger.get(f"/api/v1/apis/{slug}/{path}").status_code == 404


def deleted(api: Api, user: User) -> Event:
    """Delete an API; return the event of it, which is delivered later."""
    delete_api(user=user, api=Api.fetch(api.pk, api.sk))
    return new_event("api_deleted", subject=api.pk)


def test_nothing_of_a_deleted_api_is_left(api: Api, owner: Client, publisher: User) -> None:
    write(owner, api.slug)
    owner.post(f"/docs/{api.slug}/guide/images/", {"file": image()})
    stored = GuideImage.fetch(*GuideImage.key(api.slug, "flow.png"))
    assert objects.read(stored.object_key) == PNG

    subscribers.forget_written(deleted(api, publisher))

    assert Guide.find(*Guide.key(api.slug)) is None
    assert GuideImage.find(stored.pk, stored.sk) is None
    with pytest.raises(NotFound):
        objects.read(stored.object_key)


def test_nothing_of_a_deleted_api_attaches_to_the_next_one_of_its_id(
    api: Api, owner: Client, publisher: User, register: Register
) -> None:
    write(owner, api.slug, "Old.")
    owner.post(f"/docs/{api.slug}/guide/images/", {"file": image()})
    event = deleted(api, publisher)
    register(document(paths=get()))
    guide = f"/docs/{api.slug}/guide/"
    # The event of the deletion is late.
    assert owner.get(guide).status_code == 404
    assert owner.get(f"{guide}images/flow.png").status_code == 404
    assert "Old." not in owner.get(f"{guide}edit/").text
    assert write(owner, api.slug, "New.").status_code == 302
    assert owner.post(f"{guide}images/", {"file": image("new.png")}).status_code == 302
    assert "flow.png" not in owner.get(f"{guide}images/").text

    subscribers.forget_written(event)

    assert "New." in Client().get(guide).text
    assert Client().get(f"{guide}images/new.png").content == PNG


def test_the_bytes_of_an_image_go_with_it(api: Api, owner: Client) -> None:
    images = f"/docs/{api.slug}/guide/images/"
    owner.post(images, {"file": image()})
    stored = GuideImage.fetch(*GuideImage.key(api.slug, "flow.png"))
    owner.post(f"{images}flow.png/delete/")
    event = new_event(
        "guide_image_deleted",
        subject=api.pk,
        details={"image": "flow.png", "object": stored.object_key},
    )
    # Delivered after somebody stored the same image again.
    owner.post(images, {"file": image()})
    subscribers.delete_image_bytes(event)
    assert Client().get(f"{images}flow.png").content == PNG
    owner.post(f"{images}flow.png/delete/")
    subscribers.delete_image_bytes(event)
    with pytest.raises(NotFound):
        objects.read(stored.object_key)


def test_the_use_cases_themselves_refuse_who_may_not_write(
    api: Api, owner: Client, unique: str
) -> None:
    write(owner, api.slug)
    stranger = person(f"{unique}-stranger", "publisher", f"team-{unique}-other")
    stored = Guide.fetch(*Guide.key(api.slug))
    for act in (
        lambda: guides.save_guide(user=stranger, api=api, guide=stored, content="Mine."),
        lambda: guides.delete_guide(user=stranger, api=api, guide=stored),
        lambda: images.save_image(user=stranger, api=api, name="a.png", data=PNG),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert "First steps" in Client().get(f"/docs/{api.slug}/guide/").text


def test_every_write_is_one_record_for_people_to_read(api: Api, owner: Client, unique: str) -> None:
    images = f"/docs/{api.slug}/guide/images/"
    write(owner, api.slug)
    owner.post(images, {"file": image()})
    owner.post(f"{images}flow.png/delete/")
    owner.post(f"/docs/{api.slug}/guide/delete/")
    admin = signed_in(person(f"{unique}-admin", "admin"))
    history = admin.get(f"/admin/apis/apimodel/{api.slug}/history/").text
    for words in ("Guide saved", "Guide image saved", "Guide image deleted", "Guide deleted"):
        assert history.count(words) == 1, words


def test_a_guide_costs_a_reader_one_more_query(
    api: Api, owner: Client, dynamodb_requests: list[str], s3_requests: list[str]
) -> None:
    write(owner, api.slug)
    for _ in range(2):
        dynamodb_requests.clear()
        assert Client().get(f"/docs/{api.slug}/guide/").status_code == 200
        assert dynamodb_requests == ["GetItem", "Query"]
    assert s3_requests == []


def test_a_body_over_the_limit_is_refused_before_it_is_read(api: Api, owner: Client) -> None:
    large = image(data=PNG + b"\0" * 3 * 1024 * 1024)
    assert owner.post(f"/docs/{api.slug}/guide/images/", {"file": large}).status_code == 413


def test_a_form_without_its_token_is_refused(api: Api, publisher: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(publisher)
    assert client.post(f"/docs/{api.slug}/guide/images/", {"file": image()}).status_code == 403
    assert client.post(f"/docs/{api.slug}/guide/edit/", {"content": "x"}).status_code == 403


def test_a_script_writes_over_the_text_that_it_read_and_no_other(api: Api, owner: Client) -> None:
    path = f"/api/v1/apis/{api.slug}/guide/"

    def put(content: str, **headers: str) -> Any:
        body = {"content": content}
        return owner.put(path, body, content_type="application/json", headers=headers)

    assert put("First.", **{"If-Match": '"1"'}).status_code == 412
    first = put("First.")
    assert (first.status_code, first.json()["content"]) == (201, "First.")
    second = put("Second.", **{"If-Match": first["ETag"]})
    assert (second.status_code, second["ETag"] != first["ETag"]) == (200, True)
    late = put("Late.", **{"If-Match": first["ETag"]})
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    refused = put("[" * 1_000)
    assert refused.json()["errors"][0]["code"] == "guide_too_many_parts"
    assert Client().get(path).json()["content"] == "Second."
    assert owner.delete(path, headers={"If-Match": first["ETag"]}).status_code == 412
    assert owner.delete(path, headers={"If-Match": second["ETag"]}).status_code == 204
    assert Client().get(path).json()["code"] == "guide_not_found"
