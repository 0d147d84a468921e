"""A request as PowerShell, by Invoke-RestMethod (PowerShell 7)."""

import re

from openapi.languages import wire
from openapi.languages.literals import distinct, is_plain, scalars
from openapi.request.errors import NoRequest
from openapi.request.message import Body, File, FileBody, FormBody, MultipartBody, Part, Request

LABEL = "PowerShell"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# Each of these ends a string in single quotes, and stands for itself where it comes twice.
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
_ESCAPED = re.compile('["\u201c\u201d\u201e`$]')
# .NET refuses these unless they have the form of their definition.
_CHECKED = re.compile(r"(?i)(?!x-|authorization$|cookie$)")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def write(request: Request) -> str:
    headers = wire.all_headers(request)
    wire.require_ascii(headers, "Invoke-RestMethod")
    kind = headers.pop("Content-Type", "")
    before, arguments = "", [f"-Uri {_quoted(request.url)}"]
    usual = request.method in METHODS
    method = request.method.capitalize() if usual else _quoted(request.method)
    arguments.append(f"-{'' if usual else 'Custom'}Method {method}")
    if headers:
        before += f"$headers = {_table(headers)}\n"
        arguments.append("-Headers $headers")
        arguments += ["-SkipHeaderValidation"] if any(map(_CHECKED.match, headers)) else []
    if request.login:
        user, password = _quoted(request.login.user), _quoted(request.login.password)
        before += f"$password = ConvertTo-SecureString {password} -AsPlainText -Force\n"
        before += f"$login = [pscredential]::new({user}, $password)\n"
        arguments += ["-Credential $login"] if request.login.digest else _basic(request.url)
    if request.client_certificate:
        made = "[System.Security.Cryptography.X509Certificates.X509Certificate2]::CreateFromPemFile"
        before += f"$certificate = {made}('client.pem', 'client.key')\n"
        arguments.append("-Certificate $certificate")
    if request.body is not None:
        lines, more = _body(request.body, kind)
        before, arguments = before + lines, arguments + more
    call = " `\n    ".join(["Invoke-RestMethod", *arguments, "-StatusCodeVariable status"])
    return f"{before}$response = {call}\n$status\n$response | ConvertTo-Json -Depth 20\n"


def _basic(url: str) -> list[str]:
    unencrypted = [] if url.startswith("https:") else ["-AllowUnencryptedAuthentication"]
    return ["-Authentication Basic", "-Credential $login", *unencrypted]


def _body(body: Body | None, kind: str) -> tuple[str, list[str]]:
    """Return what stands before the call, and its arguments for the body."""
    typed = [f"-ContentType {_quoted(kind)}"]
    if isinstance(body, FileBody):
        return "", [*typed, f"-InFile {_quoted(body.file.name)}"]
    if isinstance(body, MultipartBody):
        if wire.is_usual(body) and body.parts:
            return _multipart(body)
        if any(isinstance(part.value, File) for part in body.parts):
            what = {"client": "Invoke-RestMethod", "what": f"{body.media_type} with a file"}
            raise NoRequest("client_cannot", what)
    # Names in a hash table are the same whatever their case.
    if isinstance(body, FormBody) and distinct((name.lower(), "") for name, _ in body.fields):
        return f"$body = {_table(dict(body.fields))}\n", [*typed, "-Body $body"]
    text = wire.body_text(body) or ""
    code = _text(text)
    if not text.isascii():
        code = f"[System.Text.Encoding]::UTF8.GetBytes({code})"
    return f"$body = {code}\n", [*typed, "-Body $body"]


def _table(pairs: dict[str, str]) -> str:
    lines = "".join(f"    {_quoted(name)} = {_quoted(value)}\n" for name, value in pairs.items())
    return f"[ordered]@{{\n{lines}}}"


def _multipart(body: MultipartBody) -> tuple[str, list[str]]:
    """Return a form; -Form has no types of parts, so .NET's content is filled."""
    parts = "".join(map(_part, body.parts))
    return f"$form = [System.Net.Http.MultipartFormDataContent]::new()\n{parts}", ["-Body $form"]


def _part(part: Part) -> str:
    if isinstance(part.value, File):
        path = f"(Resolve-Path {_quoted(part.value.name)})"
        code = f"[System.Net.Http.StreamContent]::new([System.IO.File]::OpenRead({path}))"
    else:
        code = f"[System.Net.Http.StringContent]::new({_text(part.value)})"
    lines = f"$part = {code}\n"
    given = [("Content-Disposition", wire.disposition(part)), *wire.part_headers(part.headers)]
    if part.media_type:
        lines += "$null = $part.Headers.Remove('Content-Type')\n"
        given.append(("Content-Type", part.media_type))
    for name, value in given:
        pair = f"{_quoted(name)}, {_quoted(value)}"
        lines += f"$null = $part.Headers.TryAddWithoutValidation({pair})\n"
    return f"{lines}$form.Add($part)\n"


def _text(text: str) -> str:
    """Return several lines as a here-string, unless one of them would end it."""
    if "\n" not in text or not is_plain(text) or re.search(f"\n({_QUOTES.pattern})@", f"\n{text}"):
        return _quoted(text)
    return f"@'\n{text}\n'@"


def _quoted(text: str) -> str:
    text = scalars(text)
    if is_plain(text):
        return "'" + _QUOTES.sub(r"\g<0>\g<0>", text) + "'"
    text = _ESCAPED.sub(r"`\g<0>", text)
    return '"' + _UNSEEN.sub(lambda found: f"`u{{{ord(found[0]):x}}}", text) + '"'
