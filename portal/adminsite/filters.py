"""List filters for fields whose values nobody knows beforehand."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest

MAX_VALUES = 50
MAX_LENGTH = 200


class OwnValuesFilter(SimpleListFilter):
    """A filter that offers the values of the list's own rows; its parameter names the field.

    The rows are read once for all the filters of a page: one or a few Queries more.
    """

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the values in order; the chosen one also where the rows read do not have it."""
        found = {getattr(row, str(self.parameter_name)) for row in _rows(request, model_admin)}
        chosen = self.stored(request.GET.get(str(self.parameter_name), ""))
        values = sorted(found - {""})[:MAX_VALUES]
        return [(value, value) for value in dict.fromkeys([*values, chosen[:MAX_LENGTH]]) if value]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset

    def value(self) -> str | None:
        chosen = super().value()
        return chosen and self.stored(chosen)

    def stored(self, text: str) -> str:
        """Return a value as it is stored, however it is asked for."""
        return text


def _rows(request: HttpRequest, model_admin: Any) -> Any:
    """Return the unfiltered rows of a request's list, read once."""
    kept = request.__dict__.setdefault("admin_rows", {})
    if model_admin not in kept:
        kept[model_admin] = model_admin.get_queryset(request)
    return kept[model_admin]
