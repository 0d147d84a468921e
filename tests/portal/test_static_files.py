"""Static files as a visitor asks for them, straight from the source folders."""

import http.client
from email.utils import formatdate
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def get(live_portal):
    """Ask for a path letter by letter as it is given, which browsers and clients would tidy up."""

    def get(path, method="GET", **headers):
        address = urlsplit(live_portal)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.text = answer.read().decode()
        connection.close()
        return answer

    return get


def test_a_file_comes_with_its_type(get):
    answer = get("/static/css/base.css")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_the_browser_has_is_not_sent_again(get):
    answer = get("/static/css/base.css", If_Modified_Since=formatdate(usegmt=True))
    assert answer.status == 304


@pytest.mark.parametrize(
    "name",
    [
        *("", ".", "..", "../", "../x", "../portal/settings.py", "css/../../README.md"),
        *("%2e%2e/x", "%2e%2e%2fx", "..%2f..%2fetc/passwd", "%252e%252e/x", "....//x"),
        *("/", "//x", "/etc/passwd", "%2fetc%2fpasswd", "css//base.css", "./css/base.css"),
        *("css", "css/", "css/base.css/", "css/base.css/x", "css/x/../base.css"),
        *("..\\x", "%5c..%5cx", "css\\base.css", "C:\\x", "%00", "css/base.css%00", "%00.css"),
        *("%0a", "css/base.css%0a", "%0d%0aX:y", "%ff", "%c0%ae%c0%ae/x", "%ed%a0%80", "%", "%zz"),
        *("x" * 300, "x/" * 4000, "x" * 60_000),
    ],
)
def test_an_odd_name_is_not_found(get, name):
    answer = get(f"/static/{name}")
    assert answer.status == 404
    assert "Traceback" not in answer.text


def test_a_line_too_long_for_the_server_is_refused(get):
    assert get(f"/static/{'x' * 70_000}").status == 414


@pytest.mark.parametrize("path", ["/static", "//static/x", "/static%2f", "/STATIC/css/base.css"])
def test_what_only_looks_like_the_folder_is_not_found(get, path):
    assert get(path).status == 404
