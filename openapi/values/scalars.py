"""Numbers and texts that satisfy what a schema says of them, the likeliest first."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from openapi.common.untrusted import JsonObject, number
from openapi.values import patterns
from openapi.values.facts import Facts
from openapi.values.formats import EXAMPLES, fits
from openapi.values.patterns.matching import matches
from openapi.values.patterns.parse import NotAPattern
from openapi.values.place import Place
from openapi.values.words import likely_numbers, likely_texts
from openapi.values.work import NoValue

WHOLE_FORMATS = {"int32": 2**31 - 1, "int64": 2**63 - 1}
PLAIN_NUMBERS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
PLAIN_TEXTS = ("string", "text", "example", "value", "sample", "abc", "a", "A1", "0", "")
FURTHER_TURNS = 4
LONGEST = 10_000
# What a text is filled up with to the length wanted.
MORE_WORDS = " and more of the same"
MORE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def numbers(facts: Facts, place: Place, *, whole: bool) -> Iterator[int | float]:
    """Yield numbers within the bounds."""
    low, high, step = _bounds(facts, whole=whole)
    seen = set()
    for wanted in _wanted(facts, place, low, high, step):
        made = _fitted(Fraction(str(wanted)), low, high, step)
        if made is not None and made not in seen:
            seen.add(made)
            yield made.numerator if made.denominator == 1 else float(made)


def _wanted(
    facts: Facts, place: Place, low: Fraction | None, high: Fraction | None, step: Fraction | None
) -> Iterator[int | float]:
    likely = likely_numbers(place.name)
    if likely:
        yield likely[place.pick("number", len(likely))]
    if place.seed:
        yield PLAIN_NUMBERS[place.pick("plain", len(PLAIN_NUMBERS))] + place.turn
    yield 1 + place.turn
    base = low if low is not None else high if high is not None else Fraction(0)
    inward = 1 if low is not None or high is None else -1
    unit = step or Fraction(1)
    for turns in range(place.turn, place.turn + FURTHER_TURNS):
        yield float(base + inward * turns * unit)
    yield from (0, 1, -1, 0.5, 100, 1.5)


def _bounds(
    facts: Facts, *, whole: bool
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return the least and the greatest number allowed, and what it must be a multiple of."""
    keywords = facts.keywords
    step = _exact(keywords, "multipleOf")
    step = step if step is not None and step > 0 else None
    if whole:
        step = Fraction(step.numerator) if step is not None else Fraction(1)
    lows = [_exact(keywords, "minimum"), _beside(keywords, "exclusiveMinimum", step, 1)]
    highs = [_exact(keywords, "maximum"), _beside(keywords, "exclusiveMaximum", step, -1)]
    for name in facts.formats:
        if name in WHOLE_FORMATS:
            lows.append(Fraction(-WHOLE_FORMATS[name]))
            highs.append(Fraction(WHOLE_FORMATS[name]))
    kept_lows = [each for each in lows if each is not None]
    kept_highs = [each for each in highs if each is not None]
    return max(kept_lows, default=None), min(kept_highs, default=None), step


def _exact(keywords: JsonObject, name: str) -> Fraction | None:
    found = number(keywords.get(name))
    if found is None or found in (float("inf"), float("-inf")):
        return None
    return Fraction(str(found))


def _beside(keywords: JsonObject, name: str, step: Fraction | None, inward: int) -> Fraction | None:
    """Return a number just inside of an exclusive bound."""
    bound = _exact(keywords, name)
    if bound is None:
        return None
    other = _exact(keywords, "maximum" if inward > 0 else "minimum")
    if other is None:
        other = _exact(keywords, "exclusiveMaximum" if inward > 0 else "exclusiveMinimum")
    away = step or Fraction(1)
    if step is None and other is not None and 0 < abs(other - bound) <= away:
        away = abs(other - bound) / 2
    return bound + inward * (min(away, Fraction(1, 10**6)) if step is not None else away)


def _fitted(
    wanted: Fraction, low: Fraction | None, high: Fraction | None, step: Fraction | None
) -> Fraction | None:
    """Return the number nearest to the one wanted that is allowed, None where there is none."""
    if low is not None and wanted < low:
        wanted = low
    if high is not None and wanted > high:
        wanted = high
    if step is not None:
        below, above = floor(wanted / step) * step, ceil(wanted / step) * step
        fitting = [each for each in (above, below) if _is_inside(each, low, high)]
        return fitting[0] if fitting else None
    return wanted if _is_inside(wanted, low, high) else None


def _is_inside(value: Fraction, low: Fraction | None, high: Fraction | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def texts(facts: Facts, place: Place) -> Iterator[str]:
    """Yield texts of the right length, format and pattern. Raise NoValue where there is none."""
    least, most = facts.size("minLength") or 0, facts.size("maxLength")
    if least > LONGEST:
        raise NoValue("value_too_large")
    found = False
    for wanted in _texts_wanted(facts, place):
        made = wanted if facts.formats else _of_length(wanted, least, most)
        if _is_allowed(made, facts, least, most):
            found = True
            yield made
    for made in _of_pattern(facts, place, least, most):
        found = True
        yield made
    if facts.patterns and not found:
        raise NoValue("value_of_pattern", {"pattern": facts.patterns[0][:200]})


def _texts_wanted(facts: Facts, place: Place) -> Iterator[str]:
    for name in facts.formats:
        if known := EXAMPLES.get(name):
            chosen = place.pick("format", len(known))
            yield from (known[(chosen + at) % len(known)] for at in range(len(known)))
    likely = likely_texts(place.name)
    if likely:
        yield likely[place.pick("text", len(likely))]
    yield from PLAIN_TEXTS if place.turn == 0 and not place.seed else ()
    chosen = place.pick("plain", 90) + 10
    yield from (f"{plain}{chosen + place.turn}" for plain in PLAIN_TEXTS)


def _of_length(text: str, least: int, most: int | None) -> str:
    if len(text) < least:
        filling = MORE_WORDS if " " in text else MORE_LETTERS
        text += (filling * (1 + (least - len(text)) // len(filling)))[: least - len(text)]
    return text if most is None else text[:most]


def _is_allowed(text: str, facts: Facts, least: int, most: int | None) -> bool:
    if len(text) < least or (most is not None and len(text) > most):
        return False
    if not all(fits(name, text) for name in facts.formats):
        return False
    return all(_matches(pattern, text) for pattern in facts.patterns)


def _matches(pattern: str, text: str) -> bool:
    found = matches(pattern, text)
    if found is None:
        raise NoValue("value_pattern_unknown", {"pattern": pattern[:200]})
    return found


def _of_pattern(facts: Facts, place: Place, least: int, most: int | None) -> Iterator[str]:
    for pattern in facts.patterns:
        tries = 0

        def pick(count: int, pattern: str = pattern) -> int:
            nonlocal tries
            tries += 1
            return place.pick(f"{pattern[:40]}{tries}", count)

        try:
            for made in patterns.candidates(pattern, least, most, pick):
                if _is_allowed(made, facts, least, most):
                    yield made
        except NotAPattern as error:
            raise NoValue("value_pattern_unknown", {"pattern": pattern[:200]}) from error
