"""The WSGI application, for Zappa and for local servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

django_application = get_wsgi_application()

# Imported here: it needs the settings.
from portal.web.charsets import utf8_only  # noqa: E402
from portal.web.client_address import behind_proxies  # noqa: E402

application = behind_proxies(utf8_only(django_application))
