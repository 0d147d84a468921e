"""What a person's browser does at a provider's hosted page, over HTTP."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client

from devstack.accounts import PASSWORD

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def sign_in_at(client: Client, provider: str, email: str, *, next_url: str = "") -> str:
    """Sign in through the hosted page; return the address of the portal's callback, not visited."""
    begun = client.get(f"/account/oidc/{provider}/", {"next": next_url} if next_url else {})
    assert begun.status_code == 302
    page = requests.get(begun["Location"], timeout=10)
    page.raise_for_status()
    form = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    answer = requests.post(
        urljoin(page.url, "/login"),
        data=form | {"username": email, "password": PASSWORD},
        allow_redirects=False,
        timeout=10,
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
