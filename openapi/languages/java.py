"""A request as a Java program, by java.net.http (Java 17 or newer)."""

import re

from openapi.languages import wire
from openapi.languages.literals import indented, is_plain, lines_of, quoted
from openapi.request.errors import NoRequest
from openapi.request.message import Body, File, FileBody, MultipartBody, Request

LABEL = "Java"
KEY_STORE = """\
var keys = KeyStore.getInstance(new File("client.p12"), "PASSWORD".toCharArray());
var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
managers.init(keys, "PASSWORD".toCharArray());
var tls = SSLContext.getInstance("TLS");
tls.init(managers.getKeyManagers(), null, null);
"""
OF_TLS = {
    "java.io.File", "java.security.KeyStore", "javax.net.ssl.KeyManagerFactory",
    "javax.net.ssl.SSLContext",
}  # fmt: skip


def write(request: Request) -> str:
    """Return the program. Raise `NoRequest` for Digest authentication, which the client lacks."""
    if request.login and request.login.digest:
        what = {"client": "java.net.http", "what": "Digest authentication"}
        raise NoRequest("client_cannot", what)
    imports = {
        "java.net.URI", "java.net.http.HttpClient", "java.net.http.HttpRequest",
        "java.net.http.HttpResponse.BodyHandlers",
    }  # fmt: skip
    headers = wire.all_headers(request)
    wire.require_ascii(headers, "java.net.http")
    calls = [f".uri(URI.create({quoted(request.url)}))"]
    calls += [f".header({quoted(name)}, {quoted(value)})" for name, value in headers.items()]
    if request.login:
        imports.add("java.util.Base64")
        pair = quoted(f"{request.login.user}:{request.login.password}")
        code = f'"Basic " + Base64.getEncoder().encodeToString({pair}.getBytes())'
        calls.append(f'.header("Authorization", {code})')
    calls.append(_method(request, imports))
    client, before = "HttpClient.newHttpClient()", ""
    if request.client_certificate:
        imports |= OF_TLS
        client, before = "HttpClient.newBuilder().sslContext(tls).build()", KEY_STORE
    main = (
        f"{before}var client = {client};\n"
        f"var request = HttpRequest.newBuilder()\n{indented(calls, '    ')}\n    .build();\n"
        "var response = client.send(request, BodyHandlers.ofString());\n"
        "System.out.println(response.statusCode());\nSystem.out.println(response.body());\n"
    )
    names = "".join(f"import {name};\n" for name in sorted(imports))
    return (
        f"{names}\npublic class Main {{\n"
        "    public static void main(String[] arguments) throws Exception {\n"
        f"{indented(main, ' ' * 8)}    }}\n}}\n"
    )


def _method(request: Request, imports: set[str]) -> str:
    body = request.body
    if body is None and request.method in ("GET", "DELETE"):
        return f".{request.method}()"
    publisher = _publisher("noBody()", imports) if body is None else _body(body, imports)
    if request.method in ("POST", "PUT"):
        return f".{request.method}({publisher})"
    return f".method({quoted(request.method)}, {publisher})"


def _body(body: Body | None, imports: set[str]) -> str:
    if isinstance(body, FileBody):
        return _file(body.file, imports)
    if isinstance(body, MultipartBody):
        pieces = [
            _file(each, imports)
            if isinstance(each, File)
            else _publisher(f"ofString({_text(each)})", imports)
            for each in wire.segments(body)
        ]
        if len(pieces) > 1:
            joined = ",\n".join(pieces)
            return f"BodyPublishers.concat(\n{indented(joined, '        ')})"
        return pieces[0]
    return _publisher(f"ofString({_text(wire.body_text(body) or '')})", imports)


def _publisher(call: str, imports: set[str]) -> str:
    imports.add("java.net.http.HttpRequest.BodyPublishers")
    return f"BodyPublishers.{call}"


def _file(file: File, imports: set[str]) -> str:
    imports.add("java.nio.file.Path")
    return _publisher(f"ofFile(Path.of({quoted(file.name)}))", imports)


def _text(text: str) -> str:
    """Return several lines as a text block (JLS 3.10.6), which drops spaces around them."""
    if "\n" not in text:
        return quoted(text)
    if not is_plain(text):
        return " +\n    ".join(map(quoted, lines_of(text)))
    text = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    text = re.sub(r" (?=\n|$)|(?<=^) |\"$|(?<=^\n) ", lambda found: f"\\{ord(found[0]):03o}", text)
    return f'"""\n{text}"""'
