"""Django's admin as an app of ours, so that a start does not import it."""

from pathlib import Path

import django
from django.apps import AppConfig


class PortalAdminConfig(AppConfig):
    """Stands in for `django.contrib.admin`: its label, its templates, its static files.

    Installing that app itself would import all of it at every cold start (50 ms of 750 where it
    was measured), with a model of a table that does not exist. Its code is imported with the
    first page below `/admin/`: see `urls.py` and `pages.py`.
    """

    name = "portal.adminsite"
    label = "admin"
    path = str(Path(django.__file__).parent / "contrib" / "admin")
    verbose_name = "Administration"
    # Where Django's admin finds the class of its site: by name, as accounts stand above this.
    default_site = "portal.accounts.admin_site.AuditedAdminSite"
