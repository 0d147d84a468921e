"""What is too large to be shown, said in words."""

from collections.abc import Iterable

from openapi.pack.trimming import Cut

_FORMS = {
    "entries": "{where} has {total:,} entries; the first {kept:,} are here.",
    "characters": "{where} has {total:,} characters; the first {kept:,} are here.",
    "levels": "{where} is nested more than {kept:,} levels deep; what is deeper is not here.",
    "kinds": "More than {kept:,} schemas extend this one; the first {kept:,} are here.",
    "parts": "{where} is too large to be shown here.",
}


def sentences(cuts: Iterable[Cut]) -> list[str]:
    """Return a sentence for each cut."""
    return [
        _FORMS[cut.things].format(
            where=f"“{cut.where}”" if cut.where else "The whole", kept=cut.kept, total=cut.total
        )
        for cut in cuts
    ]
