"""How a value is written where it is sent, in words: style, explode, content and the like."""

from openapi.common.references import References
from openapi.common.untrusted import JsonObject, line, mapping
from openapi.model.parameters import Parameter
from openapi.schema.facts import unknown
from openapi.schema.phrases import kind_of
from openapi.schema.simplify import simplified

# OpenAPI 3.1.1, 4.8.12.3: the style of each place where none is given.
DEFAULT_STYLES = {"path": "simple", "header": "simple"}
# By style and whether it explodes. "tabDelimited" stands for the `tsv` of Swagger 2.0.
LISTS = {
    ("form", True): "repeated for each value",
    ("form", False): "one value, its parts separated by commas",
    ("simple", True): "values separated by commas",
    ("simple", False): "values separated by commas",
    ("spaceDelimited", False): "values separated by spaces",
    ("pipeDelimited", False): "values separated by |",
    ("tabDelimited", False): "values separated by tabs",
    ("spaceDelimited", True): "repeated for each value",
    ("pipeDelimited", True): "repeated for each value",
    ("tabDelimited", True): "repeated for each value",
    ("matrix", True): "written as ;name=value;name=value",
    ("matrix", False): "written as ;name=value,value",
    ("label", True): "written as .value.value",
    ("label", False): "written as .value,value",
    ("cookie", True): "repeated for each value",
    ("cookie", False): "one value, its parts separated by commas",
}
OBJECTS = {
    ("form", True): "each property is a parameter of its own",
    ("form", False): "one value: names and values separated by commas",
    ("simple", True): "written as property=value, separated by commas",
    ("simple", False): "names and values separated by commas",
    ("spaceDelimited", False): "names and values separated by spaces",
    ("pipeDelimited", False): "names and values separated by |",
    ("tabDelimited", False): "names and values separated by tabs",
    ("deepObject", True): "written as name[property]=value",
    ("deepObject", False): "written as name[property]=value",
    ("matrix", True): "written as ;property=value;property=value",
    ("matrix", False): "written as ;name=property,value",
    ("label", True): "written as .property=value.property=value",
    ("label", False): "written as .property,value",
    ("cookie", True): "each property is a cookie of its own",
    ("cookie", False): "one value: names and values separated by commas",
}
PLAIN = {"matrix": "written as ;name=value", "label": "written as .value"}
STYLES = frozenset(style for style, _ in (*LISTS, *OBJECTS))
MOST_EXAMPLES = 50
PARAMETER_FIELDS = frozenset(
    (
        *("name", "in", "description", "summary", "required", "deprecated", "allowEmptyValue"),
        *("allowReserved", "style", "explode", "schema", "example", "examples", "content", "$ref"),
    )
)


def ways_of_sending(parameter: Parameter, references: References) -> list[str]:
    """Return phrases such as "repeated for each value", "sent as application/json"."""
    raw = parameter.raw
    kind = kind_of(simplified(parameter.schema, references).keywords)
    found = []
    if parameter.where == "querystring":
        found.append("the whole query string")
    if parameter.media_type:
        found.append(f"sent as {parameter.media_type}")
        others = [line(name, 80) for name in list(mapping(raw.get("content")))[1:6]]
        found += [f"or as {name}" for name in others if name]
    else:
        default = DEFAULT_STYLES.get(parameter.where, "form")
        found.append(_style(parameter.style or default, raw.get("explode"), kind))
    found += flags(raw)
    found += written_forms(raw, references)
    fields = {key: value for key, value in raw.items() if key not in PARAMETER_FIELDS}
    return [phrase for phrase in [*found, *unknown(fields)] if phrase]


def encoding_words(raw: JsonObject, kind: str) -> list[str]:
    """Return how one property of a body is sent (Encoding Object), for a value of this kind."""
    found = []
    if media_type := line(raw.get("contentType"), 200):
        found.append(f"sent as {media_type}")
    if "style" in raw or "explode" in raw:
        found.append(_style(line(raw.get("style"), 40) or "form", raw.get("explode"), kind))
    return [phrase for phrase in [*found, *flags(raw)] if phrase]


def written_forms(raw: JsonObject, references: References) -> list[str]:
    """Return the examples whose value stands there twice: as data, and as it is sent (3.2)."""
    found = []
    for name, given in list(mapping(raw.get("examples")).items())[:MOST_EXAMPLES]:
        example = mapping(references.follow(given).value)
        sent = example.get("serializedValue")
        if isinstance(sent, str) and ("dataValue" in example or "value" in example):
            found.append(f"example {line(name, 80)} is sent as {line(sent, 400)}")
    return found


def flags(raw: JsonObject) -> list[str]:
    found = []
    if raw.get("allowEmptyValue") is True:
        found.append("may be empty")
    if raw.get("allowReserved") is True:
        found.append("reserved characters such as / and ? are not percent-encoded")
    return found


def _style(style: str, explode: object, kind: str) -> str:
    """Return how a value is written; "" for a single value written as it is."""
    exploded = explode if isinstance(explode, bool) else style in ("form", "cookie")
    if style not in STYLES:
        return f"style {line(style, 80)}"
    if kind.startswith("array"):
        return LISTS.get((style, exploded), f"style {style}")
    if kind.startswith("object"):
        return OBJECTS.get((style, exploded), f"style {style}")
    if style == "deepObject":
        return "written as name[property]=value"
    return PLAIN.get(style, "")
