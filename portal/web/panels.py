"""Parts of one app's page that another app shows.

A page names a slot, `{% panels "api" api %}` (template library `ui`); whoever has something to show
there registers a panel for the slot when its app is ready, by dotted path. So `apis` never imports
`docs`, and its page still says what the documentation knows.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe

logger = logging.getLogger(__name__)

# Gets the request and what the page is about; returns a rendered fragment, "" for none.
Panel = Callable[[HttpRequest, Any], SafeString | str]
_panels: dict[str, list[str]] = defaultdict(list)


def register(slot: str, panel: str) -> None:
    """Show a `Panel`, given as a dotted path, in a slot, after those registered before.

    The function is imported with the first page that has the slot. A second call for the same
    changes nothing.
    """
    if panel not in _panels[slot]:
        _panels[slot].append(panel)


def rendered(slot: str, request: HttpRequest, subject: Any) -> SafeString:
    """Return the fragments of a slot, one after the other.

    A panel that fails is left out and logged: the page it stands on is not about it.
    """
    fragments = []
    for panel in _panels.get(slot, ()):
        try:
            fragment = import_string(panel)(request, subject)
        except Exception:
            logger.exception("The panel %s of the slot %s failed", panel, slot)
            continue
        if fragment and not isinstance(fragment, SafeString):
            logger.error("The panel %s gave text that was not escaped", panel)
            continue
        fragments.append(fragment)
    return mark_safe("".join(fragments))  # noqa: S308 - each is a SafeString
