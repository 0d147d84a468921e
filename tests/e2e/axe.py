"""Accessibility checks of a live page by axe-core (tests/vendor/axe-core)."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "vendor" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and everything below it, with axe's own best practices (landmarks, heading order).
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A colour on its way to another is neither.
SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter(each => Number.isFinite(each.effect.getComputedTiming().endTime))
  .map(each => each.finished))"""


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong on the page as it comes to rest, a line per rule and element.

    The script runs in the page by the debugging protocol, so the page's
    Content-Security-Policy stays as it is. Stylesheets are not preloaded: axe would copy an
    imported one into a style element, which that policy reports; no rule we run needs them.
    """
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, preload: false})",
        TAGS,
    )["violations"]
    return [
        f"{rule['id']}: {node['target'][0]}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fail with the list of violations if the page has any."""
    lines = violations(page)
    assert not lines, f"{page.url} has {len(lines)} accessibility violations:\n" + "\n".join(lines)
