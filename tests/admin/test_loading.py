"""The admin is loaded when somebody opens it, and costs no other page anything."""

import subprocess
import sys

PROGRAM = """
import sys
import django
django.setup()
from django.test import Client
from django.urls import reverse
client = Client(SERVER_NAME="localhost")
assert client.get("/").status_code == 200
loaded = {name for name in sys.modules if name.endswith((".admin", "adminsite.pages"))}
assert not loaded & {"portal.accounts.admin", "apis.admin", "portal.adminsite.pages"}, loaded
assert reverse("admin:index") == "/admin/"
assert client.get("/admin/accounts/user/").status_code == 302
assert "apis.admin" in sys.modules
assert "django.contrib.auth.admin" not in sys.modules
"""


def test_no_admin_module_is_imported_for_an_ordinary_page() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=60)
