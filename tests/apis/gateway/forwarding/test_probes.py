"""The requests of Http11Probe (https://github.com/MDA2AV/Http11Probe) that tell servers apart, by
its ids: what is malformed is refused, and of the rest the upstream gets what was meant.

`T` stands for a target at the gateway, `H` for the portal's host. Left out are probes of what only
the upstream answers (ranges, conditional requests, content types) and of unknown methods, all of
which pass.
"""

import re

import pytest

from tests.apis.gateway.forwarding.conftest import PLACE
from tests.apis.gateway.forwarding.front import Client

LINE = "POST T HTTP/1.1\r\nHost: H\r\n"
GET = "GET T HTTP/1.1\r\nHost: H\r\n"
CHUNKED = LINE + "Transfer-Encoding: chunked\r\n\r\n"
STOLEN = "GET /gateway/pets/v1/stolen HTTP/1.1\r\nHost: H\r\n\r\n"
PREFIX = "GET /x HTTP/1.1\r\nX: y\r\n"
TWO = "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX"


def with_two_framings(first: str, second: str) -> str:
    return f"{LINE}{first}\r\n{second}\r\n\r\n0\r\n\r\n{STOLEN}"


# Each is answered with an error, or not at all, and the upstream sees nothing of it.
REFUSED = {
    "RFC9112-2.2-BARE-LF-REQUEST-LINE": "GET T HTTP/1.1\nHost: H\r\n\r\n",
    "RFC9112-2.2-BARE-LF-HEADER": "GET T HTTP/1.1\r\nHost: H\nX-Test: v\r\n\r\n",
    "RFC9112-5.1-OBS-FOLD": GET + "X-Test: v\r\n more\r\n\r\n",
    "RFC9110-5.6.2-SP-BEFORE-COLON": GET + "X-Test : v\r\n\r\n",
    "RFC9112-3-MULTI-SP-REQUEST-LINE": "GET  T HTTP/1.1\r\nHost: H\r\n\r\n",
    "RFC9112-7.1-MISSING-HOST": "GET T HTTP/1.1\r\n\r\n",
    "RFC9112-2.3-INVALID-VERSION": "GET T HTTP/9.9\r\nHost: H\r\n\r\n",
    "RFC9112-5-EMPTY-HEADER-NAME": GET + ": v\r\n\r\n",
    "RFC9112-3-CR-ONLY-LINE-ENDING": "GET T HTTP/1.1\rHost: H\r\n\r\n",
    "RFC9112-3-MISSING-TARGET": "GET HTTP/1.1\r\nHost: H\r\n\r\n",
    "RFC9112-3.2-FRAGMENT-IN-TARGET": "GET T#f HTTP/1.1\r\nHost: H\r\n\r\n",
    "RFC9112-2.3-HTTP09-REQUEST": "GET T\r\n\r\n",
    "RFC9112-5-INVALID-HEADER-NAME": GET + "Bad[Name: v\r\n\r\n",
    "RFC9112-5-HEADER-NO-COLON": GET + "NoColon\r\n\r\n",
    "RFC9110-5.4-DUPLICATE-HOST": GET + "Host: other.test\r\n\r\n",
    "RFC9112-6.1-CL-NON-NUMERIC": LINE + "Content-Length: abc\r\n\r\n",
    "RFC9112-6.1-CL-PLUS-SIGN": LINE + "Content-Length: +5\r\n\r\nhello",
    "COMP-WHITESPACE-BEFORE-HEADERS": "GET T HTTP/1.1\r\n \r\nHost: H\r\n\r\n",
    "COMP-DUPLICATE-HOST-SAME": GET + "Host: H\r\n\r\n",
    "COMP-HOST-WITH-USERINFO": "GET T HTTP/1.1\r\nHost: user@H\r\n\r\n",
    "COMP-HOST-WITH-PATH": "GET T HTTP/1.1\r\nHost: H/path\r\n\r\n",
    "COMP-ASTERISK-WITH-GET": "GET * HTTP/1.1\r\nHost: H\r\n\r\n",
    "COMP-UNKNOWN-TE-501": LINE + "Transfer-Encoding: gzip\r\n\r\n",
    "COMP-POST-CL-UNDERSEND": LINE + "Content-Length: 10\r\n\r\nhello",
    "COMP-CHUNKED-NO-FINAL": CHUNKED + "5\r\nhello\r\n",
    "COMP-METHOD-CONNECT": "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n",
    "COMP-EXPECT-UNKNOWN": GET + "Expect: 200-ok\r\n\r\n",
    "COMP-UPGRADE-POST": LINE + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "COMP-UPGRADE-INVALID-VER": GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 99\r\n\r\n",
    "COMP-METHOD-TRACE": "TRACE T HTTP/1.1\r\nHost: H\r\n\r\n",
    "COMP-TRACE-WITH-BODY": "TRACE T HTTP/1.1\r\nHost: H\r\nContent-Length: 5\r\n\r\nhello",
    "COMP-TRACE-SENSITIVE": "TRACE T HTTP/1.1\r\nHost: H\r\nAuthorization: Bearer x\r\n\r\n",
    "COMP-HOST-EMPTY-VALUE": "GET T HTTP/1.1\r\nHost: \r\n\r\n",
    "COMP-REQUEST-LINE-TAB": "GET\tT HTTP/1.1\r\nHost: H\r\n\r\n",
    "COMP-VERSION-MISSING-MINOR": "GET T HTTP/1\r\nHost: H\r\n\r\n",
    "COMP-VERSION-LEADING-ZEROS": "GET T HTTP/01.01\r\nHost: H\r\n\r\n",
    "COMP-VERSION-WHITESPACE": "GET T HTTP/ 1.1\r\nHost: H\r\n\r\n",
    "COMP-VERSION-CASE": "GET T http/1.1\r\nHost: H\r\n\r\n",
    "COMP-SPACE-IN-TARGET": "GET T/pa th HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-BINARY-GARBAGE": "\x80\x81\x00\xff\xfe\r\n\r\n",
    "MAL-LONG-URL": f"GET T/{'a' * 100_000} HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-LONG-HEADER-VALUE": GET + f"X-Big: {'a' * 100_000}\r\n\r\n",
    "MAL-MANY-HEADERS": GET + "".join(f"X-{n}: v\r\n" for n in range(10_000)) + "\r\n",
    "MAL-NUL-IN-URL": "GET T/\x00test HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-CONTROL-CHARS-HEADER": GET + "X-Test: abc\x07\x08\x0bdef\r\n\r\n",
    "MAL-INCOMPLETE-REQUEST": GET + "X-Test: v",
    "MAL-EMPTY-REQUEST": "",
    "MAL-LONG-HEADER-NAME": GET + f"{'X' * 100_000}: v\r\n\r\n",
    "MAL-LONG-METHOD": f"{'A' * 100_000} T HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-NON-ASCII-HEADER-NAME": GET + "X-T\xebst: v\r\n\r\n",
    "MAL-NON-ASCII-URL": "GET T/caf\xc3\xa9 HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-URL-OVERLONG-UTF8": "GET T/\xc0\xaf HTTP/1.1\r\nHost: H\r\n\r\n",
    "MAL-CL-OVERFLOW": LINE + "Content-Length: 99999999999999999999\r\n\r\n",
    "MAL-WHITESPACE-ONLY-LINE": "   \r\n\r\n",
    "MAL-NUL-IN-HEADER-VALUE": GET + "X-Test: val\x00ue\r\n\r\n",
    "MAL-CHUNK-SIZE-OVERFLOW": CHUNKED + "FFFFFFFFFFFFFFFF0\r\nhello\r\n0\r\n\r\n",
    "MAL-H2-PREFACE": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "MAL-CL-EMPTY": LINE + "Content-Length: \r\n\r\n",
    "MAL-POST-CL-HUGE-NO-BODY": LINE + "Content-Length: 999999999\r\n\r\n",
    "MAL-CHUNK-EXT-64K": CHUNKED + f"5;e={'a' * 140_000}\r\nhello\r\n0\r\n\r\n",
    "SMUG-CL-TE-BOTH": with_two_framings("Content-Length: 5", "Transfer-Encoding: chunked"),
    "SMUG-DUPLICATE-CL": LINE + "Content-Length: 5\r\nContent-Length: 10\r\n\r\nhelloworld",
    "SMUG-TE-XCHUNKED": with_two_framings("Transfer-Encoding: xchunked", "Content-Length: 5"),
    "SMUG-TE-TRAILING-SPACE": with_two_framings("Transfer-Encoding: chunked ", "Content-Length: 5"),
    "SMUG-TE-SP-BEFORE-COLON": with_two_framings(
        "Transfer-Encoding : chunked", "Content-Length: 5"
    ),
    "SMUG-CL-NEGATIVE": LINE + "Content-Length: -1\r\n\r\n",
    "SMUG-CLTE-PIPELINE": with_two_framings("Content-Length: 4", "Transfer-Encoding: chunked"),
    "SMUG-TECL-PIPELINE": with_two_framings("Transfer-Encoding: chunked", "Content-Length: 30"),
    "SMUG-TE-DOUBLE-CHUNKED": LINE + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "SMUG-TE-CASE-MISMATCH": with_two_framings("Transfer-Encoding: Chunked", "Content-Length: 5"),
    "SMUG-CL-COMMA-DIFFERENT": LINE + "Content-Length: 5, 10\r\n\r\nhello",
    "SMUG-TE-NOT-FINAL-CHUNKED": LINE + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "SMUG-TE-HTTP10": "POST T HTTP/1.0\r\nHost: H\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "SMUG-BARE-CR-HEADER-VALUE": LINE + "X-Test: val\rue\r\nContent-Length: 5\r\n\r\nhello",
    "SMUG-CL-OCTAL": LINE + "Content-Length: 0o5\r\n\r\nhello",
    "SMUG-CHUNK-UNDERSCORE": CHUNKED + "1_0\r\nhello world!!!!!\r\n0\r\n\r\n",
    "SMUG-TE-EMPTY-VALUE": with_two_framings("Transfer-Encoding: ", "Content-Length: 5"),
    "SMUG-TE-LEADING-COMMA": with_two_framings("Transfer-Encoding: , chunked", "X: y"),
    "SMUG-TE-DUPLICATE-HEADERS": with_two_framings(
        "Transfer-Encoding: chunked", "Transfer-Encoding: identity"
    ),
    "SMUG-CHUNK-HEX-PREFIX": CHUNKED + "0x5\r\nhello\r\n0\r\n\r\n",
    "SMUG-CHUNK-SIZE-PLUS": CHUNKED + "+5\r\nhello\r\n0\r\n\r\n",
    "SMUG-CL-HEX-PREFIX": LINE + "Content-Length: 0x5\r\n\r\nhello",
    "SMUG-CL-INTERNAL-SPACE": LINE + "Content-Length: 1 0\r\n\r\nhello12345",
    "SMUG-CHUNK-LEADING-SP": CHUNKED + " 5\r\nhello\r\n0\r\n\r\n",
    "SMUG-CHUNK-MISSING-TRAILING-CRLF": CHUNKED + "5\r\nhello0\r\n\r\n",
    "SMUG-CHUNK-SPILL": CHUNKED + "5\r\nhello!!\r\n0\r\n\r\n",
    "SMUG-CHUNK-LF-TERM": CHUNKED + "5\r\nhello\n0\r\n\r\n",
    "SMUG-CHUNK-EXT-LF": CHUNKED + "5;\nhello\r\n0\r\n\r\n",
    "SMUG-TE-VTAB": LINE + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "SMUG-TE-FORMFEED": LINE + "Transfer-Encoding: \x0cchunked\r\n\r\n0\r\n\r\n",
    "SMUG-TE-NULL": LINE + "Transfer-Encoding: chunked\x00\r\n\r\n0\r\n\r\n",
    "SMUG-TE-IDENTITY": with_two_framings("Transfer-Encoding: identity", "Content-Length: 5"),
    "SMUG-CHUNK-NEGATIVE": CHUNKED + "-1\r\nhello\r\n0\r\n\r\n",
    "SMUG-CL-COMMA-SAME": LINE + "Content-Length: 5, 5\r\n\r\nhello",
    "SMUG-CL-COMMA-TRIPLE": LINE + "Content-Length: 5, 5, 5\r\n\r\nhello",
    "SMUG-CHUNKED-WITH-PARAMS": LINE + "Transfer-Encoding: chunked;e=v\r\n\r\n0\r\n\r\n",
    "SMUG-CL-UNDERSCORE": LINE + "Content-Length: 1_0\r\n\r\nhelloworld",
    "SMUG-CL-NEGATIVE-ZERO": LINE + "Content-Length: -0\r\n\r\n",
    "SMUG-TE-OBS-FOLD": LINE + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "SMUG-TE-TRAILING-COMMA": LINE + "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
    "SMUG-TE-TAB-BEFORE-VALUE": with_two_framings(
        "Transfer-Encoding:\tchunked", "Content-Length: 5"
    ),
    "SMUG-MULTIPLE-HOST-COMMA": "GET T HTTP/1.1\r\nHost: H, other.test\r\n\r\n",
    "SMUG-CHUNK-BARE-CR-TERM": CHUNKED + "5\rhello\r\n0\r\n\r\n",
    "SMUG-CLTE-CONN-CLOSE": LINE + TWO.replace("6", "5").removesuffix("X"),
    "SMUG-TECL-CONN-CLOSE": with_two_framings("Transfer-Encoding: chunked", "Content-Length: 5"),
    "SMUG-CLTE-DESYNC": LINE + TWO,
    "SMUG-CLTE-SMUGGLED-GET": with_two_framings("Content-Length: 70", "Transfer-Encoding: chunked"),
    "SMUG-CLTE-SMUGGLED-GET-CL-PLUS": with_two_framings(
        "Content-Length: +70", "Transfer-Encoding: chunked"
    ),
    "SMUG-CLTE-SMUGGLED-GET-CL-NON-NUMERIC": with_two_framings(
        "Content-Length: 70x", "Transfer-Encoding: chunked"
    ),
    "SMUG-CLTE-SMUGGLED-GET-TE-OBS-FOLD": with_two_framings(
        "Transfer-Encoding:\r\n chunked", "Content-Length: 70"
    ),
    "SMUG-CLTE-SMUGGLED-HEAD": with_two_framings(
        "Content-Length: 71", "Transfer-Encoding: chunked"
    ).replace("GET /g", "HEAD /g"),
    "SMUG-CLTE-SMUGGLED-GET-TE-TRAILING-SPACE": with_two_framings(
        "Content-Length: 70", "Transfer-Encoding: chunked "
    ),
    "SMUG-CLTE-SMUGGLED-GET-TE-LEADING-COMMA": with_two_framings(
        "Content-Length: 70", "Transfer-Encoding: , chunked"
    ),
    "SMUG-CLTE-SMUGGLED-GET-TE-CASE-MISMATCH": with_two_framings(
        "Content-Length: 70", "Transfer-Encoding: Chunked"
    ),
    "SMUG-TE-DUPLICATE-HEADERS-SMUGGLED-GET": LINE
    + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: 70\r\n\r\n"
    + "0\r\n\r\n"
    + STOLEN,
    "SMUG-TECL-SMUGGLED-GET": with_two_framings("Transfer-Encoding: chunked", "Content-Length: 4"),
    "SMUG-DUPLICATE-CL-SMUGGLED-GET": with_two_framings("Content-Length: 5", "Content-Length: 70"),
    "SMUG-TECL-DESYNC": LINE + "Transfer-Encoding: chunked\r\n" + TWO.replace("6", "30"),
    "SMUG-OPTIONS-TE-OBS-FOLD": "OPTIONS T HTTP/1.1\r\nHost: H\r\nTransfer-Encoding:\r\n chunked"
    "\r\nContent-Length: 5\r\n\r\nhello",
    "SMUG-CHUNK-INVALID-SIZE-DESYNC": CHUNKED + "+0\r\n\r\nX",
    "NORM-SP-BEFORE-COLON-CL": LINE + "Content-Length: 5\r\nContent-Length : 2\r\n\r\nhello",
    "NORM-TAB-IN-NAME": LINE + "Content-Length: 5\r\nContent\tLength: 99\r\n\r\nhello",
    "NORM-CASE-TE": LINE + "Content-Length: 5\r\nTRANSFER-ENCODING: chunked\r\n\r\nhello",
    "COOK-OVERSIZED": GET + f"Cookie: big={'a' * 66_000}\r\n\r\n",
    "COOK-NUL": GET + "Cookie: foo=\x00bar\r\n\r\n",
    "COOK-CONTROL-CHARS": GET + "Cookie: foo=\x01\x02\x03\r\n\r\n",
}

# Each is one request with this body for the upstream. Chunks that break the grammar only in what
# nobody reads are among them: the gateway makes chunks of its own.
PASSED = {
    "COMP-BASELINE": (GET + "\r\n", ""),
    "COMP-LEADING-CRLF": ("\r\n" + GET + "\r\n", ""),
    "COMP-ABSOLUTE-FORM": ("GET http://HT HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "COMP-METHOD-CASE": ("get T HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "COMP-POST-CL-BODY": (LINE + "Content-Length: 5\r\n\r\nhello", "hello"),
    "COMP-POST-CL-ZERO": (LINE + "Content-Length: 0\r\n\r\n", ""),
    "COMP-POST-NO-CL-NO-TE": (LINE + "\r\n", ""),
    "COMP-CHUNKED-BODY": (CHUNKED + "5\r\nhello\r\n0\r\n\r\n", "hello"),
    "COMP-CHUNKED-MULTI": (CHUNKED + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world"),
    "COMP-CHUNKED-EMPTY": (CHUNKED + "0\r\n\r\n", ""),
    "COMP-CHUNKED-EXTENSION": (CHUNKED + "5;e=v\r\nhello\r\n0\r\n\r\n", "hello"),
    "COMP-CHUNKED-TRAILER-VALID": (CHUNKED + "5\r\nhello\r\n0\r\nX-Sum: a\r\n\r\n", "hello"),
    "COMP-CHUNKED-HEX-UPPERCASE": (CHUNKED + "A\r\nhelloworld\r\n0\r\n\r\n", "helloworld"),
    "COMP-UPGRADE-UNKNOWN": (GET + "Connection: Upgrade\r\nUpgrade: made-up/1.0\r\n\r\n", ""),
    "COMP-GET-WITH-CL-BODY": (GET + "Content-Length: 5\r\n\r\nhello", "hello"),
    "COMP-CONNECTION-CLOSE": (GET + "Connection: close\r\n\r\n", ""),
    "COMP-HTTP10-DEFAULT-CLOSE": ("GET T HTTP/1.0\r\nHost: H\r\n\r\n", ""),
    "COMP-HTTP10-NO-HOST": ("GET T HTTP/1.0\r\n\r\n", ""),
    "COMP-HTTP12-VERSION": ("GET T HTTP/1.2\r\nHost: H\r\n\r\n", ""),
    "COMP-UNKNOWN-METHOD": ("FOOBAR T HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "COMP-NO-1XX-HTTP10": (
        "POST T HTTP/1.0\r\nHost: H\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
        "hello",
    ),
    "COMP-LONG-URL-OK": (f"GET T/{'a' * 7900} HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "COMP-HEAD-NO-BODY": ("HEAD T HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "COMP-DUPLICATE-CT": (
        LINE + "Content-Length: 5\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n\r\nhello",
        "hello",
    ),
    "COMP-RANGE-POST": (LINE + "Content-Length: 5\r\nRange: bytes=0-1\r\n\r\nhello", "hello"),
    "MAL-CL-TAB-BEFORE-VALUE": (LINE + "Content-Length:\t5\r\n\r\nhello", "hello"),
    "MAL-URL-BACKSLASH": ("GET T/a\\b HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "MAL-URL-PERCENT-NULL": ("GET T/a%00.html HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "MAL-URL-PERCENT-CRLF": ("GET T/a%0d%0aX:%20true HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "SMUG-CL-LEADING-ZEROS": (LINE + "Content-Length: 005\r\n\r\nhello", "hello"),
    "SMUG-CL-TRAILING-SPACE": (LINE + "Content-Length: 5 \r\n\r\nhello", "hello"),
    "SMUG-CL-EXTRA-LEADING-SP": (LINE + "Content-Length:  5\r\n\r\nhello", "hello"),
    "SMUG-CL-DOUBLE-ZERO": (LINE + "Content-Length: 00\r\n\r\n", ""),
    "SMUG-CL-LEADING-ZEROS-OCTAL": (LINE + "Content-Length: 010\r\n\r\nhelloworld", "helloworld"),
    "SMUG-TRANSFER_ENCODING": (
        LINE + "Transfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\nhello",
        "hello",
    ),
    "SMUG-EXPECT-100-CL": (
        LINE + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "hello",
    ),
    "SMUG-TRAILER-CL": (CHUNKED + "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n", "hello"),
    "SMUG-TRAILER-HOST": (CHUNKED + "5\r\nhello\r\n0\r\nHost: evil.test\r\n\r\n", "hello"),
    "SMUG-TRAILER-AUTH": (CHUNKED + "5\r\nhello\r\n0\r\nAuthorization: evil\r\n\r\n", "hello"),
    "SMUG-TRAILER-CONTENT-TYPE": (
        CHUNKED + "5\r\nhello\r\n0\r\nContent-Type: text/evil\r\n\r\n",
        "hello",
    ),
    "SMUG-CHUNK-BARE-SEMICOLON": (CHUNKED + "5;\r\nhello\r\n0\r\n\r\n", "hello"),
    "SMUG-CHUNK-EXT-INVALID-TOKEN": (CHUNKED + "5;bad[=x\r\nhello\r\n0\r\n\r\n", "hello"),
    "SMUG-CHUNK-SIZE-TRAILING-OWS": (CHUNKED + "5 \r\nhello\r\n0\r\n\r\n", "hello"),
    "SMUG-CHUNK-EXT-CTRL": (CHUNKED + "5;\x00=x\r\nhello\r\n0\r\n\r\n", "hello"),
    "SMUG-CHUNK-EXT-CR": (CHUNKED + "5;a\rb\r\nhello\r\n0\r\n\r\n", "hello"),
    "SMUG-HEAD-CL-BODY": ("HEAD T HTTP/1.1\r\nHost: H\r\nContent-Length: 5\r\n\r\nhello", "hello"),
    "SMUG-OPTIONS-CL-BODY": (
        "OPTIONS T HTTP/1.1\r\nHost: H\r\nContent-Length: 5\r\n\r\nhello",
        "hello",
    ),
    "SMUG-ABSOLUTE-URI-HOST-MISMATCH": ("GET http://other.testT HTTP/1.1\r\nHost: H\r\n\r\n", ""),
    "SMUG-GET-CL-PREFIX-DESYNC": (f"{GET}Content-Length: {len(PREFIX)}\r\n\r\n{PREFIX}", PREFIX),
    "NORM-UNDERSCORE-CL": (
        LINE + "Content-Length: 5\r\nContent_Length: 99\r\n\r\nhello",
        "hello",
    ),
    "NORM-UNDERSCORE-TE": (
        LINE + "Content-Length: 5\r\nTransfer_Encoding: chunked\r\n\r\nhello",
        "hello",
    ),
    "COOK-ECHO": (GET + "Cookie: foo=bar\r\n\r\n", ""),
    "COOK-EMPTY": (GET + "Cookie: \r\n\r\n", ""),
    "COOK-MALFORMED": (GET + "Cookie: ===;;;\r\n\r\n", ""),
    "COOK-MULTI-HEADER": (GET + "Cookie: a=1\r\nCookie: b=2\r\n\r\n", ""),
    "COOK-MANY-PAIRS": (
        GET + f"Cookie: {'; '.join(f'k{n}=v' for n in range(1000))}\r\n\r\n",
        "",
    ),
}

# Two requests, of which the second must be answered as what it is.
FOLLOWED = {
    "SMUG-PIPELINE-SAFE": GET + "\r\n",
    "SMUG-GET-CL-BODY-DESYNC": GET + "Content-Length: 5\r\n\r\nhello",
    "SMUG-OPTIONS-CL-BODY-DESYNC": GET.replace("GET", "OPTIONS") + "Content-Length: 5\r\n\r\nhello",
    "SMUG-EXPECT-100-CL-DESYNC": LINE + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
    "COMP-UPGRADE-MISSING-CONN": GET + "Upgrade: made-up\r\n\r\n",
}


def raw(text: str, client: Client) -> bytes:
    filled = re.sub(r"\bH\b", client.host, text.replace("HT ", f"{client.host}{PLACE}/a "))
    filled = filled.replace("other.testT ", f"other.test{PLACE}/a ")
    return re.sub(r"(?<=[ \t])T(?=[ \t#/\r])", f"{PLACE}/a", filled).encode("latin-1")


def send_all(client: Client, data: bytes) -> None:
    import socket

    try:
        client.send(data)
        client.socket.shutdown(socket.SHUT_WR)
    except OSError:
        # It was refused before all of it was sent.
        return


@pytest.mark.parametrize("probe", REFUSED)
def test_what_is_malformed_is_refused(client, live_portal, upstream, probe):
    send_all(client, raw(REFUSED[probe], client))
    assert client.answer().status in (0, 400, 405, 413, 414, 417, 431, 501, 505)
    assert upstream.received == []
    with Client(live_portal) as after:
        assert after.call(f"{PLACE}/sentinel").status == 200
    assert [received.target for received in upstream.received] == ["/base/sentinel"]
    assert upstream.faults in ([], ["broken body"])


@pytest.mark.parametrize("probe", PASSED)
def test_what_is_allowed_arrives_as_it_was_meant(client, upstream, probe):
    text, body = PASSED[probe]
    send_all(client, raw(text, client))
    assert client.answer(text.lstrip().split(" ")[0]).status == 200
    assert upstream.only.body == raw(body, client)
    assert upstream.only.target.startswith("/base/a")
    assert upstream.faults == []


@pytest.mark.parametrize("probe", FOLLOWED)
def test_what_follows_is_a_request_of_its_own(client, upstream, probe):
    second = "GET T/second HTTP/1.1\r\nHost: H\r\n\r\n"
    client.send(raw(FOLLOWED[probe] + second, client))
    assert client.answer().status == 200
    assert client.answer().status == 200
    assert [received.target for received in upstream.received] == ["/base/a", "/base/a/second"]
