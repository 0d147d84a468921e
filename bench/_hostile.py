"""Descriptions made to cost a reader of their reference as much as they can, by name."""

import json
from collections.abc import Callable, Iterator
from typing import Any

Description = dict[str, Any]
OK = {"200": {"description": "ok"}}
MARKS = "<&\"'>"


def descriptions() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each, one at a time: some have tens of megabytes."""
    for make in (
        tags,
        properties,
        enum,
        parameters,
        responses,
        security_schemes,
        servers,
        long_texts,
        long_names,
        operations,
        long_paths,
        merged_schemas,
        nested_merges,
        children,
        links,
        callbacks,
        examples,
        media_types,
        unions,
    ):
        yield _named(make), json.dumps(make(), ensure_ascii=False).encode()


def _named(make: Callable[[], Description]) -> str:
    return (make.__doc__ or "").strip().rstrip(".")


def _described(paths: Any = None, schemas: Any = None, **more: Any) -> Description:
    components = {"schemas": schemas or {}, **more.pop("components", {})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Worst", "version": "1"},
        "paths": paths if paths is not None else {"/a": {"get": {"responses": OK}}},
        "components": components,
        **more,
    }


def _sending(schema: Any, **more: Any) -> Description:
    """Return paths with one operation that sends and gives this."""
    content = {"application/json": {"schema": schema}}
    answers = {"200": {"description": "ok", "content": content}}
    operation = {"requestBody": {"content": content}, "responses": answers, **more}
    return {"/a": {"post": operation}}


def _ref(name: str) -> Description:
    return {"$ref": f"#/components/schemas/{name}"}


def tags() -> Description:
    """50,000 tags with names full of marks."""
    paths = {
        f"/{n}": {"get": {"tags": [f"{MARKS * 20}{n}"], "responses": OK}} for n in range(50_000)
    }
    declared = [{"name": f"{MARKS * 20}{n}", "description": MARKS * 20} for n in range(50_000)]
    return _described(paths, tags=declared)


def properties() -> Description:
    """a schema of 1,000,000 properties."""
    schema = {"type": "object", "properties": {f"p{n}": {} for n in range(1_000_000)}}
    return _described(_sending(_ref("Big")), {"Big": schema})


def enum() -> Description:
    """an enum of 10 MB."""
    schema = {"enum": [f"{n:07}-{MARKS}" for n in range(700_000)]}
    return _described(_sending(_ref("Big")), {"Big": schema})


def parameters() -> Description:
    """100,000 parameters of one operation."""
    given = [{"name": f"p{n}", "in": "query", "schema": {"type": "string"}} for n in range(100_000)]
    return _described({"/a": {"get": {"parameters": given, "responses": OK}}})


def responses() -> Description:
    """100,000 responses of one operation."""
    answers = {f"{n}": {"description": MARKS * 4} for n in range(100_000)}
    return _described({"/a": {"get": {"responses": answers}}})


def security_schemes() -> Description:
    """50,000 security schemes, all of which are needed."""
    scopes = {f"scope:{n}{MARKS * 10}": MARKS * 40 for n in range(300)}
    flows = {"clientCredentials": {"tokenUrl": "https://a.test/t", "scopes": scopes}}
    oauth = {f"o{n}": {"type": "oauth2", "description": MARKS, "flows": flows} for n in range(50)}
    keys = {f"k{n}": {"type": "apiKey", "in": "header", "name": "k"} for n in range(50_000)}
    needed = [{f"k{n}": [], f"o{n % 50}": list(scopes)[:60]} for n in range(2_000)]
    return _described(security=needed, components={"securitySchemes": oauth | keys})


def servers() -> Description:
    """10,000 servers, the first with many variables."""
    variable = {"default": "a", "enum": [MARKS * 12] * 20, "description": MARKS * 50}
    listed = [
        {
            "url": f"https://{n}.test/{{a}}",
            "description": MARKS * 90,
            "variables": {"a": variable, **{f"v{m}": variable for m in range(19)}},
        }
        for n in range(60)
    ]
    return _described(servers=listed + [{"url": f"/{n}"} for n in range(10_000)])


def long_texts() -> Description:
    """20 MB of Markdown in each text."""
    prose = "# a\n\n*b* [c](https://d.test) | e | f |\n- g `h` <b>i</b>\n\n" * 350_000
    paths = _sending({"type": "string", "description": prose[:2_000_000]}, description=prose)
    described = _described(paths, tags=[{"name": "a", "description": prose[:5_000_000]}])
    described["info"]["description"] = prose
    return described


def long_names() -> Description:
    """names of 5 MB: a property, a schema, a parameter, a tag, an operation."""
    name = "n" * 5_000_000
    given = [{"name": name, "in": "query", "schema": {"type": "string"}}]
    paths = _sending(_ref("Big"), parameters=given, tags=[name], operationId=name, summary=name)
    schema = {"type": "object", "properties": {name: {"type": "string"}}, "required": [name]}
    return _described(paths, {"Big": schema, name: {}})


def operations() -> Description:
    """100,000 operations."""
    paths = {
        f"/things/{n}/of/{{id}}": {
            "get": {"operationId": f"getThing{n}", "summary": f"Get thing {n}", "responses": OK}
        }
        for n in range(100_000)
    }
    return _described(paths)


def long_paths() -> Description:
    """20,000 operations with paths of 2,000 marks."""
    return _described(
        {f"/{n}/{MARKS * 400}": {"get": {"tags": ["a"], "responses": OK}} for n in range(20_000)}
    )


def merged_schemas() -> Description:
    """300 properties, each of them a schema that merges very many."""
    parts = {f"Part{n}": {"properties": {f"p{n}_{m}": {} for m in range(80)}} for n in range(90)}
    whole = {"allOf": [_ref(name) for name in parts]}
    rows = {f"r{n}": _ref("Whole") for n in range(300)}
    return _described(_sending({"properties": rows}), {"Whole": whole, **parts})


def nested_merges() -> Description:
    """schemas that merge each other at every level, in a circle."""
    schemas = {
        f"S{n}": {
            "allOf": [_ref(f"S{(n + step) % 60}") for step in (1, 2, 3)],
            "properties": {f"p{m}": _ref(f"S{(n * m) % 60}") for m in range(20)},
        }
        for n in range(60)
    }
    return _described(_sending(_ref("S0")), schemas)


def children() -> Description:
    """10,000 schemas that extend one."""
    base = {"discriminator": {"propertyName": "kind"}, "properties": {"kind": {}}}
    kinds = {
        f"Kind{n}": {"allOf": [_ref("Base"), {"properties": {f"p{n}": {}}}]} for n in range(10_000)
    }
    return _described(_sending(_ref("Base")), {"Base": base, **kinds})


def links() -> Description:
    """responses with very many links and headers."""
    link = {
        "operationId": "x",
        "description": MARKS * 100,
        "parameters": {f"{MARKS * 16}{n}": MARKS * 40 for n in range(12)},
    }
    headers = {f"h{n}": {"description": MARKS * 100} for n in range(40)}
    answers = {
        f"{n}": {
            "description": "ok",
            "links": {f"l{m}": link for m in range(12)},
            "headers": headers,
        }
        for n in range(200, 300)
    }
    return _described({"/a": {"get": {"responses": answers}}})


def callbacks() -> Description:
    """10,000 callbacks with bodies."""
    content = {"application/json": {"schema": {"properties": {f"p{n}": {} for n in range(40)}}}}
    answers = {f"{n}": {"description": MARKS * 20, "content": content} for n in range(200, 206)}
    one = {"post": {"requestBody": {"content": content}, "responses": answers}}
    called = {f"c{n}": {f"{{$request.body#/{n}}}": one} for n in range(3_000)}
    return _described({"/a": {"post": {"callbacks": called, "responses": OK}}})


def examples() -> Description:
    """1,000 examples of 60 KB."""
    value = {f"k{n}": MARKS * 8 for n in range(1_000)}
    shared = {f"e{n}": {"value": value} for n in range(1_000)}
    used = {name: {"$ref": f"#/components/examples/{name}"} for name in shared}
    content = {f"application/{n}+json": {"examples": used} for n in range(8)}
    answers = {"200": {"description": "ok", "content": content}}
    return _described(
        {"/a": {"post": {"requestBody": {"content": content}, "responses": answers}}},
        components={"examples": shared},
    )


def media_types() -> Description:
    """20,000 media types of a body and of each response."""
    content = {f"application/{n}+json": {"schema": {"type": "string"}} for n in range(20_000)}
    answers = {f"{n}": {"description": "ok", "content": content} for n in range(200, 204)}
    return _described({"/a": {"post": {"requestBody": {"content": content}, "responses": answers}}})


def unions() -> Description:
    """a choice among 3,000 schemas at each of three levels."""
    deepest = {"oneOf": [{"properties": {f"p{n}": {}}} for n in range(3_000)]}
    middle = {"anyOf": [_ref("Deepest")] * 3_000}
    top = {"oneOf": [_ref("Middle") for _ in range(3_000)]}
    return _described(_sending(_ref("Top")), {"Top": top, "Middle": middle, "Deepest": deepest})
