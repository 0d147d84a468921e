"""What may stand where in a description: which objects are schemas, parameters, names, data.

In `properties: {default: …}` the word `default` is a name and a schema stands behind it; in a
schema itself `default` holds data. What a `$ref` means depends on that. Tables after the fixed
fields of https://spec.openapis.org/oas/v3.2.0.html and https://swagger.io/specification/v2/.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from openapi.common.pointers import Path
from openapi.common.untrusted import JsonObject

# None is data: whatever the author put there, in which nothing is a reference.
Below: TypeAlias = "Place | None"
Visit: TypeAlias = "tuple[JsonObject, Place, Path]"


class Place:
    """What an object's keys are.

    `kind` is the specification's word for the object ("" where there is none). `fields` says
    what stands below which key and `other` what below any other. Keys that begin with `x-` are
    extensions, whose values are data, unless `named`: then keys are names that authors choose.
    """

    __slots__ = ("fields", "kind", "named", "other")

    def __init__(self, kind: str = "", other: Below = None, *, named: bool = False) -> None:
        self.kind = kind
        self.fields: dict[str, Below] = {}
        self.other = other
        self.named = named

    def below(self, key: str, child: object) -> Below:
        """Return what `child`, an object or a list of objects at `key`, is."""
        place = self.fields.get(key, self.other)
        if place is self.other and not self.named and key.startswith("x-"):
            return None
        # A list where names should be, such as `examples` of a schema read as any object.
        if place is not None and place.named and isinstance(child, list):
            return None if key == "examples" else ANY
        return place


ANY = Place()  # an object that the tables do not know
ANY.other = ANY


def _names_of(place: Below) -> Place:
    return Place(other=place, named=True)


def _place(kind: str) -> Place:
    return Place(kind, ANY)


def _set(place: Place, below: Below, keys: str) -> None:
    place.fields |= dict.fromkeys(keys.split(), below)


SCHEMA = _place("schema")
_SCHEMAS = _names_of(SCHEMA)
_set(SCHEMA, _SCHEMAS, "properties patternProperties $defs definitions")
_set(SCHEMA, _SCHEMAS, "dependentSchemas dependencies")
_set(SCHEMA, SCHEMA, "items prefixItems contains additionalItems unevaluatedItems")
_set(SCHEMA, SCHEMA, "additionalProperties unevaluatedProperties propertyNames")
_set(SCHEMA, SCHEMA, "allOf anyOf oneOf not if then else contentSchema")
_set(SCHEMA, None, "example examples default enum const")
DISCRIMINATOR = _place("discriminator")
_set(DISCRIMINATOR, None, "mapping")
_set(SCHEMA, DISCRIMINATOR, "discriminator")

EXAMPLE = _place("example")
_set(EXAMPLE, None, "value dataValue")
LINK = _place("link")
_set(LINK, None, "parameters requestBody")

PARAMETER, HEADER = _place("parameter"), _place("header")
MEDIA_TYPE, ENCODING = _place("media type"), _place("encoding")
_HEADERS, _CONTENT = _names_of(HEADER), _names_of(MEDIA_TYPE)
for _one in (PARAMETER, HEADER, MEDIA_TYPE):
    _set(_one, SCHEMA, "schema itemSchema")
    _set(_one, None, "example")
    _set(_one, _names_of(EXAMPLE), "examples")
for _one in (PARAMETER, HEADER):
    _set(_one, _CONTENT, "content")
for _one in (MEDIA_TYPE, ENCODING):
    _set(_one, _names_of(ENCODING), "encoding")
    _set(_one, ENCODING, "itemEncoding prefixEncoding")
_set(ENCODING, _HEADERS, "headers")

REQUEST_BODY, RESPONSE = _place("request body"), _place("response")
_set(REQUEST_BODY, _CONTENT, "content")
_set(RESPONSE, _CONTENT, "content")
_set(RESPONSE, _HEADERS, "headers")
_set(RESPONSE, _names_of(LINK), "links")

SERVER = _place("server")
_set(SERVER, _names_of(_place("server variable")), "variables")
_set(LINK, SERVER, "server")

OPERATION, PATH_ITEM = _place("operation"), _place("path item")
CALLBACK = Place("callback", PATH_ITEM)
_set(PATH_ITEM, OPERATION, "get put post delete options head patch trace query")
_set(PATH_ITEM, _names_of(OPERATION), "additionalOperations")
for _one in (OPERATION, PATH_ITEM):
    _set(_one, PARAMETER, "parameters")
    _set(_one, SERVER, "servers")
_set(OPERATION, REQUEST_BODY, "requestBody")
_set(OPERATION, Place(other=RESPONSE), "responses")
_set(OPERATION, _names_of(CALLBACK), "callbacks")
_set(OPERATION, None, "security")

SECURITY_SCHEME = _place("security scheme")
_FLOW = _place("flow")
_set(_FLOW, None, "scopes")
_FLOWS = _place("flows")
_set(_FLOWS, _FLOW, "implicit password clientCredentials authorizationCode")
_set(_FLOWS, _FLOW, "deviceAuthorization")
_set(SECURITY_SCHEME, _FLOWS, "flows")

COMPONENTS = _place("components")
COMPONENTS.fields = {
    "schemas": _SCHEMAS,
    "responses": _names_of(RESPONSE),
    "parameters": _names_of(PARAMETER),
    "examples": _names_of(EXAMPLE),
    "requestBodies": _names_of(REQUEST_BODY),
    "headers": _HEADERS,
    "securitySchemes": _names_of(SECURITY_SCHEME),
    "links": _names_of(LINK),
    "callbacks": _names_of(CALLBACK),
    "pathItems": _names_of(PATH_ITEM),
    "mediaTypes": _CONTENT,
}
OPENAPI_3 = _place("description")
_PATH_ITEMS = _names_of(PATH_ITEM)
_set(OPENAPI_3, COMPONENTS, "components")
_set(OPENAPI_3, Place(other=PATH_ITEM), "paths")
_set(OPENAPI_3, _PATH_ITEMS, "webhooks x-webhooks")
_set(OPENAPI_3, SERVER, "servers")
_set(OPENAPI_3, None, "security")

# In Swagger 2.0 parameters and headers hold the fields of a schema themselves, and the examples
# of a response are the data, by media type.
PARAMETER_2, HEADER_2 = _place("parameter"), _place("header")
for _one in (PARAMETER_2, HEADER_2):
    _set(_one, SCHEMA, "schema items")
    _set(_one, None, "example default enum")
RESPONSE_2 = _place("response")
_set(RESPONSE_2, SCHEMA, "schema")
_set(RESPONSE_2, _names_of(HEADER_2), "headers")
_set(RESPONSE_2, None, "examples")
OPERATION_2, PATH_ITEM_2 = _place("operation"), _place("path item")
_set(PATH_ITEM_2, OPERATION_2, "get put post delete options head patch")
_set(PATH_ITEM_2, PARAMETER_2, "parameters")
_set(OPERATION_2, PARAMETER_2, "parameters")
_set(OPERATION_2, Place(other=RESPONSE_2), "responses")
_set(OPERATION_2, None, "security")
_SCHEME_2 = _place("security scheme")
_set(_SCHEME_2, None, "scopes")
SWAGGER_2 = _place("description")
_set(SWAGGER_2, Place(other=PATH_ITEM_2), "paths")
_set(SWAGGER_2, _SCHEMAS, "definitions")
_set(SWAGGER_2, _names_of(PARAMETER_2), "parameters")
_set(SWAGGER_2, _names_of(RESPONSE_2), "responses")
_set(SWAGGER_2, _names_of(_SCHEME_2), "securityDefinitions")
_set(SWAGGER_2, None, "security")

# What the words mean in an object that is none of the above.
_ANYTHING = _names_of(ANY)
_set(ANY, None, "example default enum const mapping scopes security")
_set(ANY, _ANYTHING, "$defs callbacks content definitions dependencies dependentSchemas encoding")
_set(ANY, _ANYTHING, "headers parameters pathItems patternProperties properties requestBodies")
_set(ANY, _ANYTHING, "responses schemas securityDefinitions securitySchemes variables")
_set(ANY, _names_of(EXAMPLE), "examples")
_set(ANY, _names_of(LINK), "links")


def root_of(document: JsonObject) -> Place:
    """Return the place of a whole document."""
    return OPENAPI_3 if "openapi" in document else SWAGGER_2


def place_at(document: JsonObject, keys: Iterable[str]) -> tuple[Below, Any]:
    """Return the place that `keys` lead to and the value there. Raise LookupError if none."""
    place: Below = root_of(document)
    value: Any = document
    for key in keys:
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and len(key) < 10 else value[len(value)]
            continue
        if not isinstance(value, dict):
            raise LookupError(key)
        value = value[key]
        place = place and place.below(key, value)
    return place, value


def objects(document: JsonObject) -> Iterator[Visit]:
    """Yield every object of the document that is not inside data, with its place and its path.

    In the order of the text, so that the first fault found is the first one to be read.
    """
    stack: list[tuple[Any, Place, Path]] = [(document, root_of(document), None)]
    while stack:
        node, place, path = stack.pop()
        if node.__class__ is list:
            for index in range(len(node) - 1, -1, -1):
                child = node[index]
                if child.__class__ is dict or child.__class__ is list:
                    stack.append((child, place, (path, index)))
            continue
        yield node, place, path
        fields, other, named = place.fields, place.other, place.named
        for key, child in reversed(node.items()):
            if child.__class__ is dict or child.__class__ is list:
                # `Place.below`, written out: this runs for each value of the largest files.
                below = fields.get(key, other)
                if below is None or (below is other and not named and key[:2] == "x-"):
                    continue
                if below.named and child.__class__ is list:
                    if key == "examples":
                        continue
                    below = ANY
                stack.append((child, below, (path, key)))
