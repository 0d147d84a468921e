"""Numbers and texts that satisfy what a schema says of them, the likeliest first."""

import re
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, count
from math import ceil, floor

from openapi.common.untrusted import JsonObject, number
from openapi.schema.strictest import exact
from openapi.values import patterns
from openapi.values.facts import Facts
from openapi.values.formats import EXAMPLES, fits, lengthened
from openapi.values.patterns.matching import matches
from openapi.values.patterns.parse import NotAPattern
from openapi.values.place import Place
from openapi.values.words import likely_numbers, likely_texts
from openapi.values.work import NoValue

WHOLE_FORMATS = {"int32": 2**31 - 1, "int64": 2**63 - 1}
# Seconds since 1970, by names that are common and registered nowhere.
INSTANT_FORMATS = frozenset(("unix-time", "unixtime", "timestamp", "epoch"))
PLAIN_NUMBERS = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
PLAIN_TEXTS = ("string", "text", "example", "value", "sample", "abc", "a", "A1", "0", "")
FURTHER_TURNS = 4
LONGEST = 10_000
# A number that a 64-bit float cannot hold is not read the same by everybody.
LARGEST = int(sys.float_info.max)
# What a text is filled up with to the length wanted.
MORE_WORDS = " and more of the same"
_LAST_DIGITS = re.compile(r"[0-9]{1,2}(?=[^0-9]*\Z)")
MORE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def numbers(facts: Facts, place: Place, *, whole: bool) -> Iterator[int | float]:
    """Yield numbers within the bounds."""
    low, high, step = _bounds(facts, whole=whole)
    seen = set()
    for wanted in _wanted(facts, place, low, high, step):
        made = _fitted(exact(wanted), low, high, step)
        if made is not None and abs(made) <= LARGEST and made not in seen:
            seen.add(made)
            is_short = whole or abs(made) < 2**63 or float(made) != made
            yield made.numerator if made.denominator == 1 and is_short else float(made)


def _wanted(
    facts: Facts, place: Place, low: Fraction | None, high: Fraction | None, step: Fraction | None
) -> Iterator[int | float | Fraction]:
    is_instant = not INSTANT_FORMATS.isdisjoint(facts.formats)
    likely = likely_numbers("timestamp" if is_instant else place.name)
    if likely:
        found = likely[place.pick_together(len(likely))]
        # The last digits differ with the seed: three ids would be too few for many records.
        yield found - found % 100 + place.pick("last", 100) if place.seed and found > 100 else found
    if place.seed:
        yield PLAIN_NUMBERS[place.pick("plain", len(PLAIN_NUMBERS))] + place.turn
    yield 1 + place.turn
    base = low if low is not None else high if high is not None else Fraction(0)
    inward = 1 if low is not None or high is None else -1
    unit = step or Fraction(1)
    for turns in range(place.turn, place.turn + FURTHER_TURNS):
        yield base + inward * turns * unit
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
    return exact(found)


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
        made = (
            _of_format(wanted, facts, least) if facts.formats else _of_length(wanted, least, most)
        )
        if _is_allowed(made, facts, least, most):
            found = True
            yield made
    for made in _of_pattern(facts, place, least, most):
        found = True
        yield made
    if facts.patterns and not found:
        is_all = not facts.formats and not least and most is None and len(facts.patterns) == 1
        code = "value_of_pattern" if is_all else "value_of_pattern_and_more"
        raise NoValue(code, {"pattern": facts.patterns[0][:200]})


def _texts_wanted(facts: Facts, place: Place) -> Iterator[str]:
    for name in facts.formats:
        if known := EXAMPLES.get(name):
            chosen = place.pick_together(len(known))
            yield from _varied(known[chosen], place)
            yield from (known[(chosen + at) % len(known)] for at in range(len(known)))
    likely = likely_texts(place.name)
    if likely:
        chosen = place.pick_together(len(likely))
        yield from _varied(likely[chosen], place)
        yield likely[chosen]
    yield from PLAIN_TEXTS if place.turn == 0 and not place.seed else ()
    chosen = place.pick("plain", 90) + 10
    yield from (f"{plain}{chosen + place.turn}" for plain in PLAIN_TEXTS)


def _varied(text: str, place: Place) -> Iterator[str]:
    """Yield the text with other last digits where the seed is not that of documentation."""
    if place.seed and (found := _LAST_DIGITS.search(text)):
        # Any day of a month, and any second of a minute.
        digits = f"{1 + place.pick('last', 28):02}"[-len(found[0]) :]
        yield text[: found.start()] + digits + text[found.end() :]


def _of_length(text: str, least: int, most: int | None) -> str:
    if len(text) < least:
        filling = MORE_WORDS if " " in text else MORE_LETTERS
        text += (filling * (1 + (least - len(text)) // len(filling)))[: least - len(text)]
    return text if most is None else text[:most]


def _of_format(text: str, facts: Facts, least: int) -> str:
    if len(text) >= least:
        return text
    return next((lengthened(name, text, least) for name in facts.formats), text)


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
    made = [_matching(pattern, place, least, most) for pattern in facts.patterns]
    # What one pattern wants at the beginning and another at the end is found in both together.
    together = zip(*made, strict=False) if len(made) > 1 else ()
    joined = ("".join(texts) for texts in together)
    for text in chain(*made, joined, _of_pattern_and_format(facts, place)):
        if _is_allowed(text, facts, least, most):
            yield text


def _of_pattern_and_format(facts: Facts, place: Place) -> Iterator[str]:
    """Yield texts of the format, with one of the pattern written over their beginning or end."""
    known = [text for name in facts.formats for text in EXAMPLES.get(name, ())]
    for pattern in facts.patterns if known else ():
        for over in dict.fromkeys(_matching(pattern, place, 0, None)):
            for text in known:
                yield over + text[len(over) :]
                yield text[: max(len(text) - len(over), 0)] + over


def _matching(pattern: str, place: Place, least: int, most: int | None) -> list[str]:
    tries = count()

    def pick(below: int) -> int:
        return place.pick(f"{pattern[:40]}{next(tries)}", below)

    try:
        return list(patterns.candidates(pattern, least, most, pick))
    except NotAPattern as error:
        raise NoValue("value_pattern_unknown", {"pattern": pattern[:200]}) from error
