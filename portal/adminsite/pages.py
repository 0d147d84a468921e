"""The admin's URL module. Importing it loads Django's admin and each app's `admin.py`."""

from importlib import import_module

from django.apps import apps
from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.template import engines
from django.template.library import import_library
from django.utils.module_loading import module_has_submodule

TAG_LIBRARIES = ("admin_list", "admin_modify", "admin_urls", "log")


def _find_admins() -> None:
    for app in apps.get_app_configs():
        # Django's own apps have admins for tables that do not exist here.
        if not app.name.startswith("django.") and module_has_submodule(app.module, "admin"):
            import_module(f"{app.name}.admin")


def _add_template_tags() -> None:
    """Make the tags known that the admin's templates load; engines look for them at a start."""
    known = engines["django"].engine.template_libraries  # type: ignore[attr-defined]
    for name in TAG_LIBRARIES:
        known[name] = import_library(f"django.contrib.admin.templatetags.{name}")


def _number_models() -> None:
    """Give each model a content type in the process's cache.

    The admin's forms name one, and would otherwise look it up in a table.
    """
    remember = ContentType.objects._add_to_cache  # type: ignore[attr-defined]
    for number, model in enumerate(site._registry, start=1):
        names = {"app_label": model._meta.app_label, "model": model._meta.model_name}
        remember(DEFAULT_DB_ALIAS, ContentType(pk=number, **names))


_find_admins()
_add_template_tags()
_number_models()
urlpatterns = site.get_urls()
