"""Django's admin with our site in it, loaded when somebody opens it."""

from django.contrib.admin.apps import SimpleAdminConfig


class PortalAdminConfig(SimpleAdminConfig):
    """The admin, without looking for every app's `admin.py` at each start: see `urls.py`."""

    default_site = "portal.adminsite.site.PortalAdminSite"
