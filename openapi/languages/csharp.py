"""A request as a C# program of top-level statements, by HttpClient (.NET 7 or newer)."""

import re

from openapi.languages import wire
from openapi.languages.literals import is_plain, quoted
from openapi.request.message import Body, File, FileBody, FormBody, MultipartBody, Part, Request

LABEL = "C#"
# HttpClient has these with the content (RFC 7231, 3.1), and Content-Type there too.
OF_CONTENT = ("allow", "expires", "last-modified")
NAMES = {
    "AuthenticationHeaderValue": "System.Net.Http.Headers",
    "Encoding": "System.Text",
    "CredentialCache": "System.Net",
    "MediaTypeHeaderValue": "System.Net.Http.Headers",
    "X509Certificate2": "System.Security.Cryptography.X509Certificates",
}


def write(request: Request) -> str:
    headers = wire.all_headers(request)
    wire.require_ascii(headers, "HttpClient")
    kind = headers.pop("Content-Type", "")
    handler = _handler(request)
    method = f"new HttpMethod({quoted(request.method)})"
    if request.method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        method = f"HttpMethod.{request.method.capitalize()}"
    lines = (
        f"{handler}using var client = new HttpClient({'handler' if handler else ''});\n"
        f"using var request = new HttpRequestMessage({method}, {quoted(request.url)});\n"
        f"{_body(request.body, kind)}{_headers(headers, has_content=request.body is not None)}"
        f"{_basic(request)}"
        "\nusing var response = await client.SendAsync(request);\n"
        "Console.WriteLine((int)response.StatusCode);\n"
        "Console.WriteLine(await response.Content.ReadAsStringAsync());\n"
    )
    used = sorted({space for name, space in NAMES.items() if re.search(rf"\b{name}\b", lines)})
    return "".join(f"using {space};\n" for space in used) + ("\n" if used else "") + lines


def _handler(request: Request) -> str:
    lines = ""
    if request.login and request.login.digest:
        user, password = quoted(request.login.user), quoted(request.login.password)
        lines += (
            "handler.Credentials = new CredentialCache\n{\n"
            f'    {{ new Uri({quoted(request.url)}), "Digest", '
            f"new NetworkCredential({user}, {password}) }},\n}};\n"
        )
    if request.client_certificate:
        pair = 'X509Certificate2.CreateFromPemFile("client.pem", "client.key")'
        lines += f"handler.ClientCertificates.Add({pair});\n"
    return f"using var handler = new HttpClientHandler();\n{lines}" if lines else ""


def _basic(request: Request) -> str:
    if request.login is None or request.login.digest:
        return ""
    pair = quoted(f"{request.login.user}:{request.login.password}")
    code = f"Convert.ToBase64String(Encoding.UTF8.GetBytes({pair}))"
    return f'request.Headers.Authorization = new AuthenticationHeaderValue("Basic", {code});\n'


def _headers(headers: dict[str, str], *, has_content: bool) -> str:
    lines = ""
    for name, value in headers.items():
        holder = "request.Headers"
        if name.lower().startswith("content-") or name.lower() in OF_CONTENT:
            holder = "request.Content.Headers"
            if not has_content:
                lines += "request.Content = new ByteArrayContent(Array.Empty<byte>());\n"
                has_content = True
        lines += f"{holder}.TryAddWithoutValidation({quoted(name)}, {quoted(value)});\n"
    return lines


def _body(body: Body | None, kind: str) -> str:
    if body is None:
        return ""
    if isinstance(body, MultipartBody) and body.parts:
        return _multipart(body)
    if isinstance(body, FormBody) and body.fields:
        pairs = "".join(f"    new({quoted(n)}, {quoted(v)}),\n" for n, v in body.fields)
        content = f"new FormUrlEncodedContent(new KeyValuePair<string, string>[]\n{{\n{pairs}}})"
        if wire.is_usual(body):
            kind = ""
    elif isinstance(body, FileBody):
        content = f"new StreamContent(File.OpenRead({quoted(body.file.name)}))"
    else:
        content = f"new StringContent({_text(wire.body_text(body) or '')})"
    return f"request.Content = {content};\n{_type('request.Content', kind)}"


def _type(content: str, kind: str) -> str:
    if not kind:
        return ""
    return f"{content}.Headers.ContentType = MediaTypeHeaderValue.Parse({quoted(kind)});\n"


def _multipart(body: MultipartBody) -> str:
    is_form = wire.is_usual(body)
    make = "MultipartFormDataContent()"
    if not is_form:
        make = f"MultipartContent({quoted(body.media_type.partition('/')[2])})"
    parts = "".join(_part(part, f"part{at}", is_form) for at, part in enumerate(body.parts, 1))
    return f"var form = new {make};\n{parts}request.Content = form;\n"


def _part(part: Part, variable: str, is_form: bool) -> str:
    name, headers = quoted(part.name), wire.part_headers(part.headers)
    if isinstance(part.value, File):
        file = quoted(part.value.name)
        content, more = f"StreamContent(File.OpenRead({file}))", f", {file}"
    else:
        content, more = f"StringContent({_text(part.value)})", ""
    if not is_form:
        headers = [("Content-Disposition", wire.disposition(part)), *headers]
    added = "".join(
        f"{variable}.Headers.TryAddWithoutValidation({quoted(key)}, {quoted(value)});\n"
        for key, value in headers
    )
    return (
        f"var {variable} = new {content};\n{_type(variable, part.media_type)}{added}"
        f"form.Add({variable}{f', {name}{more}' if is_form else ''});\n"
    )


def _text(text: str) -> str:
    """Return several lines as a raw string literal, with more quotes around it than in it."""
    if "\n" not in text or not is_plain(text):
        return quoted(text)
    longest = max(map(len, re.findall('"+', text)), default=0)
    quotes = '"' * max(3, longest + 1)
    return f"{quotes}\n{text}\n{quotes}"
