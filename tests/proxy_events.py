"""Events of API Gateway for the function, shaped as AWS shapes them."""


def request_event(path: str, *, method: str = "GET", **changes) -> dict:
    """Return a REST API's event for one request, shaped as AWS shapes it."""
    headers = {
        "Host": ["localhost"],
        "X-Forwarded-For": ["6.6.6.6, 203.0.113.9"],
        "X-Forwarded-Proto": ["https"],
        "X-Forwarded-Port": ["443"],
    }
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers | changes.pop("headers", {}),
        "queryStringParameters": None,
        "multiValueQueryStringParameters": changes.pop("query", None),
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": changes.pop("variables", None),
        "requestContext": {
            "apiId": "abc123",
            "stage": "dev",
            "path": f"/dev{path}",
            "requestId": changes.pop("request_id", "r-1"),
            "identity": {"sourceIp": "203.0.113.9"},
        },
        "body": None,
        "isBase64Encoded": False,
        **changes,
    }
