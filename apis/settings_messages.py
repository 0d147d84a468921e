"""The messages about an API's gateway settings in words, by their codes."""

from portal.messages import titled

PROBLEMS = {
    **titled(
        "The content is not valid",
        gateway_settings_invalid="The gateway's settings are not stored: {first_fault}.",
        credential_refused="The credential is not stored: {first_fault}.",
    ),
    **titled(
        "Not found",
        rule_not_found="There is no such rule any more.",
        gateway_not_set_up="This API is not behind the gateway yet.",
    ),
    **titled(
        "The upstream cannot be called",
        credential_unavailable=(
            "The gateway cannot read the credential that the API's upstream wants. Tell the API's "
            "owners."
        ),
    ),
}

TEXTS = {
    # Rules.
    "max_rules": "at most {limit} rules",
    "remove_has_no_value": "nothing takes the place of what is removed: leave this empty",
    "field_name_rule": (
        "a header field's name has letters, digits and hyphens; with “_” it would not arrive"
    ),
    "field_reserved": "{name} is the gateway's own affair, or carries credentials of callers",
    "field_value_rule": "one line of visible ASCII characters, without spaces around it",
    "prefix_ends_with_slash": "without the slash at its end",
    "path_rule": (
        "a path as it is sent: it begins with “/”, other characters than letters, digits and a few "
        "signs are percent-encoded, and no segment is “..”"
    ),
    "segment_named_twice": "each {{name}} once",
    "segment_unknown": "the path has no {name}",
    "pointer_rule": "a JSON pointer: it begins with “/”; “~” is written ~0, “/” in a name ~1",
    "pointer_to_all": "name a member: only “set” takes the whole body",
    "pointer_to_items": "items of a list have no names to change",
    "rule_value_not_json": "JSON: text in double quotes, a number, true, null, an object, a list",
    # Upstreams, times, CORS, credentials.
    "max_upstreams": "at most {limit} versions have upstreams",
    "version_unknown": "the API has no version {version}",
    "upstream_not_public": (
        "{host} has no address on the public internet. An administrator must allow its network "
        "(GATEWAY_ALLOWED_NETWORKS) before the gateway calls it"
    ),
    "seconds_between": "a whole number of seconds, 1 to {limit}",
    "max_entries": "at most {limit} entries",
    "origin_rule": "an origin: https://app.example, without a path, or * for all",
    "method_rule": "a method like GET",
    "any_origin_with_credentials": "credentials go to origins that are named, never to *",
    "cors_seconds_between": "seconds, from 0 to {limit:,}",
    "secret_name_rule": "up to 64 letters, digits, “.”, “-” and “_”, a letter or digit first",
    "credential_prefix_rule": "up to {limit} visible ASCII characters and spaces, like “Bearer ”",
    "credential_is_ours": "a key of this portal, which no upstream may see",
}
