"""A description whose operation leaves everything about its sample to the reader."""

from typing import Any

from tests.docs.reading import document

NEWS = {
    "application/json": {
        "schema": {"type": "object", "properties": {"title": {"type": "string"}}},
        "examples": {
            "short": {"summary": "A short one", "value": {"title": "Short"}},
            "long": {"summary": "A long one", "value": {"title": "Long", "text": "word " * 40}},
        },
    },
    "application/x-www-form-urlencoded": {"example": {"title": "As a form"}},
}
SERVERS = [
    {"url": "https://news.test", "description": "Production"},
    {
        "url": "https://{region}.news.test/{tenant}",
        "variables": {
            "region": {"enum": ["eu", "us"], "default": "eu", "description": "Where data is kept"},
            "tenant": {"default": "acme"},
        },
    },
]
SCHEMES = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "token": {"type": "http", "scheme": "bearer"},
}


def with_choices(**operation: Any) -> dict[str, Any]:
    post = {
        "operationId": "publish",
        "summary": "Publish news",
        "description": "Publishes. " * 80,
        "security": [{"key": []}, {"token": []}, {}],
        "requestBody": {"content": NEWS},
        "responses": {
            "201": {
                "description": "Done",
                "content": {
                    "application/json": {
                        "schema": {"type": "object", "properties": {"id": {"type": "integer"}}}
                    }
                },
            }
        },
        "x-codeSamples": [{"lang": "Ruby", "source": "puts 'hello'\n"}],
    }
    return document(
        paths={"/news": {"post": post | operation, "get": {"operationId": "list"}}},
        servers=SERVERS,
        components={"securitySchemes": SCHEMES},
    )
