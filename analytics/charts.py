"""Figures as bars, drawn here: pages carry no script and no inline style for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analytics.tallies import Counts

BAR, GAP = 24, 8
HEIGHT = 96
# So that a day with one call among thousands is not taken for one without.
LEAST_HEIGHT = 2


@dataclass(frozen=True)
class Bar:
    """A day's bar, in the units of the chart: calls from the ground up, with errors on top."""

    day: date
    counts: Counts
    x: int
    y: int
    height: int
    errors_height: int


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    width: int
    bar_width: int = BAR
    height: int = HEIGHT


def chart_of(days: Mapping[date, Counts]) -> Chart:
    """Return the calls of each day as bars; the busiest day is as high as the chart."""
    most = max((counts.calls for counts in days.values()), default=0)
    bars = []
    for position, (day, counts) in enumerate(days.items()):
        height = _height(counts.calls, most)
        bars.append(
            Bar(
                day=day,
                counts=counts,
                x=position * (BAR + GAP),
                y=HEIGHT - height,
                height=height,
                errors_height=min(height, _height(counts.errors, most)),
            )
        )
    return Chart(bars, width=max(1, len(bars) * (BAR + GAP) - GAP))


def _height(count: int, most: int) -> int:
    return max(LEAST_HEIGHT, round(count / most * HEIGHT)) if count else 0
