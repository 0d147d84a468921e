"""A request as a Go program, by net/http."""

from openapi.languages import wire
from openapi.languages.literals import indented, is_plain, quoted
from openapi.request.errors import NoRequest
from openapi.request.message import Body, File, FileBody, FormBody, MultipartBody, Part, Request

LABEL = "Go"
# A line break inside a raw string, until the lines around it are indented.
RAW_BREAK = "\0"
CHECK = "if err != nil {\n\tlog.Fatal(err)\n}\n"
CERTIFICATE = (
    'certificate, err := tls.LoadX509KeyPair("client.pem", "client.key")\n'
    + CHECK
    + "client := &http.Client{Transport: &http.Transport{\n"
    "\tTLSClientConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},\n}}\n"
)


def write(request: Request) -> str:
    """Return the program. Raise `NoRequest` for Digest authentication, which net/http lacks."""
    if request.login and request.login.digest:
        raise NoRequest("client_cannot", {"client": "net/http", "what": "Digest authentication"})
    imports = {"fmt", "io", "log", "net/http"}
    before, body, headers = _body(request.body, imports)
    method, url = quoted(request.method), quoted(request.url)
    lines = f"{before}request, err := http.NewRequest({method}, {url}, {body})\n{CHECK}"
    for name, value in (wire.headers_and_cookie(request) | headers).items():
        code = value if name == "Content-Type" else quoted(value)
        lines += f"request.Header.Set({quoted(name)}, {code})\n"
    if request.login:
        user, password = quoted(request.login.user), quoted(request.login.password)
        lines += f"request.SetBasicAuth({user}, {password})\n"
    client = "http.DefaultClient"
    if request.client_certificate:
        imports.add("crypto/tls")
        lines += CERTIFICATE
        client = "client"
    lines += (
        f"response, err := {client}.Do(request)\n{CHECK}defer response.Body.Close()\n"
        f"answer, err := io.ReadAll(response.Body)\n{CHECK}"
        "fmt.Println(response.Status)\nfmt.Println(string(answer))\n"
    )
    names = "".join(f'\t"{name}"\n' for name in sorted(imports))
    main = indented(lines, "\t").replace(RAW_BREAK, "\n")
    return f"package main\n\nimport (\n{names})\n\nfunc main() {{\n{main}}}\n"


def _body(body: Body | None, imports: set[str]) -> tuple[str, str, dict[str, str]]:
    """Return what stands before the request, its body, and the headers of it, as code."""
    if body is None:
        return "", "nil", {}
    header = {"Content-Type": quoted(wire.content_type(body))}
    if isinstance(body, FileBody):
        imports.add("os")
        return f"file, err := os.Open({quoted(body.file.name)})\n{CHECK}", "file", header
    if isinstance(body, MultipartBody) and body.parts:
        return _multipart(body, imports)
    imports.add("strings")
    if isinstance(body, FormBody) and body.fields:
        imports.add("net/url")
        fields = "".join(f"form.Add({quoted(n)}, {quoted(v)})\n" for n, v in body.fields)
        return f"form := url.Values{{}}\n{fields}", "strings.NewReader(form.Encode())", header
    return f"body := strings.NewReader({_text(wire.body_text(body) or '')})\n", "body", header


def _multipart(body: MultipartBody, imports: set[str]) -> tuple[str, str, dict[str, str]]:
    imports |= {"bytes", "mime/multipart"}
    parts = "".join(_part(part, number, imports) for number, part in enumerate(body.parts, 1))
    before = f"var body bytes.Buffer\nform := multipart.NewWriter(&body)\n{parts}form.Close()\n"
    usual = wire.is_usual(body)
    kind = "form.FormDataContentType()"
    if not usual:
        kind = f"{quoted(f'{body.media_type}; boundary=')} + form.Boundary()"
    return before, "&body", {"Content-Type": kind}


def _part(part: Part, number: int, imports: set[str]) -> str:
    name = quoted(part.name)
    if isinstance(part.value, File):
        imports.add("os")
        file = quoted(part.value.name)
        code = f"file{number}, err := os.Open({file})\n{CHECK}"
        make, copy = f"form.CreateFormFile({name}, {file})", f"io.Copy(part{number}, file{number})"
    else:
        code = ""
        make, copy = (
            f"form.CreateFormField({name})",
            f"io.WriteString(part{number}, {_text(part.value)})",
        )
    if part.media_type or part.headers:
        imports.add("net/textproto")
        make = f"form.CreatePart(textproto.MIMEHeader{{\n{_part_headers(part)}}})"
    return f"{code}part{number}, err := {make}\n{CHECK}{copy}\n"


def _part_headers(part: Part) -> str:
    given = [("Content-Disposition", wire.disposition(part)), *wire.part_headers(part.headers)]
    if part.media_type:
        given.append(("Content-Type", part.media_type))
    return "".join(f"\t{quoted(name)}: {{{quoted(value)}}},\n" for name, value in given)


def _text(text: str) -> str:
    if "\n" not in text or "`" in text or not is_plain(text):
        return quoted(text)
    return f"`{text}`".replace("\n", RAW_BREAK)
