"""Requests that are hard to write down, for every language."""

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

NASTY = [
    'it\'s "quoted" \\ and \\\\ \\u0041 \\n',
    "$(touch no) `touch no` ${HOME} $HOME %PATH% %s %d #{x} {{x}} {% x %} <%= x %>",
    "line one\nline two\n\n  indented \n\ttab\n",
    " \n leads and ends with blanks \n ",
    "carriage\r\nreturn\rand\x00nul\x1b[0m\x07\x7f\x85",
    "</script><script>alert(1)</script> <!-- --> ]]> */ // # -- ;",
    "grüße 日本 🎉 \u2018quotes\u2019 \u201c\u201d \u2028\u2029\u202e\ufeff\ud800",
    '"""\n\'\'\'\n```\n\'@\n"@\nJSON\nEOT;\n"""" \\',
    "@file",
    "<file;type=x,y=z&a+b%20c",
    "",
    "'",
    "\u2019@\n\u2019@",
    'a\n"',
    "!history",
    "?>",
]
HEADER = 'it\'s "q" $x `y` \\ % \u00fc\u65e5\r\nX-Evil: 1'
VALUE = {
    **{f"text {at} {text}": text for at, text in enumerate(NASTY)},
    "__proto__": {"constructor": None},
    "empty": [{}, [], "", {"list": []}],
    "numbers": [0, -1, 1.5, 1e300, 5e-324, -0.0, 2**53 - 1],
    "yes": True,
    "no": False,
}
URL = "http://127.0.0.1:1/a%20b;c='d'/%2F?deep[x]=1&$q=%7B%7D&list=a,b&e=%F0%9F%8E%89&plus=%2B#"


def of(body: object = None, method: str = "POST", **more: object) -> Request:
    return Request(method, URL.rstrip("#"), body=body, **more)


def every() -> dict[str, Request]:
    """Return requests by what is hard about them."""
    found = {
        "get": of(method="GET"),
        "head": of(method="HEAD"),
        "query": of(JsonBody({"a": 1}), "QUERY"),
        "delete": of(method="DELETE", headers=(("X-Id", "1"), ("x-id", "2"), ("X-Empty", ""))),
        "headers": of(
            method="GET",
            headers=(
                ("X-Note", 'it\'s $x `y` \\ "q" % \r\nX-Evil: 1'),
                ("@file", "x"),
                ("Host", "x"),
            ),
            cookies=(("sid", "a'b$c`d"), ("b", "2\r\nX-Evil: 1")),
        ),
        "beyond ascii": of(method="GET", headers=(("X-Note", "grüße 日本"),)),
        "basic": of(method="GET", login=Login("USERNAME", "PASS'W\"O$RD")),
        "digest": of(method="GET", login=Login("USERNAME", "PASSWORD", digest=True)),
        "certificate": of(method="GET", client_certificate=True),
        "json": of(JsonBody(VALUE, "application/vnd.api+json")),
        "json large": of(JsonBody({"id": 2**63 + 1})),
        "json order": of(JsonBody({"b": {"10": 1, "9": 2}})),
        "json null": of(JsonBody(None)),
        "json list": of(JsonBody([1, [2, 3], ["x"]])),
        "json get": of(JsonBody({"a": 1}), "GET"),
        "form": of(FormBody(tuple((f"f[{at}]", text) for at, text in enumerate(NASTY)))),
        "form twice": of(FormBody((("a b", "1"), ("a b", "2"), ("A=B", "&")))),
        "form empty": of(FormBody(())),
        "form charset": of(
            FormBody((("a", "ü"),), "application/x-www-form-urlencoded; charset=utf-8")
        ),
        "file": of(FileBody(File('it\'s; a "file", $x.png'), "image/png"), "PUT"),
        "parts": of(
            MultipartBody(
                (
                    *(Part(f"p{at}", text) for at, text in enumerate(NASTY) if "\0" not in text),
                    Part("photo", File("photo.png"), "image/png"),
                    Part("photo", File('it\'s; a "file", $x.png')),
                    Part("json", '{\n  "a": "it\'s; \\"q\\", @x"\n}', "application/json"),
                    Part('it\'s; a "name", $x', "v"),
                )
            )
        ),
        "part headers": of(
            MultipartBody(
                (Part("a", "1", "text/plain", (("X-Part", "it's\r\n 1"),)), Part("b", "2"))
            )
        ),
        "mixed": of(
            MultipartBody(
                (Part("meta", '{"a": 1}', "application/json"), Part("data", File("photo.png"))),
                "multipart/mixed",
            )
        ),
        "part nul": of(MultipartBody((Part("a", "\0"),))),
        "no parts": of(MultipartBody(())),
    }
    return found | {f"text {at}": of(TextBody(text, "text/plain")) for at, text in enumerate(NASTY)}
