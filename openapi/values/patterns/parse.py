"""A regular expression of ECMA-262 as nodes; what it lacks and others have is refused."""

from openapi.values.patterns import sets
from openapi.values.patterns.nodes import (
    ENDLESS,
    Again,
    Characters,
    Edge,
    Group,
    Look,
    Node,
    Ranges,
    options_of,
    repeat_of,
    sequence_of,
)

LONGEST = 4_000
DEEPEST = 40


class NotAPattern(ValueError):
    """The text is no regular expression that is understood here."""


def parse(pattern: str) -> Node:
    """Return the nodes of a pattern. Raise NotAPattern."""
    if len(pattern) > LONGEST:
        raise NotAPattern("too long")
    return _Parser(pattern).whole()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0
        self._depth = 0
        self._groups = 0

    def whole(self) -> Node:
        node = self._options()
        if self._at < len(self._text):
            raise NotAPattern("unbalanced )")
        return node

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        if self._at >= len(self._text):
            raise NotAPattern("ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _skip(self, wanted: str) -> bool:
        found = self._text.startswith(wanted, self._at)
        if found:
            self._at += len(wanted)
        return found

    def _until(self, end: str) -> str:
        stop = self._text.find(end, self._at)
        if stop < 0:
            raise NotAPattern(f"no {end}")
        taken, self._at = self._text[self._at : stop], stop + len(end)
        return taken

    def _options(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAPattern("too deep")
        found = [self._sequence()]
        while self._skip("|"):
            found.append(self._sequence())
        self._depth -= 1
        return options_of(found)

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._repeated(self._atom()))
        return sequence_of(parts)

    def _repeated(self, node: Node) -> Node:
        low, high = self._counts()
        if (low, high) == (1, 1):
            return node
        # Lazy and possessive ones match the same texts, or fewer, which is found out later.
        self._skip("?") or self._skip("+")
        return repeat_of(node, low, high)

    def _counts(self) -> tuple[int, int]:
        for mark, counts in (("*", (0, ENDLESS)), ("+", (1, ENDLESS)), ("?", (0, 1))):
            if self._skip(mark):
                return counts
        if self._peek() != "{":
            return 1, 1
        low, comma, high = self._text[self._at + 1 :].partition("}")[0].partition(",")
        if not low.isdecimal() or (high and not high.isdecimal()):
            return 1, 1  # a brace that stands for itself
        self._until("}")
        least = min(int(low[:7]), ENDLESS)
        return least, min(int(high[:7]), ENDLESS) if high else ENDLESS if comma else least

    def _atom(self) -> Node:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return Characters(self._class())
        if character == "\\":
            return self._escape()
        if character in "^$":
            return Edge(character)
        if character in "*+?":
            raise NotAPattern("nothing to repeat")
        if character == ".":
            return Characters(sets.WITHOUT_LINE_ENDS)
        return _only(ord(character))

    def _group(self) -> Node:
        names: tuple[str, ...] = ()
        for mark, is_refused in (("?=", False), ("?!", True), ("?<=", False), ("?<!", True)):
            if self._skip(mark):
                return Look(self._closed(), is_refused)
        if self._skip("?<") or self._skip("?P<"):
            names = (self._until(">"),)
        elif self._skip("?"):
            flags = ""
            while self._peek() not in (":", ")"):
                flags += self._take()
            # Of the flags `i` and `s`, as others write them, the text made needs neither.
            if set(flags) - set("is-u"):
                raise NotAPattern("flags")
            if self._skip(")"):
                return sequence_of([])
            self._take()
            return self._closed()
        self._groups += 1
        names = (str(self._groups), *names)
        part = self._closed()
        return Group(part, names, part.least, part.most)

    def _closed(self) -> Node:
        node = self._options()
        if not self._skip(")"):
            raise NotAPattern("no )")
        return node

    def _escape(self) -> Node:
        if self._peek() in ("b", "B"):
            return Edge(self._take())
        if self._peek() in ("A", "Z", "z"):
            return Edge("^" if self._take() == "A" else "$")
        if self._skip("k<"):
            return Again(self._until(">"))
        if self._peek() in "123456789":
            return Again(self._take())
        return Characters(self._escaped())

    def _escaped(self) -> Ranges:
        """Return the characters that an escape stands for; the backslash is taken already."""
        character = self._take()
        if character.lower() in sets.CLASSES:
            ranges = sets.CLASSES[character.lower()]
            return ranges if character.islower() else sets.complement(ranges)
        if character in "pP":
            name = self._until("}")[1:] if self._peek() == "{" else self._take()
            ranges = sets.of_property(name)
            return ranges if character == "p" else sets.complement(ranges)
        return ((point := self._code_point(character), point),)

    def _code_point(self, character: str) -> int:
        if character in sets.CONTROLS:
            return sets.CONTROLS[character]
        if character == "c":
            return ord(self._take()) % 32
        try:
            if character == "u" and self._skip("{"):
                return int(self._until("}"), 16)
            if character in "xu":
                length = 2 if character == "x" else 4
                digits = "".join(self._take() for _ in range(length))
                return int(digits, 16)
        except ValueError as error:
            raise NotAPattern("not hexadecimal") from error
        return ord(character)

    def _class(self) -> Ranges:
        is_complement = self._skip("^")
        ranges: list[tuple[int, int]] = []
        while not self._skip("]"):
            if self._skip("[:"):
                ranges += _POSIX.get(self._until(":]"), sets.LOWER)
                continue
            low = self._member()
            start = self._at
            if self._skip("-") and self._peek() != "]":
                high = self._member()
                if low[0][0] == low[-1][1] and high[0][0] == high[-1][1]:
                    if low[0][0] > high[0][0]:
                        raise NotAPattern("range out of order")
                    ranges.append((low[0][0], high[0][0]))
                    continue
            self._at = start  # the hyphen stands for itself
            ranges += low
        return sets.complement(tuple(ranges)) if is_complement else tuple(ranges)

    def _member(self) -> Ranges:
        character = self._take()
        return self._escaped() if character == "\\" else ((ord(character), ord(character)),)


_POSIX: dict[str, Ranges] = {
    "alpha": (*sets.LOWER, *sets.UPPER),
    "digit": sets.DIGITS,
    "alnum": (*sets.LOWER, *sets.DIGITS, *sets.UPPER),
    "upper": sets.UPPER,
    "lower": sets.LOWER,
    "space": sets.SPACE,
    "punct": sets.PUNCTUATION,
    "word": sets.WORD,
    "xdigit": ((97, 102), *sets.DIGITS),
}


def _only(point: int) -> Characters:
    return Characters(((point, point),))
