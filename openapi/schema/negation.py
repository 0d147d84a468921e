"""What `not` forbids, where that takes a few words only."""

from openapi.common.untrusted import JsonObject, line, mapping, names, sequence
from openapi.schema.phrases import value

MOST = 12


def negation(schema: object) -> str:
    """Return a phrase such as "without a" or "not null"; "" where it takes a schema of its own."""
    if schema is True or schema == {}:
        return "nothing is valid here"
    raw = mapping(schema)
    if len(raw) > 1:
        # Beside names that are required it goes without saying.
        raw = {key: each for key, each in raw.items() if (key, each) != ("type", "object")}
    if len(raw) != 1:
        return ""
    ((keyword, given),) = raw.items()
    if keyword == "required":
        return _absent(names(given))
    if keyword == "anyOf":
        return _none_of(sequence(given))
    return _no_value(keyword, given)


def _absent(forbidden: list[str]) -> str:
    if not forbidden or len(forbidden) > MOST:
        return ""
    if len(forbidden) == 1:
        return f"without {line(forbidden[0], 120)}"
    return f"not together: {_joined(forbidden)}"


def _none_of(options: list[JsonObject]) -> str:
    """Return "without a, b" for options that each require one property and say no more."""
    required = [names(mapping(option).get("required")) for option in options[: MOST + 1]]
    plain = all(set(mapping(option)) == {"required"} for option in options)
    if plain and 0 < len(options) <= MOST and all(len(each) == 1 for each in required):
        return f"without {_joined([each[0] for each in required])}"
    return ""


def _no_value(keyword: str, given: object) -> str:
    if keyword == "const":
        return f"not {value(given)}"
    if keyword == "enum" and 0 < len(sequence(given)) <= MOST:
        return f"none of {', '.join(map(value, sequence(given)))}"
    if keyword == "type":
        kinds = names(given) or [line(given, 80)]
        return f"not of type {' or '.join(line(kind, 40) for kind in kinds)}"
    if keyword == "pattern" and isinstance(given, str):
        return f"not matching {line(given, 200)}"
    return ""


def _joined(given: list[str]) -> str:
    return ", ".join(line(name, 120) for name in given)
