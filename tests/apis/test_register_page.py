"""The page that registers an API, as somebody sees it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.apis.conftest import Person, register, register_form
from tests.people import person


def test_a_pasted_description_registers(visit, publisher, unique, team):
    browser = visit(publisher)
    answer = browser.post("/apis/register/?by=paste", register_form(unique, team), follow=True)
    assert answer.redirect_chain == [(f"/apis/{unique}/", 302)]
    assert f"{unique} 1.0.0 is registered." in answer.text


def test_a_file_registers(visit, publisher, unique, team):
    data = register_form(unique, team)
    data["spec_file"] = SimpleUploadedFile("a.json", data.pop("spec_text").encode())
    assert visit(publisher).post("/apis/register/", data)["Location"] == f"/apis/{unique}/"


def test_a_missing_source_is_shown_at_its_field(visit, publisher, unique, team):
    data = register_form(unique, team)
    del data["spec_text"]
    answer = visit(publisher).post("/apis/register/", data)
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_a_faulty_description_is_shown_with_its_lines(visit, publisher, unique, team):
    text = (
        'openapi: 3.0.0\ninfo: {title: x, version: "1"}\npaths:\n  - "<script>alert(1)</script>"\n'
    )
    data = register_form(unique, team, spec_text=text)
    answer = visit(publisher).post("/apis/register/?by=paste", data)
    assert answer.status_code == 422
    assert "Nothing was stored" in answer.text
    assert "Line 3 of the description" in answer.text
    assert "/paths" in answer.text
    assert "<script>alert" not in answer.text


def test_a_taken_id_is_shown_at_its_field(visit, publisher, unique, team):
    register(publisher, unique)
    data = register_form(f"{unique} other", team, slug=unique)
    answer = visit(publisher).post("/apis/register/?by=paste", data)
    assert answer.status_code == 422
    told = "This id is taken, or was that of an API another team deleted. Choose another."
    assert f"<li>{told}</li>" in answer.text


def test_viewers_and_visitors_cannot_register(visit, developer):
    assert visit().get("/apis/register/")["Location"].startswith("/account/sign-in/")
    assert visit(developer).get("/apis/register/").status_code == 403


def test_a_publisher_without_a_team_is_refused_with_the_reason(visit, unique):
    lonely = Person(person(f"{unique}-lonely", "publisher"), None)
    answer = visit(lonely).get("/apis/register/")
    assert answer.status_code == 403
    assert "in no team" in answer.text


def test_the_title_names_a_refused_description(visit, publisher, unique, team):
    data = register_form(unique, team, spec_text="<html></html>")
    answer = visit(publisher).post("/apis/register/?by=paste", data)
    assert answer.status_code == 422
    assert "<title>Error: Register an API" in answer.text
