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
    "packed_file": (
        "This is a {type} file. Unpack it, and send the OpenAPI description in it, as JSON or YAML."
    ),
    # What it is instead of a description
    "web_page": (
        "This is a web page. Send the OpenAPI description that it shows or links to, as JSON or "
        "YAML."
    ),
    "xml_file": "This is XML. An OpenAPI description is JSON or YAML.",
    "wsdl_file": (
        "This is a WSDL file, which describes a SOAP service. Describe its HTTP interface in "
        "OpenAPI and send that."
    ),
    "wadl_file": "This is a WADL file. Convert it to OpenAPI and send the result.",
    "raml_file": "This is a RAML file. Convert it to OpenAPI and send the result.",
    "api_blueprint_file": "This is an API Blueprint. Convert it to OpenAPI and send the result.",
    "typespec_file": (
        "This is a TypeSpec file. Compile it with the emitter “@typespec/openapi3” and send the "
        "OpenAPI description that comes out."
    ),
    "protobuf_file": (
        "This is a Protocol Buffers file. Generate an OpenAPI description from it, for example "
        "with “protoc-gen-openapi”, and send that."
    ),
    "graphql_file": (
        "This is a GraphQL schema. OpenAPI describes HTTP interfaces of another kind, and GraphQL "
        "ones cannot be registered."
    ),
    "graphql_introspection": (
        "This is the result of a GraphQL introspection. OpenAPI describes HTTP interfaces of "
        "another kind, and GraphQL ones cannot be registered."
    ),
    "postman_file": (
        "This is a Postman collection. Export it from Postman as OpenAPI, or convert it, and send "
        "the result."
    ),
    "insomnia_file": (
        "This is an Insomnia export. Send the OpenAPI description from Insomnia's design document."
    ),
    "asyncapi_file": (
        "This is an AsyncAPI description, of messages and events. Send the OpenAPI description of "
        "the HTTP interface."
    ),
    "arazzo_file": (
        "This is an Arazzo description, of workflows. Send the OpenAPI description that it is "
        "about."
    ),
    "overlay_file": (
        "This is an OpenAPI Overlay. Apply it to its description and send the result."
    ),
    "openrpc_file": (
        "This is an OpenRPC description, of a JSON-RPC interface. Send an OpenAPI description."
    ),
    "har_file": (
        "This is a HAR file, a record of requests. Send the OpenAPI description of the API."
    ),
    "swagger_1_file": (
        "This is Swagger 1. Convert it to Swagger 2.0 or OpenAPI 3 and send the result."
    ),
    "google_discovery_file": (
        "This is a Google API Discovery document. Convert it to OpenAPI and send the result."
    ),
    "smithy_file": (
        "This is a Smithy model. Build it with Smithy's OpenAPI conversion and send the result."
    ),
    "cloudformation_file": (
        "This is a CloudFormation template. Send the OpenAPI description of the API, which API "
        "Gateway exports."
    ),
    "json_schema_file": (
        "This is a JSON Schema alone. Send the OpenAPI description that uses it, with “openapi” "
        "and “paths”."
    ),
    "json_with_comments": (
        "A comment begins here, and JSON has none. Remove the comments, or save the file as YAML "
        "with comments by “#”."
    ),
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
    "reference_of_wrong_kind": (
        "“{reference}” leads to {kind:article}; {wanted:article} belongs here."
    ),
    "reference_from_root": (
        "“{reference}” stands inside “{id}”, where other tools look for it and find nothing; "
        "it is read from the root of the description."
    ),
    # Parts that do not go together
    "repeated_operation_id": "The operationId “{name}” is that of {other} too.",
    "repeated_path": (
        "This is “{other}” with other names of parameters: to OpenAPI, both are the same path."
    ),
    "repeated_parameter": "The {where} parameter “{name}” is given more than once in this list.",
    "path_with_query": (
        "A path has no “?”: what stands behind it belongs among the query parameters."
    ),
    "path_parameter_missing": (
        "The path has “{{{name}}}”, and there is no path parameter of that name."
    ),
    "path_parameter_unused": "The path has no “{{{name}}}” for this path parameter.",
    "unknown_security_scheme": "There is no security scheme “{name}” in this description.",
    "unknown_operation": "No operation has the operationId “{name}”.",
    "reference_to_no_operation": "“{reference}” leads to no operation of this description.",
    "mapping_to_no_schema": "“{target}” is no schema of this description.",
    "unknown_server_variable": (
        "The address has “{{{name}}}”, and there is no variable of that name."
    ),
    "default_not_listed": "The default “{default}” is none of the values listed.",
    "malformed_pattern": "“{pattern}” is not a regular expression.",
    "empty_enum": "A list of allowed values without any allows none.",
    "repeated_enum_value": "{value} is listed more than once.",
    # Values and their schemas; `because` is one of SCHEMA_REFUSALS
    "example_refused": "This example is not valid against its schema: {because}.",
    "default_refused": "This default is not valid against its schema: {because}.",
    "values_not_checked": (
        "{count:,} examples and defaults were not compared with their schemas, which are too many "
        "or too large."
    ),
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
    "wrong_status": (
        "“{status}” is no status: three digits, a range such as “4XX”, or “default” may stand here."
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
    "value_of_pattern": "No text was found that has the form {pattern}.",
    "value_of_pattern_and_more": (
        "No text was found that has the form {pattern} and all else that the schema demands."
    ),
    "value_pattern_unknown": (
        "The pattern {pattern} is too large, or no regular expression of ECMA-262."
    ),
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
    "client_cannot": "{client} cannot send {what}.",
    "request_style_place": "The style {style} cannot be used in a {place}.",
    "request_style_delimiter": (
        "A value of “{name}” holds the character that its style separates values by."
    ),
    "request_content": "How “{name}” is written as {media_type} is not known here.",
    "request_media_type": "“{media_type}” is not a media type.",
    "request_parts_unnamed": (
        "A body in parts needs a name for each, and the description names none."
    ),
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
    "value_refused": "This is not valid: {because}.",
}

# Why a schema refuses a value; `refusal` among the parameters is the code.
SCHEMA_REFUSALS = {
    "missing_property": "“{field}” is missing",
    "unknown_properties": "the schema has no {fields:quoted or}",
    "wrong_type": "this must be {types:type or}",
    "value_not_listed": "this must be {values:or}",
    "wrong_pattern": "this does not match {pattern}",
    "wrong_format": "this is not in the format {format}",
    "below_minimum": "this must be at least {limit}",
    "not_above_minimum": "this must be more than {limit}",
    "above_maximum": "this must be at most {limit}",
    "not_below_maximum": "this must be less than {limit}",
    "not_a_multiple": "this must be a multiple of {limit}",
    "too_short": "this text is too short, the least length being {limit}",
    "too_long": "this text is too long, the greatest length being {limit}",
    "too_few_items": "this list needs more items, at least {limit}",
    "too_many_items": "this list has too many items, at most {limit} being allowed",
    "too_few_properties": "this object needs more properties, at least {limit}",
    "too_many_properties": "this object has too many properties, at most {limit} being allowed",
    "repeated_items": "the items of this list must differ from each other",
    "fits_none": "this fits none of the schemas of which it must fit one",
    "fits_several": "this fits several of the schemas of which it must fit exactly one",
    "nothing_allowed": "nothing is allowed here",
    "refused": "“{keyword}” does not allow it",
    "reason_too_costly": "finding the reason would take too long",
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
            if "refusal" in params:
                params = {**params, "because": because(params)}
            return one_line(_FORMATTER.vformat(template, (), params))
        except (LookupError, TypeError, ValueError):
            pass
    return one_line(f"The description is not as expected here ({code[:80]}).")


def because(params: Params) -> str:
    """Return in words why a schema refuses a value. Raise LookupError, TypeError or ValueError for
    parameters that do not fit."""
    return _FORMATTER.vformat(SCHEMA_REFUSALS[str(params["refusal"])], (), params)


class _Formatter(string.Formatter):
    """`str.format` with lists: `{names:or}`, and before it `quoted` or `type` for each item."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, list | tuple):
            *each, joint = format_spec.split()
            return _joined([_worded(str(item), each) for item in value], joint)
        if format_spec == "article":
            return _with_article(str(value))
        formatted: str = super().format_field(value, format_spec)
        return formatted


_FORMATTER = _Formatter()


def _worded(item: str, how: list[str]) -> str:
    if how == ["quoted"]:
        return f"“{item}”"
    return _TYPES.get(item, item) if how == ["type"] else item


def _with_article(kind: str) -> str:
    """Return a JSON type in words, or another noun with its article."""
    article = "an" if kind[:1] in "aeiou" else "a"
    return _TYPES.get(kind) or f"{article} {kind}"


def _joined(words: list[str], joint: str) -> str:
    *most, last = words
    return f"{', '.join(most)} {joint} {last}" if most else last
