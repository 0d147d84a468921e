"""Figures in words."""

from django import template

from analytics.tallies import Counts

register = template.Library()


@register.filter
def signed(number: int) -> str:
    """Return a whole number with its sign: "+12", or behind a minus."""
    return f"+{number:,}" if number >= 0 else f"−{-number:,}"  # noqa: RUF001 - a minus sign


@register.filter
def percent(share: float) -> str:
    """Return a share as people read it: "0.4 %"."""
    value = share * 100
    return f"{value:.0f} %" if not value or value >= 10 else f"{value:.1f} %"


@register.filter
def p95(counts: Counts) -> str:
    """Return the time that 95 of 100 calls took at most."""
    found = counts.percentile(0.95)
    return "–" if found is None else f"{found:,} ms"  # noqa: RUF001 - a dash
