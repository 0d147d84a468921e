"""A request as the words that a shell hands to curl."""

import subprocess
from dataclasses import replace

import pytest

from openapi.languages import curl
from openapi.request.message import (
    File,
    FileBody,
    FormBody,
    JsonBody,
    Login,
    MultipartBody,
    Part,
    Request,
    TextBody,
)

GET = Request("GET", "https://pets.test/pets")
POST = Request("POST", "https://pets.test/pets")


def words(request: Request) -> list[str]:
    """What a shell hands to curl after the address."""
    script = f"curl() {{ printf '%s\\0' \"$@\"; }}\n{curl.write(request)}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, check=True)
    return ran.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (GET, []),
        (replace(GET, method="DELETE"), ["-X", "DELETE"]),
        (replace(GET, method="HEAD"), ["--head"]),
        (replace(GET, method="HEAD", body=JsonBody(1)), ["--head"]),
    ],
)
def test_the_method_is_named_where_curl_would_choose_another(
    request_: Request, expected: list[str]
) -> None:
    assert words(request_) == [*expected, "https://pets.test/pets"]


@pytest.mark.parametrize(
    ("url", "option"),
    [
        ("https://pets.test/?f[a]=1", "--globoff"),
        ("https://pets.test/{a,b}", "--globoff"),
        ("https://pets.test/a/../b", "--path-as-is"),
    ],
)
def test_an_address_is_taken_as_it_stands(url: str, option: str) -> None:
    assert words(replace(GET, url=url)) == [option, url]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"headers": (("X-Note", "it's $x `y`"),)}, ["-H", "X-Note: it's $x `y`"]),
        ({"headers": (("X-Empty", ""),)}, ["-H", "X-Empty;"]),
        ({"headers": (("X-A", "1\r\nX-B: 2"),)}, ["-H", "X-A: 1 X-B: 2"]),
        ({"headers": (("@/etc/passwd", "x"), ("Content-Length", "9"))}, []),
        ({"cookies": (("sid", "1"), ("b", "2"))}, ["-b", "sid=1; b=2"]),
        ({"login": Login("USERNAME", "PASSWORD")}, ["-u", "USERNAME:PASSWORD"]),
        ({"login": Login("U", "P", digest=True)}, ["--digest", "-u", "U:P"]),
        ({"client_certificate": True}, ["--cert", "client.pem", "--key", "client.key"]),
    ],
)
def test_headers_cookies_and_credentials_are_options(
    more: dict[str, object], expected: list[str]
) -> None:
    assert words(replace(GET, **more))[1:] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (JsonBody("@x", "text/json"), ["-H", "Content-Type: text/json", "--data-raw", '"@x"']),
        (
            TextBody("@x\r\n'", "text/csv"),
            ["-H", "Content-Type: text/csv", "--data-raw", "@x\r\n'"],
        ),
        (FormBody((("a b=", "@x"),)), ["--data-urlencode", "a%20b%3D=@x"]),
        (FormBody((("", "x y"),)), ["--data-raw", "=x%20y"]),
        (
            FileBody(File("a.png"), "image/png"),
            ["-H", "Content-Type: image/png", "--data-binary", "@a.png"],
        ),
        (MultipartBody((Part("a", "b"),)), ["-F", "a=b"]),
        (MultipartBody((Part("a", "@b"),)), ["-F", 'a="@b"']),
        (MultipartBody((Part("a", '{"b": 1}, c'),)), ["-F", 'a={"b": 1}, c']),
        (MultipartBody((Part("a", '"b\\" ;c'),)), ["-F", 'a="\\"b\\\\\\" ;c"']),
        (MultipartBody((Part("a", "{}", "text/json"),)), ["-F", "a={};type=text/json"]),
        (MultipartBody((Part("a", File('b",;.png')),)), ["-F", 'a=@"b\\",;.png"']),
        (
            MultipartBody((Part("a", "b", "", (("X-Id", "1;2"),)),)),
            ["-F", 'a=b;headers="X-Id: 1;2"'],
        ),
        (
            MultipartBody((Part("a", "b"),), "multipart/mixed"),
            ["-H", "Content-Type: multipart/mixed", "-F", "a=b"],
        ),
    ],
)
def test_a_body_is_not_taken_for_the_name_of_a_file(body: object, expected: list[str]) -> None:
    assert words(replace(POST, body=body)) == ["-X", "POST", "https://pets.test/pets", *expected]
