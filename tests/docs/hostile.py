"""A description with an attack in every field that holds text."""

from typing import Any

ATTACK = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
    " [x](javascript:alert(4)) ![i](https://evil.test/i.png) <a href='javascript:5' onclick=6>y</a>"
)


def hostile() -> dict[str, Any]:
    x = ATTACK
    pet = {
        "type": "object",
        "title": x,
        "description": x,
        "required": [x],
        "properties": {
            x: {"type": "string", "description": x, "enum": [x], "default": x, "pattern": x},
            "next": {"$ref": "#/components/schemas/Pet"},
            "gone": {"$ref": f"#/components/schemas/{x}-gone"},
        },
        "patternProperties": {x: {"const": x}},
        "additionalProperties": {"format": x},
    }
    operation = {
        "operationId": x,
        "summary": x,
        "description": x,
        "tags": [x],
        "security": [{x: [x]}],
        "externalDocs": {"url": "javascript:alert(7)", "description": x},
        "servers": [{"url": "javascript:alert(8)", "description": x}],
        "parameters": [
            {"name": x, "in": "query", "required": True, "description": x, "example": x},
            {"name": x, "in": "header", "schema": {"type": x, "format": x}},
        ],
        "requestBody": {
            "description": x,
            "content": {
                x: {"schema": pet, "examples": {x: {"summary": x, "value": x}}},
                "application/json": {"example": {x: x}},
                "text/plain": {"examples": {x: {"externalValue": "javascript:alert(9)"}}},
            },
        },
        "responses": {
            "200": {
                "description": x,
                "headers": {x: {"description": x, "schema": {"type": "string"}}},
                "links": {x: {"operationId": x, "description": x, "parameters": {x: x}}},
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            },
            x: {"description": x},
        },
        "callbacks": {x: {x: {"post": {"summary": x, "responses": {"200": {"description": x}}}}}},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": x,
            "version": "1",
            "summary": x,
            "description": x,
            "termsOfService": "javascript:alert(10)",
            "contact": {"name": x, "url": "javascript:alert(11)", "email": x},
            "license": {"name": x, "url": "data:text/html,<script>alert(12)</script>"},
        },
        "externalDocs": {"url": "vbscript:13", "description": x},
        "servers": [
            {"url": "javascript:alert(14)", "description": x},
            {"url": "https://{h}.test/" + x, "variables": {"h": {"default": x, "enum": [x]}}},
        ],
        "tags": [{"name": x, "description": x, "externalDocs": {"url": "javascript:15"}}],
        "paths": {f"/a/{x}/{{{x}}}": {"post": operation}},
        "webhooks": {x: {"post": {"summary": x, "responses": {}}}},
        "components": {
            "schemas": {"Pet": pet, x: {"type": "string"}},
            "securitySchemes": {
                x: {
                    "type": "oauth2",
                    "description": x,
                    "flows": {x: {"authorizationUrl": "javascript:16", "scopes": {x: x}}},
                }
            },
        },
    }
