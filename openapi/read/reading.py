"""Reading a description: from bytes to a checked document."""

import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from openapi.common.untrusted import JsonObject
from openapi.findings import DescriptionError, Finding
from openapi.model import metadata, relative
from openapi.model.outline import operation_count
from openapi.model.servers import servers, urls
from openapi.read import (
    identifiers,
    json_text,
    locate,
    operation_check,
    other_files,
    part_check,
    reference_check,
    schema_violations,
    value_check,
    yaml_text,
)
from openapi.read.decode import decode
from openapi.read.description import Description, Dialect, Format, Limits
from openapi.read.survey import Survey, survey
from openapi.read.upgrade import upgrade

_VERSION = re.compile(r"(\d+)(?:\.(\d+))?")
_BEGINS_AS_JSON = re.compile(r'\s*(?:\{\s*(?:["}]|/[/*]|\Z)|[\["])')
_BEGINS_AS_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_DIALECTS: tuple[Dialect, ...] = ("2.0", "3.0", "3.1", "3.2")


def read(
    data: bytes,
    *,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    address: str = "",
) -> Description:
    """Return the description that `data` holds: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, JSON or YAML.

    `address` (http or https) is where it was read from: by it the URLs of `openapi3` are absolute.
    Raise DescriptionError, with located findings, on bytes that cannot be used. Violations of
    the OpenAPI schema that leave a description usable become `warnings`. Nothing outside `data`
    is ever read.
    """
    if len(data) > limits.bytes:
        raise DescriptionError.at("too_large", status=413, bytes=len(data), limit=limits.bytes)
    text = decode(data)
    format_ = _format(text)
    document = None
    with _collector_paused():
        try:
            document, warnings = _parse(text, format_, limits)
            return _checked(document, data, format_, warnings, text, limits, address)
        except DescriptionError as error:
            named = other_files.named(error, text, document)
            named.findings = _located(named.findings, text, format_, limits)
            if named is not error:
                raise named from error
            raise


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector off while the block runs.

    Reading makes up to millions of objects and no cycles among them; looking for cycles over and
    over as they grow took half the time on large documents.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        # Both only relink lists: what was made counts as old, and is not gone through at once.
        gc.freeze()
        gc.unfreeze()
        gc.enable()


def _format(text: str) -> Format:
    if not text or text.isspace():
        raise DescriptionError.at("empty")
    if _BEGINS_AS_MARKUP.match(text):
        raise DescriptionError.at(other_files.of_markup(text), line=1, column=1)
    return "json" if _BEGINS_AS_JSON.match(text) else "yaml"


def _parse(text: str, format_: Format, limits: Limits) -> tuple[Any, list[Finding]]:
    if format_ == "json":
        return json_text.parse(text, limits=limits)
    return yaml_text.parse(text, limits=limits)


def _checked(
    document: Any,
    data: bytes,
    format_: Format,
    warnings: list[Finding],
    text: str,
    limits: Limits,
    address: str,
) -> Description:
    version = _version(document)
    _check_content(document)
    plain, reference_warnings = identifiers.with_plain_references(document, text)
    noted = survey(plain, limits=limits)
    warnings = warnings + reference_warnings + reference_check.check(plain, noted, limits=limits)
    openapi3 = _in_openapi3_shape(plain, version, address)
    if not address:
        warnings += relative.relative_servers(document, noted.servers)
    title, api_version, title_warnings = metadata.title_and_version(openapi3)
    warnings += title_warnings
    of_parts = _of_parts(plain, version, noted, limits)
    violations = schema_violations.check(document, version, noted, limits=limits)
    warnings += _distinct(violations, besides=of_parts) + of_parts
    warnings += value_check.check(plain, version, noted, limits=limits)
    return Description(
        document=document,
        openapi3=openapi3,
        format=format_,
        dialect=version,
        title=title,
        version=api_version,
        summary=metadata.summary(openapi3),
        server_urls=urls(servers(openapi3.get("servers"))),
        operation_count=operation_count(openapi3),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        warnings=_located(warnings, text, format_, limits),
    )


def _in_openapi3_shape(document: JsonObject, version: str, address: str) -> JsonObject:
    if version == "2.0":
        # Without schemes of its own an API is called as its description was read.
        schemes = {"schemes": [urlsplit(address).scheme]} if address else {}
        document = upgrade({**schemes, **document})
    return relative.resolve(document, address) if address else document


def _of_parts(document: Any, version: str, noted: Survey, limits: Limits) -> list[Finding]:
    """Return what parts of the document have against one another; one over `limits.findings`."""
    found = chain(
        operation_check.findings(document, noted),
        part_check.findings(document, noted, version),
    )
    return list(islice(found, limits.findings + 1))


def _version(document: Any) -> Dialect:
    """Return the version of the specification that a document follows."""
    if not isinstance(document, dict):
        raise DescriptionError.at("root_is_list" if isinstance(document, list) else "root_is_value")
    field = "openapi" if "openapi" in document else "swagger"
    if field not in document:
        raise DescriptionError.at("no_version")
    given = document[field]
    text = str(given)[:40] if isinstance(given, str | int | float) else ""
    match = _VERSION.match(text.strip())
    named = f"{match[1]}.{match[2] or 0}" if match else ""
    for version in _DIALECTS:
        if version == named and (version == "2.0") == (field == "swagger"):
            return version
    raise DescriptionError.at("unknown_version", pointer=f"/{field}", field=field, version=text)


def _check_content(document: JsonObject) -> None:
    """Refuse a document that describes nothing: no paths, webhooks or components to show."""
    paths = document.get("paths")
    if paths is not None and not isinstance(paths, dict):
        raise DescriptionError.at("paths_not_object", pointer="/paths")
    others = ("webhooks", "components", "definitions", "x-webhooks")
    if paths is None and not any(isinstance(document.get(key), dict) for key in others):
        raise DescriptionError.at("nothing_described")


def _distinct(findings: list[Finding], *, besides: list[Finding]) -> list[Finding]:
    """Return each finding once: several rules of the schema may ask for the same.

    Left out is that the items of a list repeat where one of `besides` says which parameter does.
    """
    named = {
        found.pointer.rpartition("/")[0] for found in besides if found.code == "repeated_parameter"
    }
    seen: dict[tuple[str, str, str], Finding] = {}
    for found in findings:
        if found.code != "repeated_items" or found.pointer not in named:
            seen.setdefault((found.code, found.pointer, found.message), found)
    return list(seen.values())


def _located(findings: list[Finding], text: str, format_: Format, limits: Limits) -> list[Finding]:
    """Return the first `limits.findings` with their lines, and one that says there were more."""
    kept = locate.with_lines(findings[: limits.findings], text, format_)
    kept.sort(key=lambda found: (found.line is None, found.line or 0, found.column or 0))
    if len(findings) > limits.findings:
        params = {"limit": limits.findings}
        kept.append(Finding("more_findings", params, severity=findings[0].severity))
    return kept
