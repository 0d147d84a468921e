"""Swagger 2.0 security schemes to OpenAPI 3.0 ones."""

from typing import Any

_FLOWS = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}


def security_scheme(scheme: Any) -> Any:
    """Return a security scheme in the shape of 3.0."""
    if not isinstance(scheme, dict):
        return scheme
    if scheme.get("type") == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if scheme.get("type") != "oauth2":
        return scheme
    in_flow = ("authorizationUrl", "tokenUrl", "scopes")
    result = {key: val for key, val in scheme.items() if key not in (*in_flow, "flow")}
    flow = {key: scheme[key] for key in in_flow if key in scheme}
    flow.setdefault("scopes", {})
    result["flows"] = {_FLOWS.get(str(scheme.get("flow")), "implicit"): flow}
    return result
