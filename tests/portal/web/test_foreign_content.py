"""What strangers wrote is answered from our origin, and can do nothing there."""

import io

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import include, path

from portal.errors import Missing
from portal.web.charsets import ORIGINAL_CONTENT_TYPE
from portal.wsgi import application

HOSTILE = {
    "Set-Cookie": "sessionid=theirs",
    "Clear-Site-Data": '"*"',
    "Service-Worker-Allowed": "/",
    "Strict-Transport-Security": "max-age=0",
    "NEL": "{}",
    "Report-To": "{}",
    "Reporting-Endpoints": 'x="https://x.test"',
    "Alt-Svc": 'h3=":443"',
    "Refresh": "0;url=/account/",
    "Public-Key-Pins": 'pin-sha256="x"',
    "Origin-Agent-Cluster": "?1",
    "Accept-CH": "Sec-CH-UA-Model",
    "Set-Login": "logged-in",
    "Use-As-Dictionary": 'match="/*"',
    "Content-Security-Policy": "default-src *",
}
OF_PAGES = ("X-Frame-Options", "Vary", "Referrer-Policy", "Cross-Origin-Opener-Policy")


def upstream(request):
    response = HttpResponse("<script>steal()</script>", headers={**HOSTILE, "X-Theirs": "1"})
    response.set_cookie("other", "theirs")
    return response


def echo(request):
    return JsonResponse(
        {
            "method": request.method,
            "type": request.META.get(ORIGINAL_CONTENT_TYPE, request.content_type),
            "body": request.body.hex(),
            "has_session": hasattr(request, "session"),
        }
    )


def refuse(request):
    raise Missing("There is no such upstream.")


def fail(request):
    raise RuntimeError("secret")


urlpatterns = [
    path("mock/echo/", echo),
    path("mock/upstream/", upstream),
    path("gateway/refuse/", refuse),
    path("gateway/fail/", fail),
    path("", include("portal.urls")),
]


@pytest.fixture(autouse=True)
def with_views(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def test_nothing_that_concerns_the_origin_passes(client):
    answer = client.get("/mock/upstream/")
    assert answer.content == b"<script>steal()</script>"
    assert answer["X-Theirs"] == "1"
    # Policies of a list all apply: theirs takes nothing away from ours.
    assert answer["Content-Security-Policy"] == "sandbox, default-src *"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies
    for name in set(HOSTILE) - {"Content-Security-Policy"}:
        assert name not in answer, name


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "QUERY", "PROPFIND", "purge"])
def test_any_method_reaches_its_view_without_what_pages_ask_for(client, method):
    client.cookies["sessionid"] = "x" * 32
    answer = client.generic(method, "/mock/echo/", b"a=1", "application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert answer.json()["method"] == method.upper()
    assert answer.json()["has_session"] is False
    assert not [name for name in OF_PAGES if name in answer]


@pytest.mark.parametrize("charset", ["utf-16", "hex", "punycode", "no-such", "*0*=x"])
def test_any_character_encoding_reaches_its_view(charset):
    content_type = f"text/plain; charset={charset}"
    body = b"\xff\xfeh\x00"
    status, answer = call("/mock/echo/", content_type, body)
    assert status == "200 OK"
    assert body.hex().encode() in answer
    assert content_type.encode() in answer
    assert call("/apis/", content_type, body)[0].startswith("415")


def test_refusals_and_failures_are_problem_documents(client):
    for target, status in (
        ("/gateway/refuse/", 404),
        ("/gateway/fail/", 500),
        ("/gateway/nothing/", 404),
    ):
        answer = client.get(target)
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Content-Security-Policy"] == "sandbox"
        assert b"secret" not in answer.content


def test_pages_run_scripts_of_static_files_only(client):
    policy = client.get("/apis/", headers={"Host": "localhost"})["Content-Security-Policy"]
    directives = dict(each.strip().partition(" ")[::2] for each in policy.split(";"))
    assert directives["script-src"] == "http://localhost/static/ http://localhost/admin/jsi18n/"
    assert client.get("/apis/", headers={"Host": "evil.test"}).status_code == 400


def call(target, content_type, body):
    statuses = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": target,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    answer = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    return statuses[0], answer
