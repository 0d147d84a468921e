"""The demo content: real descriptions of every dialect, loaded once."""

from io import StringIO

from django.core.management import call_command

from apis.demo import DEMO
from apis.items import Api, slug_of
from openapi.read import read


def load() -> str:
    told = StringIO()
    call_command("load_demo", stdout=told)
    return told.getvalue()


def test_registering_a_demo_description_anew_is_no_repetition():
    for demo in DEMO:
        for name in demo.descriptions:
            assert slug_of(read(demo.description(name)).title) != demo.slug


def test_loading_the_demo_twice_leaves_it_once(publisher):
    load()
    assert load().count("is there") == len(DEMO)
    listed = publisher.rest.get("/api/v1/apis/", {"owner": "platform"}).json()["items"]
    seen = {each["id"] for each in listed}
    assert {"cluster", "dnd5e", "nytimes-books"} <= seen
    # A draft and an API restricted to other teams are not for everybody.
    assert not {"microcks", "walmart-orders"} & seen
    versions = publisher.rest.get("/api/v1/apis/adyen-management/versions/").json()["items"]
    assert {each["version"]: each["status"] for each in versions} == {
        "1": "deprecated",
        "3": "active",
    }
    dialects = {
        publisher.rest.get(f"/api/v1/apis/{slug}/versions/{current}/").json()["dialect"]
        for slug, current in (
            (slug, Api.fetch(*Api.key(slug)).current_version)
            for slug in ("cluster", "dnd5e", "adyen-management")
        )
    }
    assert dialects == {"2.0", "3.0", "3.1"}
