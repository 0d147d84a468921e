"""How large a request may be, and that nothing of it is read for who may not send it."""

import re

import pytest
from django.conf import settings as portal_settings
from django.test import Client

from portal.web.body_limit import USUAL_MAX_BYTES
from portal.web.foreign_content import is_foreign
from tests.people import person
from tests.routes import Unread, routes

METHODS = ("POST", "PUT", "PATCH", "DELETE")
LARGE = 60 * 1024 * 1024
# What takes a description, and what it answers those who may not send one to an API that is not
# there.
TAKE_NEW = {
    "/apis/register/": 403,
    "/apis/<str:api>/versions/add/": 403,
    "/api/v1/apis/": 403,
    "/api/v1/apis/<str:api>/versions/": 404,
}
REPLACED_BY_REST = "/api/v1/apis/<str:api>/versions/<str:version>/spec"
TAKE_REPLACED = {"/apis/<str:api>/versions/<str:version>/replace/": 403, REPLACED_BY_REST: 404}
TAKE_DESCRIPTIONS = TAKE_NEW | TAKE_REPLACED
# The same of what takes the image of a guide.
TAKE_IMAGES = {"/docs/<slug:api>/guide/images/": 404, "/api/v1/apis/<str:api>/images/": 404}
TAKE_FILES = TAKE_DESCRIPTIONS | TAKE_IMAGES
IMAGE = 2 * 1024 * 1024
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


def send(client, path, *, method="POST", length=LARGE, content_type=JSON, **headers):
    """Send a request whose body must not be read."""
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type}
    return client.generic(method, path, headers=headers, **body)


def method_of(path: str) -> str:
    """Return the method that a file is sent with to this path."""
    return "PUT" if path.endswith("/spec") else "POST"


def signed_in(user) -> Client:
    """Return a browser with a session and a CSRF token, both checked as everywhere."""
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(user)
    client.cookies[portal_settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


def address(route: str) -> str:
    return re.sub(r"<[^>]+>|\(\?P<.*?\)", "x", re.sub(r"<int:[^>]+>", "1", route))


@pytest.fixture
def small(settings):
    settings.REQUEST_MAX_BYTES = 1000


@pytest.mark.parametrize("length", ["1001", "+1001", "1_001", " 1001 "])
def test_what_says_to_be_too_large_is_refused(client, small, length):
    answer = client.post("/apis/register/", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "1000" in answer.text


@pytest.mark.parametrize("path", ["/apis/register/", "/api/v1/apis/"])
@pytest.mark.parametrize("length", ["9" * 5000, "many", "-1", "10"])
def test_any_other_length_breaks_nothing(client, small, path, length):
    assert client.post(path, CONTENT_LENGTH=length).status_code < 500


def test_only_what_takes_a_file_takes_more_than_1_mb(unique):
    admin = signed_in(person(f"{unique}-admin", "admin"))
    taken = set()
    # The gateway has a limit of its own.
    for route in {route.path for route in routes() if not is_foreign(route.path)}:
        for method in METHODS:
            answer = send(admin, address(route), method=method, length=USUAL_MAX_BYTES + 1)
            if answer.status_code != 413:
                taken.add(route)
    assert taken == TAKE_FILES.keys()


def test_what_takes_an_image_takes_no_description(unique):
    admin = signed_in(person(f"{unique}-admin", "admin"))
    for path in TAKE_IMAGES:
        assert send(admin, address(path), length=3 * 1024 * 1024).status_code == 413


@pytest.mark.parametrize("content_type", [JSON, FORM, MULTIPART])
@pytest.mark.parametrize("role", ["nobody", "viewer", "developer"])
@pytest.mark.parametrize("path", sorted(TAKE_FILES))
def test_who_may_send_no_file_is_refused_unread(unique, path, role, content_type):
    client = signed_in(person(f"{unique}-{role}", role))
    if role == "nobody":
        del client.cookies[portal_settings.SESSION_COOKIE_NAME]
    headers = {"X-CSRFToken": "a" * 32}
    length = IMAGE if path in TAKE_IMAGES else LARGE
    how = {"method": method_of(path), "content_type": content_type, "length": length}
    answer = send(client, address(path), **how, **headers)
    if role == "nobody" and not path.startswith("/api/"):
        assert answer["Location"].startswith("/account/sign-in/")
    else:
        assert answer.status_code == (401 if role == "nobody" else TAKE_FILES[path])


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/apis/{}/versions/",
        "/apis/{}/versions/add/",
        "/api/v1/apis/{}/images/",
        "/docs/{}/guide/images/",
        "/api/v1/apis/{}/versions/1.0.0/spec",
        "/apis/{}/versions/1.0.0/replace/",
    ],
)
def test_a_publisher_of_another_team_is_refused_unread(unique, path):
    from tests.apis.conftest import register, with_key

    owner = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    api = register(with_key(owner), unique)["id"]
    stranger = signed_in(person(f"{unique}-stranger", "publisher", f"team-{unique}-other"))
    headers = {"X-CSRFToken": "a" * 32}
    length = IMAGE if "images" in path else LARGE
    how = {"method": method_of(path), "content_type": MULTIPART, "length": length}
    answer = send(stranger, path.format(api), **how, **headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", sorted(TAKE_NEW))
def test_a_description_needs_its_csrf_token(unique, path):
    from tests.apis.conftest import register, with_key

    owner = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    api = register(with_key(owner), unique)["id"]
    client = signed_in(owner)
    form = {"spec_text": "x", "owner": unique, "visibility": "internal", "status": "active"}
    token = {"csrfmiddlewaretoken": "a" * 32}
    path = path.replace("<str:api>", api)
    assert client.post(f"{path}?by=paste", form).status_code == 403
    if path.startswith("/api/"):
        answer = client.post(path, form | token)
        assert answer.status_code == 403
        answer = client.post(path, form, headers={"X-CSRFToken": "a" * 32})
        assert answer.status_code == 400
    else:
        assert client.post(f"{path}?by=paste", form | token).status_code == 422


@pytest.mark.parametrize("path", sorted(TAKE_REPLACED))
def test_so_does_one_in_place_of_another(unique, path):
    from tests.apis.conftest import register, with_key

    owner = person(f"{unique}-publisher", "publisher", f"team-{unique}")
    api = register(with_key(owner), unique, status="draft")["id"]
    path = path.replace("<str:api>", api).replace("<str:version>", "1.0.0")
    answer = signed_in(owner).generic(method_of(path), path, b"spec=x", content_type=FORM)
    assert answer.status_code == 403
