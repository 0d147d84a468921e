"""What people write beside a description, as their browsers and scripts send it."""

import re
from html import unescape
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import User

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
TEXT = "# First steps\n\nAsk for a key. ![Flow](flow.png)\n\n## Limits\n\nTen a second."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def image(name: str = "flow.png", data: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/png")


def sent(answer: Any) -> dict[str, Any]:
    """Return what a browser would send of a page's form, hidden fields included."""
    fields = {}
    for field in answer.context["form"]:
        value = field.value()
        fields[field.html_name] = "" if value is None else value
        if field.field.show_hidden_initial:
            name = re.escape(field.html_initial_name)
            found = re.search(rf'name="{name}"[^>]*?(?: value="([^"]*)"|>\n?([^<]*)<)', answer.text)
            fields[field.html_initial_name] = unescape(found[1] or found[2] or "") if found else ""
    return fields
