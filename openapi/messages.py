"""The English of every finding, and of every other reason, by its code.

Findings are stored as code and parameters and worded when they are shown, so that they can be
translated, tested, and recognised by others. A code never changes its meaning.
"""

import string
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from openapi.common.lines import one_line

# Small JSON values.
Param: TypeAlias = str | int | float | Sequence[str]
Params: TypeAlias = Mapping[str, Param]

MESSAGES = {
    # The file
    "too_large": "The file has {bytes:,} bytes; at most {limit:,} are accepted.",
    "empty": "The file is empty.",
    "other_file_type": (
        "This is a {type} file. Send the OpenAPI description itself, as JSON or YAML."
    ),
    "markup": ("This is a web page or XML. Send the OpenAPI description itself, as JSON or YAML."),
    "invalid_encoding": "The file is not valid {encoding} text: {reason}. Save it as UTF-8.",
    # JSON and YAML
    "invalid_json": "This is not valid JSON: {reason}.",
    "invalid_yaml": "This is not valid YAML: {reason}.",
    "constant_not_in_json": "JSON has no {constant}.",
    "number_too_long": "This number has too many digits.",
    "number_too_large": (
        "This number is larger than a 64-bit float can hold; the largest one is used."
    ),
    "lone_surrogate": ("Half of a surrogate pair is not a character; it was replaced by U+FFFD."),
    "repeated_name": "“{name}” is given more than once here; the last one counts.",
    "character_not_allowed": "YAML does not allow the character {character}.",
    "second_document": "A second YAML document starts here; send one alone.",
    "name_not_text": "A name must be text.",
    "merge_not_object": "Only an object, or a list of objects, can be merged by “<<”.",
    "unknown_alias": "The alias *{alias} names no anchor before it.",
    "recursive_alias": "The alias *{alias} stands inside what it names.",
    "tag_not_allowed": "The tag {tag} is not allowed: OpenAPI keeps to the types that JSON has.",
    # Limits
    "too_deep": "Objects and lists are nested more than {limit} levels deep here.",
    "too_many_values": "The description holds more than {limit:,} values, the most allowed.",
    "too_many_repeated_values": "YAML aliases repeat more than {limit:,} values.",
    "too_many_tags": "Too many tags are declared here.",
    "too_many_references": "There are more than {limit:,} different references.",
    "more_findings": "There are more than the {limit} findings listed.",
    # What the document is
    "root_is_list": (
        "An OpenAPI description is an object with “openapi” or “swagger” in it; this is a list."
    ),
    "root_is_value": (
        "An OpenAPI description is an object with “openapi” or “swagger” in it; "
        "this is a single value."
    ),
    "no_version": ("This is not an OpenAPI description: it has neither “openapi” nor “swagger”."),
    "unknown_version": (
        "“{field}: {version}” is not a version known here; "
        "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are."
    ),
    "read_as_3_1": "OpenAPI 3.2 is read as 3.1: what is new in 3.2 may not be shown.",
    "paths_not_object": "“paths” must be an object.",
    "nothing_described": "The description has no “paths”, “webhooks” or “components”.",
    "missing_title": "The description has no title; it is shown as “{shown}”.",
    "missing_version": "The description has no version; it is shown as “{shown}”.",
    "relative_server": (
        "“{url}” is relative, and nothing says which host it belongs to: name the server in full."
    ),
    # References
    "reference_outside": (
        "“{reference}” points outside this description, and nothing outside is read. "
        "Bundle all parts into one file."
    ),
    "reference_not_text": "A $ref must be text that begins with “#”.",
    "reference_malformed": (
        "“{reference}” is not a valid JSON pointer: it has a broken ~ or % escape."
    ),
    "reference_circular": "“{reference}” refers only to itself.",
    "reference_unresolved": "“{reference}” has no target in this description.",
    # The official schema
    "missing_field": "“{field}” is missing.",
    "one_of_required": "One of {fields:quoted or} is missing.",
    "exclusive_fields": "Only one of {fields:quoted or} may stand here.",
    "unknown_field": "OpenAPI knows no field “{field}” here.",
    "unknown_fields": "OpenAPI does not know {count} fields here, among them {fields:quoted and}.",
    "wrong_type": "This must be {types:type or}.",
    "value_not_allowed": "This must be {values:or}.",
    "wrong_form": "This does not have the form {pattern}.",
    "below_minimum": "This must be at least {limit}.",
    "not_above_minimum": "This must be more than {limit}.",
    "too_few_items": "This list needs more items: at least {limit}.",
    "too_few_fields": "This object needs more fields: at least {limit}.",
    "too_many_fields": "This object has too many fields: at most {limit}.",
    "repeated_items": "The items of this list must differ from each other.",
    "not_allowed_here": (
        "What stands here has none of the forms that OpenAPI allows, or mixes two of them."
    ),
    "path_without_slash": "A path must begin with “/”.",
    "wrong_component_name": (
        "The name of a component may hold letters, digits, “.”, “-” and “_” only."
    ),
    "part_too_large": (
        "This part violates the OpenAPI {version} schema; it is too large to say where."
    ),
}

# Why no value can be made of a schema (`openapi.values.NoValue`)
NO_VALUE = {
    "value_of_nothing": "The schema allows no value.",
    "value_types_contradict": "The schema demands two types that exclude each other.",
    "value_bounds_contradict": "The bounds in the schema contradict each other.",
    "value_not_found": "No value was found that satisfies all that the schema demands.",
    "value_of_pattern": "No text was found that has the form {pattern} and the length demanded.",
    "value_pattern_unknown": "The pattern {pattern} is not a regular expression of ECMA-262.",
    "value_of_too_few_names": "The schema demands more properties than it allows names.",
    "value_of_too_few_items": "The schema demands more different items than it allows.",
    "value_too_deep": "The schema demands itself again and again without an end.",
    "value_too_large": "The schema demands more values than an example may have.",
    "value_too_complex": "The schema is too complex for an example to be made of it.",
    "value_of_missing_part": "“{reference}” is not in this description.",
    "value_of_part_left_out": "“{reference}” is too large to be kept with this part.",
}

# Why there is no request, and so no sample, for an operation.
REFUSALS = {
    "request_too_large": "The request would be too large to show here.",
    "request_style_type": (
        "OpenAPI does not say how {types:type or} is written in the style {style}, "
        "which the description gives for “{name}”."
    ),
    "request_style_nested": (
        "OpenAPI does not say how lists and objects inside “{name}” are written in its style."
    ),
    "request_style_place": "The style {style} cannot be used in a {place}.",
    "request_style_delimiter": (
        "A value of “{name}” holds the character that its style separates values by."
    ),
    "request_content": "How “{name}” is written as {media_type} is not known here.",
    "request_media_type": "“{media_type}” is not a media type.",
    "request_xml_root": "An XML body needs one root element, and this schema gives none.",
    "request_name_not_allowed": "“{name}” cannot be the name of a {place}.",
}

# What is wrong with a request that came in.
FAULTS = {
    "parameter_missing": "“{name}” is missing.",
    "text_not_of_type": "“{text}” is not {types:type or}.",
    "text_not_json": "This is not valid JSON.",
    "text_without_prefix": "This must begin with “{prefix}”.",
    "text_too_many": "There are more than {limit:,} values here.",
    "body_missing": "A body is required.",
    "body_media_type": "The body is {media_type}; it must be {types:or}.",
    "body_not_utf8": "The body is not UTF-8 text.",
    "body_without_boundary": "The body has no parts: its boundary is missing.",
    "body_part_broken": "A part of the body is broken off, or has no end of its headers.",
    "value_not_known": "There is no {names:quoted or} here.",
    "value_breaks_limit": "This breaks a limit: {keyword} is {limit}.",
    "value_not_valid": "This is not valid here ({keyword}).",
}

_ALL = (MESSAGES, NO_VALUE, REFUSALS, FAULTS)

_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def message_of(code: str, params: Params) -> str:
    """Return a finding in words, on one line.

    What an older or newer version stored is worded too: an unknown code, or parameters that do
    not fit, give a message that names the code.
    """
    template = next((each[code] for each in _ALL if code in each), None)
    if template is not None:
        try:
            return one_line(_FORMATTER.vformat(template, (), params))
        except (LookupError, TypeError, ValueError):
            pass
    return one_line(f"The description is not as expected here ({code[:80]}).")


class _Formatter(string.Formatter):
    """`str.format` with lists: `{names:or}`, and before it `quoted` or `type` for each item."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list | tuple):
            *each, joint = format_spec.split()
            return _joined([_worded(str(item), each) for item in value], joint)
        formatted: str = super().format_field(value, format_spec)
        return formatted


_FORMATTER = _Formatter()


def _worded(item: str, how: list[str]) -> str:
    if how == ["quoted"]:
        return f"“{item}”"
    return _TYPES.get(item, item) if how == ["type"] else item


def _joined(words: list[str], joint: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
