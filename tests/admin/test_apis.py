"""What an admin does with APIs and versions; the catalogue follows."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.contrib.admin.utils import quote

from apis import catalogue
from apis.catalogue import Filters
from apis.items import Api, ApiVersion
from apis.services import registration
from apis.services.details import ApiDetails
from portal.accounts import audit
from portal.accounts.models import User
from portal.dynamo import NotFound
from tests.admin.conftest import Visitor

APIS = "/admin/apis/apimodel/"
VERSIONS = "/admin/apis/versionmodel/"


def description(title: str, version: str = "1.0") -> bytes:
    return json.dumps(
        {"openapi": "3.0.3", "info": {"title": title, "version": version}, "paths": {}}
    ).encode()


def register(by: Visitor, title: str, **details: object) -> Api:
    return registration.register_api(
        user=User.of(by.newest()),
        data=description(title),
        details=ApiDetails(**{"owner": "payments", **details}),
        slug="",
        status="active",
    ).api


def add_version(by: Visitor, api: Api, version: str) -> ApiVersion:
    return registration.add_version(
        user=User.of(by.newest()),
        api=Api.fetch(*Api.key(api.slug)),
        data=description(api.name, version),
        status="active",
        notes="",
    ).version


def save(admin: Visitor, address: str, **values: str):
    form = admin.client.get(address).context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value is None else value for name, value in {**shown, **values}.items()}
    return admin.client.post(address, sent, follow=True)


def in_catalogue(admin: Visitor, **filters: str) -> list[str]:
    found = catalogue.list_apis(User.of(admin.newest()), Filters(**filters), limit=100)
    return [entry.slug for entry in found]


def found(answer) -> list[str]:
    return [row.pk for row in answer.context["cl"].result_list]


def test_a_version_is_added_at_the_page_of_its_api(admin, unique):
    api = register(admin, unique)
    listed = admin.client.get(f"{VERSIONS}?slug={api.slug}").content.decode()
    link = re.search(rf'href="({VERSIONS}add/[?][^"]+)"', listed)
    assert link
    there = admin.client.get(unescape(link[1]))
    assert there["Location"] == f"/apis/{api.slug}/versions/add/"
    assert admin.client.get(there["Location"]).status_code == 200


def test_without_an_api_one_is_chosen_first(admin):
    answer = admin.client.get(f"{VERSIONS}add/", follow=True)
    assert answer.redirect_chain == [(APIS, 302)]
    assert "Choose the API" in answer.content.decode()


def test_apis_are_found_filtered_and_ordered(admin, unique) -> None:
    first = register(admin, f"{unique} Alpha", category=f"c-{unique}")
    second = register(admin, f"{unique} Beta", visibility="public")
    assert found(admin.client.get(APIS, {"q": unique})) == [first.slug, second.slug]
    assert found(admin.client.get(APIS, {"q": f"{unique} beta"})) == [second.slug]
    assert found(admin.client.get(APIS, {"q": unique, "o": "-1"})) == [second.slug, first.slug]
    assert found(admin.client.get(APIS, {"category": f"c-{unique}"})) == [first.slug]
    public = {"q": unique, "visibility__exact": "public", "status__exact": "active"}
    assert found(admin.client.get(APIS, {**public, "owner": "payments"})) == [second.slug]
    assert admin.client.get(APIS, {"current_digest__exact": "x"})["Location"] == f"{APIS}?e=1"


def test_registering_is_the_portals_own_page(admin) -> None:
    assert admin.client.get(f"{APIS}add/")["Location"] == "/apis/register/"


def test_a_change_reaches_the_catalogue_and_the_audit_log(admin, unique) -> None:
    api = register(admin, f"{unique} Old")

    answer = save(
        admin,
        f"{APIS}{api.slug}/change/",
        name=f"{unique} New",
        tags="Money, b2b",
        owner="platform",
    )

    assert "was changed successfully" in answer.text
    changed = Api.fetch(*Api.key(api.slug))
    assert (changed.name, changed.tags, changed.owner) == (
        f"{unique} New",
        ["money", "b2b"],
        "platform",
    )
    assert api.slug in in_catalogue(admin, q=unique, tag="money")
    entries = audit.by_subject(f"API#{api.slug}").items
    assert (entries[0].kind, entries[0].actor) == ("api_edited", admin.profile.ref)
    assert "API edited" in admin.client.get(f"{APIS}{api.slug}/history/").text


def test_what_the_service_refuses_is_shown_at_its_field(admin, unique) -> None:
    api = register(admin, f"{unique} Api")
    answer = save(admin, f"{APIS}{api.slug}/change/", support_url="javascript:alert(1)", name="New")
    form = answer.context["adminform"].form
    assert form.errors["support_url"] == ["Not a web address (https://…)."]
    assert form["name"].value() == "New"
    assert Api.fetch(*Api.key(api.slug)).name == api.name


class FormFields(HTMLParser):
    """What a browser sends of the page's form: its fields with what they hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag in ("textarea", "select"):
            self._open = name
            self.sent[name] = ""
        elif tag == "option" and "selected" in given:
            self.sent[self._open] = given.get("value") or ""
        elif tag == "input" and given.get("type") not in ("submit", "checkbox"):
            self.sent[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open and not self.sent[self._open]:
            # The first line end after the tag is none of the text's.
            self.sent[self._open] = data.removeprefix("\n").strip("\n ") if data.strip() else ""


def fields_of(answer) -> dict[str, str]:
    return FormFields(answer.text).sent


def test_of_two_editors_the_second_sees_what_both_changed(admin, other_admin, unique) -> None:
    api = register(admin, f"{unique} Api")
    address = f"{APIS}{api.slug}/change/"
    late = fields_of(admin.client.get(address)) | {"summary": "Mine."}
    save(other_admin, address, summary="Theirs.", owner="platform")

    told = admin.client.post(address, late)

    assert "Stored now: “Theirs.”. Yours: “Mine.”." in told.text
    assert told.text.count("Stored now") == 1
    assert Api.fetch(*Api.key(api.slug)).summary == "Theirs."
    again = fields_of(told)
    assert (again["summary"], again["owner"]) == ("Mine.", "platform")
    assert admin.client.post(address, again).status_code == 302
    stored = Api.fetch(*Api.key(api.slug))
    assert (stored.summary, stored.owner) == ("Mine.", "platform")


def test_of_two_editors_of_different_fields_neither_is_in_the_others_way(
    admin, other_admin, unique
) -> None:
    api = register(admin, f"{unique} Api", summary="First.")
    address = f"{APIS}{api.slug}/change/"
    late = fields_of(admin.client.get(address))
    save(other_admin, address, owner="platform", visibility="public")

    assert admin.client.post(address, late | {"category": "data"}).status_code == 302

    stored = Api.fetch(*Api.key(api.slug))
    assert (stored.owner, stored.visibility) == ("platform", "public")
    assert (stored.category, stored.summary) == ("data", "First.")


def test_a_status_that_has_gone_on_is_no_fault_of_who_only_wrote_notes(
    admin, other_admin, unique
) -> None:
    api = register(admin, f"{unique} Api")
    address = f"{VERSIONS}{api.slug}~1.0/change/"
    late = fields_of(admin.client.get(address)) | {"notes": "Use 2.0."}
    for status in ("deprecated", "retired"):
        save(other_admin, address, status=status)

    assert admin.client.post(address, late).status_code == 302

    version = ApiVersion.fetch(*ApiVersion.key(api.slug, "1.0"))
    assert (version.status, version.notes) == ("retired", "Use 2.0.")


def test_deleting_an_api_takes_versions_and_catalogue_entries_along(admin, unique) -> None:
    api = register(admin, f"{unique} Api")
    add_version(admin, api, "2.0")
    address = f"{APIS}{api.slug}/delete/"
    assert "All its versions" in admin.client.get(address).text

    assert (
        "was deleted successfully" in admin.client.post(address, {"post": "yes"}, follow=True).text
    )

    for key in (Api.key(api.slug), ApiVersion.key(api.slug, "2.0")):
        with pytest.raises(NotFound):
            Api.fetch(*key)
    assert in_catalogue(admin, q=unique) == []


def test_apis_are_deleted_in_bulk(admin, unique) -> None:
    both = [register(admin, f"{unique} {name}") for name in ("One", "Two")]
    sent = {"action": "delete_selected", "_selected_action": [api.slug for api in both]}
    asked = admin.client.post(APIS, {**sent, "index": "0"}, follow=True)
    assert "Are you sure" in asked.text
    assert in_catalogue(admin, q=unique)
    assert "Deleted 2 APIs." in admin.client.post(APIS, {**sent, "post": "yes"}, follow=True).text
    assert in_catalogue(admin, q=unique) == []


def test_versions_are_listed_for_one_api_or_all(admin, unique) -> None:
    api, other = register(admin, f"{unique} Api"), register(admin, f"{unique} Other")
    add_version(admin, api, "2.0")
    of_one = found(admin.client.get(VERSIONS, {"slug": api.slug, "o": "1"}))
    assert of_one == [f"{api.slug}~1.0", f"{api.slug}~2.0"]
    newest = found(admin.client.get(VERSIONS, {"q": unique}))
    assert newest == [f"{api.slug}~2.0", f"{other.slug}~1.0", f"{api.slug}~1.0"]
    assert found(admin.client.get(VERSIONS, {"q": unique, "status__exact": "draft"})) == []


def test_a_version_takes_its_next_status_and_no_other(admin, unique) -> None:
    api = register(admin, f"{unique} Api")
    address = f"{VERSIONS}{api.slug}~1.0/change/"

    save(admin, address, status="deprecated", notes="Use 2.0.")

    version = ApiVersion.fetch(*ApiVersion.key(api.slug, "1.0"))
    assert (version.status, version.notes) == ("deprecated", "Use 2.0.")
    assert in_catalogue(admin, q=unique, status="deprecated") == [api.slug]
    answer = save(admin, address, status="draft")
    assert "status" in answer.context["adminform"].form.errors
    assert ApiVersion.fetch(*ApiVersion.key(api.slug, "1.0")).status == "deprecated"


def test_a_version_is_made_current_and_the_old_one_deleted(admin, unique) -> None:
    api = register(admin, f"{unique} Api")
    add_version(admin, api, "2.0")
    current = Api.fetch(*Api.key(api.slug)).current_version
    other = "1.0" if current == "2.0" else "2.0"
    address = f"{VERSIONS}{api.slug}~{current}/delete/"
    asked = admin.client.get(address, follow=True)
    for answer in (asked, admin.client.post(address, {"post": "yes"}, follow=True)):
        assert "Not deleted. This is the current version" in answer.text
        assert "Are you sure" not in answer.text
    both = [f"{api.slug}~{version}" for version in (current, other)]
    selected = {"action": "delete_selected", "_selected_action": both, "index": "0"}
    question = admin.client.post(VERSIONS, selected, follow=True).text
    assert question.count("This one will not be deleted. This is the current version") == 1

    sent = {"action": "make_current", "_selected_action": f"{api.slug}~{other}", "index": "0"}
    assert "Made current: 1 version." in admin.client.post(VERSIONS, sent, follow=True).text

    admin.client.post(f"{VERSIONS}{api.slug}~{current}/delete/", {"post": "yes"})
    with pytest.raises(NotFound):
        ApiVersion.fetch(*ApiVersion.key(api.slug, current))
    left = Api.fetch(*Api.key(api.slug))
    assert (left.current_version, left.version_count) == (other, 1)


def test_the_history_of_a_version_is_its_own(admin, unique) -> None:
    api = register(admin, unique)
    add_version(admin, api, "2.0")
    save(admin, f"{APIS}{api.slug}/change/", summary="Of the API.")
    save(admin, f"{VERSIONS}{api.slug}~2.0/change/", notes="Of the second.")

    def events(version: str) -> list[str]:
        answer = admin.client.get(f"{VERSIONS}{api.slug}~{version}/history/")
        return [entry.kind for entry in answer.context["entries"]]

    assert events("1.0") == ["api_registered"]
    assert events("2.0") == ["version_edited", "version_added"]
    listed = admin.client.get(APIS, {"q": unique}).text
    assert "2.0, 2 versions" in listed


def make_current(admin: Visitor, *versions: tuple[Api, str]):
    selected = [f"{api.slug}~{version}" for api, version in versions]
    sent = {"action": "make_current", "_selected_action": selected, "index": "0"}
    return admin.client.post(VERSIONS, sent, follow=True)


def test_of_one_api_only_one_version_is_made_current(admin, unique) -> None:
    api, other = register(admin, f"{unique} Api"), register(admin, f"{unique} Other")
    for version in ("2.0", "3.0"):
        add_version(admin, api, version)
    add_version(admin, other, "2.0")

    answer = make_current(admin, (api, "1.0"), (api, "2.0"), (other, "1.0"))

    assert f"Of {api.slug} you selected 1.0, 2.0: select one of them." in answer.text
    assert "Made current: 1 version." in answer.text
    assert Api.fetch(*Api.key(api.slug)).current_version == "3.0"
    assert Api.fetch(*Api.key(other.slug)).current_version == "1.0"


def test_the_list_shows_which_version_is_current_in_one_request(
    admin, unique, dynamodb_requests
) -> None:
    apis = [register(admin, f"{unique} {name}") for name in ("One", "Two", "Three")]
    for api in apis:
        add_version(admin, api, "2.0")
    make_current(admin, (apis[0], "1.0"))
    del dynamodb_requests[:]

    answer = admin.client.get(VERSIONS, {"q": unique})

    # Session, person, the values the filters offer, the rows, and their APIs.
    assert dynamodb_requests == ["GetItem", "GetItem", "Query", "Query", "BatchGetItem"]
    rows = re.findall(r"<tr>(.*?)</tr>", answer.text, re.DOTALL)
    current = [
        re.search(r"versionmodel/([^/]+)/", row)[1]  # type: ignore[index]
        for row in rows
        if re.search(r'field-current"><img[^>]+alt="True"', row)
    ]
    assert sorted(current) == sorted(
        quote(f"{api.slug}~{'1.0' if api is apis[0] else '2.0'}") for api in apis
    )


def test_an_api_list_costs_the_same_however_many_there_are(
    admin, unique, dynamodb_requests
) -> None:
    register(admin, f"{unique} Api")
    del dynamodb_requests[:]
    admin.client.get(APIS)
    few = list(dynamodb_requests)
    crowd = [f"{unique}-{number:04}" for number in range(3000)]
    details = {"owner": "o", "created_by": "USER#x", "current_version": "1", "current_digest": "d"}
    with Api.batch_write() as batch:
        for slug in crowd:
            item = Api(*Api.key(slug), slug=slug, name=slug, **details)
            item.touch(is_release=True)
            batch.save(item)
    try:
        del dynamodb_requests[:]
        answer = admin.client.get(APIS)
        assert "There is more than is listed here" in answer.text
        # Session, person, the values the filters offer, and the rows.
        assert list(dynamodb_requests) == few == ["GetItem", "GetItem", "Query", "Query"]
    finally:
        with Api.batch_write() as batch:
            for slug in crowd:
                batch.delete(Api(*Api.key(slug)))


def test_markup_in_what_people_wrote_stays_text(admin, unique) -> None:
    hostile = "<script>alert(1)</script>"
    api = register(admin, f"{unique} {hostile}", summary=hostile)
    pages = [f"{APIS}{api.slug}/{page}/" for page in ("change", "delete", "history")]
    for address in [f"{APIS}?q={unique}", f"{VERSIONS}?q={unique}", *pages]:
        assert hostile not in admin.client.get(address).text, address


def test_a_category_is_filtered_by_in_any_case(admin, unique) -> None:
    api = register(admin, unique, category="Data")
    for chosen in ("data", "Data", "DATA"):
        page = admin.client.get(APIS, {"category": chosen, "q": unique})
        assert [row.pk for row in page.context["cl"].result_list] == [api.slug], chosen
