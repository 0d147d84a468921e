"""A request that names an encoding other than UTF-8 is refused, not failed on."""

import io
from wsgiref.util import setup_testing_defaults

import pytest

from portal.wsgi import application

ADDRESSES = ("/apis/", "/api/v1/apis/", "/account/sign-in/")
FORM = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\na\r\n--x--\r\n'


def status_of(path: str, content_type: str, body: bytes = b"") -> str:
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "q=%41&next=%41",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []
    b"".join(application(environ, lambda status, _headers, _error=None: statuses.append(status)))
    return statuses[0][:3]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("charset", ["hex", "punycode", "idna", "undefined", "utf-16", "latin-1"])
def test_what_is_not_in_utf_8_is_refused(path: str, charset: str) -> None:
    assert status_of(path, f"text/plain; charset={charset}") == "415"


def test_a_parameter_in_an_encoding_of_its_own_is_refused() -> None:
    assert status_of("/apis/", "text/plain; a*=undefined''%41") == "415"


@pytest.mark.parametrize("charset", ["hex", "punycode"])
def test_a_form_in_another_encoding_is_refused_before_it_is_read(charset: str) -> None:
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    assert status_of("/account/sign-out/", content_type, FORM) == "415"


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "US-ASCII", '"utf-8"'])
def test_utf_8_under_any_of_its_names_is_read(charset: str) -> None:
    assert status_of("/apis/", f"text/plain; charset={charset}") == "200"
    # Read, and refused for want of a CSRF token.
    content_type = f"multipart/form-data; boundary=x; charset={charset}"
    assert status_of("/account/sign-out/", content_type, FORM) == "403"
