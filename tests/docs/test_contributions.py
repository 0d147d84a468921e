"""Examples and code that the owners of an API add to its operations."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from apis.items import Api
from apis.services.registration import add_version
from apis.services.removal import delete_api
from docs import subscribers
from docs.items import Contribution
from portal.accounts.models import User
from portal.events.recording import new_event
from tests.docs.conftest import Register
from tests.docs.reading import document
from tests.docs.writing import sent, signed_in
from tests.people import person

PET = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "age": {"type": "integer"},
        "id": {"type": "string", "readOnly": True},
        "secret": {"type": "string", "writeOnly": True},
        "parent": {"$ref": "#/components/schemas/Pet"},
    },
    "required": ["name", "id", "secret"],
    "additionalProperties": False,
}
JSON = "application/json"
OPERATION = "/docs/{}/{}/operations/{}/"
ADD = "/docs/{}/1/operations/add-pet/examples/"
SENT, GOT = {"name": "Rex", "secret": "s"}, {"name": "Tom", "id": "7"}


def pets(version: str = "1", **changes: Any) -> dict[str, Any]:
    """A description with one operation that takes and gives a pet; `changes` are to its schema."""
    body = {JSON: {"schema": {"$ref": "#/components/schemas/Pet"}}, "text/csv": {"schema": {}}}
    authored = {
        "one": {"summary": "Authored one", "value": {"name": "Ada", "id": "1"}},
        "two": {"summary": "Authored two", "value": {"name": "Bob", "id": "2"}},
    }
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
    operation = {
        "operationId": "addPet",
        "parameters": [limit],
        "requestBody": {"$ref": "#/components/requestBodies/Pet"},
        "responses": {
            "200": {"description": "Yes", "content": {JSON: {**body[JSON], "examples": authored}}}
        },
    }
    return document(
        info={"title": "Pets", "version": version},
        paths={"/pets": {"post": operation}, "/other": {"get": {"operationId": "other"}}},
        schemas={"Pet": PET | changes},
        components={"requestBodies": {"Pet": {"content": body}}},
    )


@pytest.fixture
def api(register: Register) -> Api:
    return register(pets()).api


@pytest.fixture
def owner(publisher: User) -> Client:
    return signed_in(publisher)


def add(owner: Client, slug: str, **more: Any) -> Any:
    """Add an example over REST; return the answer."""
    body = {"operation": "add-pet", "place": f"request/{JSON}", "title": "A dog", "value": SENT}
    path = f"/api/v1/apis/{slug}/examples/"
    return owner.post(path, body | more, content_type="application/json")


def page(slug: str, version: str = "1", operation: str = "add-pet") -> str:
    answer = Client().get(OPERATION.format(slug, version, operation))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_added_example_is_what_the_samples_show_first(api: Api, owner: Client) -> None:
    place = f"?place=request/{JSON}"
    form = sent(owner.get(ADD.format(api.slug) + place))
    value = json.dumps(SENT | {"name": "Rexy"})
    form |= {"title": "A dog", "value": value}
    answer = owner.post(ADD.format(api.slug) + place, form)
    assert answer["Location"] == OPERATION.format(api.slug, "1", "add-pet")

    shown = page(api.slug)

    assert "A dog (Request body application/json)" in shown
    # In the request that is shown, too, which was made up before.
    assert "Rexy" in shown.split('id="sample-call"')[1].split("</code>")[0]
    # To other operations it is nothing.
    assert "A dog" not in page(api.slug, operation="other")


def test_an_added_example_stands_before_the_authored_ones(api: Api, owner: Client) -> None:
    add(owner, api.slug, place=f"response/200/{JSON}", value=GOT, title="A cat")
    shown = page(api.slug)
    samples = shown.split('aria-label="Samples"')[1]
    places = [samples.index(words) for words in ("Tom", "Authored one", "Authored two")]
    assert places == sorted(places)
    assert "Examples added by the owners: A cat (Response 200 application/json)." in samples


def test_a_corrected_example_is_shown_in_place_of_the_authored_one(api: Api, owner: Client) -> None:
    address = f"{ADD.format(api.slug)}?place=response/200/{JSON}&replaces=one"
    offered = owner.get(ADD.format(api.slug)).text
    assert f"?place={quote(f'response/200/{JSON}', safe='')}&amp;replaces=one" in offered
    form = sent(owner.get(address))
    assert form["title"] == "Authored one"
    assert json.loads(form["value"]) == {"name": "Ada", "id": "1"}
    form |= {"value": form["value"].replace("Ada", "Adele")}
    assert owner.post(address, form).status_code == 302
    shown = page(api.slug)
    assert "Adele" in shown
    assert '"Ada"' not in shown
    assert "Authored two" in shown


def test_a_single_authored_example_can_be_corrected(
    register: Register, publisher: User, owner: Client
) -> None:
    described = pets()
    content = described["components"]["requestBodies"]["Pet"]["content"]
    content[JSON]["example"] = {"name": "Ada", "secret": "s"}
    slug = register(described).api.slug
    add(owner, slug, title="Beside", value=SENT | {"name": "Beside"})
    assert "Ada" in page(slug)
    add(owner, slug, title="Instead", value=SENT | {"name": "Inst"}, replaces="example")
    shown = page(slug)
    assert "Inst" in shown
    assert "Beside" in shown
    assert "Ada" not in shown.split('id="sample-call"')[1].split("</code>")[0]


def test_a_parameters_example_is_one_of_its_own_kind(api: Api, owner: Client) -> None:
    place = "parameters/query/limit"
    path = f"{ADD.format(api.slug)}?place={place}"
    form = sent(owner.get(path)) | {"title": "Many", "value": "many"}
    refused = owner.post(path, form)
    assert refused.status_code == 422
    assert "Refused by its schema in version 1: this must be a whole number" in refused.text
    assert owner.post(path, form | {"value": "77"}).status_code == 302
    assert "example Many (added by the owners): <code>77</code>" in page(api.slug)


def test_code_is_shown_to_everybody_with_its_language(api: Api, owner: Client) -> None:
    path = f"{ADD.format(api.slug)}?place=code"
    form = sent(owner.get(path))
    form |= {"language": "HTTPie", "title": "With a key", "value": "http POST <b>:8080/pets</b>\n"}
    assert owner.post(path, form).status_code == 302
    shown = page(api.slug)
    assert "http POST &lt;b&gt;:8080/pets&lt;/b&gt;" in shown
    assert "<span>HTTPie</span>" in shown
    assert "With a key. Added by the owners." in shown
    assert "Add an example" not in shown


@pytest.mark.parametrize(
    ("more", "pointer", "words"),
    [
        (
            {"value": {"name": "R", "secret": "s"}},
            "/value/name",
            "at /name: this text is too short",
        ),
        ({"value": {"name": "Rex"}}, "/value", "“secret” is missing"),
        ({"value": SENT | {"x": 1}}, "/value", "the schema has no “x”"),
        ({"value": SENT | {"parent": {"name": 1}}}, "/value/parent", "at /parent"),
        ({"value": [SENT]}, "/value", "this must be an object"),
        ({"place": f"response/200/{JSON}", "value": SENT}, "/value", "“id” is missing"),
        ({"place": "request/text/csv", "value": {"a": 1}}, "/value", "a value of text/csv is text"),
        ({"place": "request/text/xml", "value": "x"}, "/place", "no such place in version 1"),
        ({"place": f"response/404/{JSON}", "value": GOT}, "/place", "no such place in version 1"),
        ({"place": "parameters/query/none", "value": 1}, "/place", "no such place in version 1"),
        ({"place": "elsewhere", "value": 1}, "/place", "no place of an example"),
        ({"place": "code", "value": 5, "language": "Ruby"}, "/value", "is text"),
        ({"place": "code", "value": "puts"}, "/language", "required"),
        ({"place": "code", "value": " ", "language": "Ruby"}, "/value", "nothing in it"),
        ({"title": " "}, "/title", ""),
        ({"title": "x" * 56}, "/title", "55 characters"),
        ({"value": SENT | {"name": "x" * 8_000}}, "/value", "longer than 8,000 characters"),
        ({"value": SENT | {"name": "\ud800x"}}, "/value", "not valid Unicode"),
        ({"replaces": "three"}, "/replaces", "no example “three” at this place"),
        ({"operation": "none"}, "", "no such operation"),
        ({"version": "9"}, "", "no such version"),
        ({"colour": "red"}, "/colour", "no such field"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    more: dict[str, Any], pointer: str, words: str, api: Api, owner: Client
) -> None:
    problem = add(owner, api.slug, **more).json()
    assert problem["status"] in (400, 404, 422)
    assert words.lower() in json.dumps(problem, ensure_ascii=False).replace('\\"', '"').lower()
    if pointer:
        assert pointer in [each["pointer"] for each in problem["errors"]]
    assert owner.get(f"/api/v1/apis/{api.slug}/examples/").json()["items"] == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{", "Not JSON: Expecting property name"),
        ("[" * 5_000, "Nested more than 50 levels deep"),
        ("[" * 60 + "]" * 60, "Nested more than 50 levels deep"),
        ("NaN", "NaN is no JSON number"),
        ("[1e999]", "JSON"),
        ("1" * 5_000, "Not JSON"),
        ('{"name": "Rex"}', "“secret” is missing"),
    ],
)
def test_what_was_typed_wrong_stays_in_the_form(
    value: str, words: str, api: Api, owner: Client
) -> None:
    path = f"{ADD.format(api.slug)}?place=request/{JSON}"
    answer = owner.post(path, {"title": "A dog", "value": value})
    assert answer.status_code == 422
    assert words in answer.text.replace("&quot;", '"')
    assert sent(answer)["value"] == value


def test_a_new_version_that_refuses_an_example_hides_it_and_tells_its_owners(
    api: Api, owner: Client, publisher: User
) -> None:
    add(owner, api.slug, title="A dog")
    add(owner, api.slug, title="A cat", place=f"response/200/{JSON}", value=GOT)
    add(owner, api.slug, title="Code", place="code", value="puts", language="Ruby")
    stricter = {**PET["properties"], "name": {"type": "string", "pattern": "^T"}}
    publish(publisher, api, pets("2", properties=stricter))

    assert "A dog (Request" in page(api.slug, "1")
    shown = page(api.slug, "2")
    assert "A dog" not in shown
    assert "A cat (Response" in shown
    assert "<span>Ruby</span>" in shown
    told = owner.get(OPERATION.format(api.slug, "2", "add-pet")).text
    assert "refused by its schema in version 2 at /name" in told
    listed = owner.get(f"/docs/{api.slug}/examples/").text
    assert listed.count("not shown</span>") == 1
    assert "refused by its schema in version 2 at /name" in listed


def test_an_example_is_kept_over_versions_and_shown_where_its_operation_is(
    api: Api, owner: Client, publisher: User
) -> None:
    number = add(owner, api.slug).json()["id"]
    without = pets("2")
    del without["paths"]["/pets"]
    publish(publisher, api, without)
    # The same operation by another name.
    renamed = pets("3")
    renamed["paths"]["/pets"]["post"]["operationId"] = "createPet"

    listed = owner.get(f"/docs/{api.slug}/examples/").text
    assert "version 2 has no such operation" in listed
    assert f"/docs/{api.slug}/examples/{number}/delete/" in listed
    assert f'href="/docs/{api.slug}/examples/{number}/"' not in listed
    assert owner.get(f"/docs/{api.slug}/examples/{number}/").status_code == 302
    assert Client().get(f"/api/v1/apis/{api.slug}/examples/{number}/").status_code == 404
    assert Client().get(f"/api/v1/apis/{api.slug}/examples/").json()["items"] == []
    publish(publisher, api, renamed)
    assert "A dog (Request" in page(api.slug, "3", "create-pet")
    assert "A dog (Request" in page(api.slug, "1")


def test_what_only_a_draft_has_is_shown_to_who_sees_the_draft(
    api: Api, owner: Client, publisher: User
) -> None:
    draft = pets("2")
    draft["paths"]["/hidden"] = draft["paths"].pop("/pets")
    publish(publisher, api, draft, status="draft")
    assert add(owner, api.slug, version="2").status_code == 201
    path = f"/api/v1/apis/{api.slug}/examples/"
    assert [each["path"] for each in owner.get(path).json()["items"]] == ["/hidden"]
    assert Client().get(path).json()["items"] == []
    assert Client().get(path, {"version": "2"}).status_code == 404


def test_an_example_is_edited_and_deleted(api: Api, owner: Client) -> None:
    number = add(owner, api.slug).json()["id"]
    path = f"/docs/{api.slug}/examples/{number}/"
    form = sent(owner.get(path))
    assert json.loads(form["value"]) == SENT
    refused = owner.post(path, form | {"value": "{}"})
    assert refused.status_code == 422
    assert owner.post(path, form | {"title": "A wolf"}).status_code == 302
    assert "A wolf (Request" in page(api.slug)
    assert "A dog" not in page(api.slug)
    assert owner.get(f"{path}delete/").status_code == 200
    assert owner.post(f"{path}delete/").status_code == 302
    assert "A wolf" not in page(api.slug)
    assert owner.get(path).status_code == 404


def test_who_saves_an_example_second_is_shown_what_the_first_one_wrote(
    api: Api, owner: Client
) -> None:
    number = add(owner, api.slug).json()["id"]
    path = f"/docs/{api.slug}/examples/{number}/"
    late = sent(owner.get(path)) | {"title": "Mine"}
    rest = f"/api/v1/apis/{api.slug}/examples/{number}/"
    owner.patch(rest, {"title": "Theirs"}, content_type="application/json")
    answer = owner.post(path, late)
    assert answer.status_code == 409
    assert "<td>Theirs</td><td>Mine</td>" in answer.text
    assert owner.post(path, sent(answer)).status_code == 302
    assert owner.get(rest).json()["title"] == "Mine"


def test_an_operation_takes_so_many_examples_and_no_more(
    api: Api, owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docs.services.examples.MOST_OF_OPERATION", 2)
    assert [add(owner, api.slug).status_code for _ in range(3)] == [201, 201, 409]
    assert add(owner, api.slug, operation="other", place="code", language="B").status_code == 422


def test_nothing_of_a_deleted_api_attaches_to_the_next_one_of_its_id(
    api: Api, owner: Client, publisher: User, register: Register
) -> None:
    number = add(owner, api.slug).json()["id"]
    delete_api(user=publisher, api=Api.fetch(api.pk, api.sk))
    event = new_event("api_deleted", subject=api.pk)
    register(pets())
    # The event of the deletion is late.
    assert add(owner, api.slug, title="A cat").status_code == 201
    shown = page(api.slug)
    assert "A cat (Request" in shown
    assert "A dog" not in shown
    assert owner.get(f"/docs/{api.slug}/examples/{number}/").status_code == 404
    assert "A dog" not in owner.get(f"/docs/{api.slug}/examples/").text
    subscribers.forget_written(event)
    assert Contribution.find(*Contribution.key(api.slug, number)) is None
    assert "A cat (Request" in page(api.slug)


def test_every_write_is_one_record_for_people_to_read(api: Api, owner: Client, unique: str) -> None:
    number = add(owner, api.slug).json()["id"]
    rest = f"/api/v1/apis/{api.slug}/examples/{number}/"
    for title in ("A wolf", "A wolf"):
        owner.patch(rest, {"title": title}, content_type="application/json")
    owner.delete(rest)
    admin = signed_in(person(f"{unique}-admin", "admin"))
    history = admin.get(f"/admin/apis/apimodel/{api.slug}/history/").text
    for words in ("Example added", "Example edited", "Example deleted"):
        assert history.count(words) == 1, words
    assert "operation: POST /pets" in history


def publish(publisher: User, api: Api, described: dict[str, Any], **more: Any) -> None:
    data = json.dumps(described).encode()
    add_version(user=publisher, api=Api.fetch(api.pk, api.sk), data=data, **more)
