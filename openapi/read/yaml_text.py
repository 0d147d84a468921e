"""YAML text to a document of JSON types, built from the C parser's events.

PyYAML's own loaders are not used: they construct Python dates and booleans by YAML 1.1 (`no`,
`on`, `2020-01-01`), recurse in C, and repeat anchored values before anybody can count them. Here
each event is bounded as it comes, nothing but JSON types is made, and plain scalars are read by
the YAML 1.2 core schema, as the OpenAPI specification asks (section "Format").
"""

import math
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from yaml import MarkedYAMLError, YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.reader import ReaderError

from openapi.common.pointers import Key, line_and_column, pointer
from openapi.common.untrusted import JsonObject
from openapi.findings import DescriptionError, Finding
from openapi.messages import Param
from openapi.read.description import Limits

_WORDS: JsonObject = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_INT = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
# YAML 1.2, section 5.1.
_NOT_ALLOWED = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG_DIRECTIVE = re.compile(r"^%TAG", re.MULTILINE)
# libyaml compares each with all before it and lets no other thread run meanwhile.
_MOST_TAG_DIRECTIVES = 100
_NUMBER_STARTS = frozenset("0123456789+-.")
_LONGEST_NUMBER = 400

_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset(
    _CORE + name
    for name in ("str", "int", "float", "bool", "null", "map", "seq", "timestamp", "binary")
)

# These fields are text by the specification, and people write them without quotes: as a number,
# version 1.10 would become 1.1.
_VERSION_FIELDS = frozenset(("openapi", "swagger", "version"))

_NO_KEY: Any = object()
_MERGE: Any = object()


def parse(text: str, *, limits: Limits) -> tuple[Any, list[Finding]]:
    """Return the value that the YAML `text` holds, and warnings about what had to be corrected.

    Raise DescriptionError with the line and column, and where it can with the pointer.
    """
    _check_directives(text)
    builder = _Builder(limits)
    with _syntax_errors_located(text):
        parser = CParser(text)
        event = parser.get_event()
        while type(event) is not StreamEndEvent:
            if type(event) is SequenceStartEvent and not builder.levels:
                return [], []  # no description, whatever stands in the list
            builder.take(event)
            event = parser.get_event()
    return builder.root, builder.warnings


def _check_directives(text: str) -> None:
    """Raise DescriptionError where too many tags are declared."""
    if text.count("%TAG") <= _MOST_TAG_DIRECTIVES:
        return
    for match in islice(_TAG_DIRECTIVE.finditer(text), _MOST_TAG_DIRECTIVES, None):
        line, column = line_and_column(text, match.start())
        raise DescriptionError.at("too_many_tags", line=line, column=column)


@contextmanager
def _syntax_errors_located(text: str) -> Iterator[None]:
    try:
        yield
    except ReaderError as error:
        raise _not_allowed(text) from error
    except MarkedYAMLError as error:
        raise _not_yaml(error) from error
    except YAMLError as error:
        raise DescriptionError.at("invalid_yaml", reason=str(error)[:300]) from error


def _not_allowed(text: str) -> DescriptionError:
    """Return the error for a character that is not allowed, with its place.

    The parser counts in bytes of its own encoding, so the place is looked for here.
    """
    match = _NOT_ALLOWED.search(text)
    if match is None:
        return DescriptionError.at("invalid_yaml", reason="a character is not allowed")
    line, column = line_and_column(text, match.start())
    character = f"U+{ord(match[0]):04X}"
    return DescriptionError.at(
        "character_not_allowed", line=line, column=column, character=character
    )


def _not_yaml(error: MarkedYAMLError) -> DescriptionError:
    mark = error.problem_mark or error.context_mark
    reason = " ".join(part for part in (error.context, error.problem) if part)[:300]
    return DescriptionError.at(
        "invalid_yaml",
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class _Anchored:
    """What an anchor names: the value, how many values it holds, how many levels deep it nests."""

    value: Any
    nodes: int
    height: int


class _Level:
    """An object or list not yet closed."""

    __slots__ = ("anchor", "height", "key", "merged", "nodes_before", "value")

    def __init__(self, value: Any, anchor: str | None, nodes_before: int) -> None:
        self.value = value
        self.anchor = anchor
        self.nodes_before = nodes_before
        self.height = 1  # levels in its deepest part so far, itself among them
        self.key: Any = _NO_KEY
        self.merged: list[JsonObject] | None = None


class _Builder:
    """Takes parser events one by one and keeps count; `root` is the document."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.root: Any = None
        self.warnings: list[Finding] = []
        self.levels: list[_Level] = []
        self.nodes = 0
        self.alias_nodes = 0
        self.documents = 0
        # None while what the anchor names is still open.
        self.anchors: dict[str, _Anchored | None] = {}

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is ScalarEvent:
            self._scalar(event)
        elif kind is MappingStartEvent:
            self._open({}, event)
        elif kind is SequenceStartEvent:
            self._open([], event)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._close(event)
        elif kind is AliasEvent:
            self._alias(event)
        elif kind is DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise self._error("second_document", event)

    def _scalar(self, event: Any) -> None:
        level = self.levels[-1] if self.levels else None
        plain = event.implicit[0] and event.tag is None
        if level is not None and level.key is _NO_KEY and type(level.value) is dict:
            # A name is text as it stands: the response code 200, the country NO.
            value = _MERGE if plain and event.value == "<<" else event.value
        else:
            self._count(1, event)
            if not plain:
                value = self._tagged(event)
            else:
                text_field = level and level.key in _VERSION_FIELDS and len(self.levels) < 3
                value = event.value if text_field and event.value else self._plain(event)
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, 1, 0)
        self._put(value, event)

    def _plain(self, event: Any) -> Any:
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
            return text
        if _INT.match(text):
            return int(text)
        if _OTHER_INT.match(text):
            return int(text, 0)
        if not _FLOAT.match(text):
            return text
        value = float(text)
        if math.isinf(value):
            self._warn("number_too_large", event)
            return math.copysign(sys.float_info.max, value)
        return value

    def _tagged(self, event: Any) -> Any:
        """Return the value of a quoted or block scalar, or of one with a tag of its own."""
        tag = event.tag
        if tag is None or tag == "!" or tag == _CORE + "str":
            return event.value
        self._check_tag(event)
        return self._plain(event)

    def _open(self, value: Any, event: Any) -> None:
        self._count(1, event)
        if event.tag is not None and event.tag != "!":
            self._check_tag(event)
        self._check_depth(1, event)
        if self.levels:
            above = self.levels[-1]
            if above.key is _NO_KEY and type(above.value) is dict:
                raise self._error("name_not_text", event)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        self.levels.append(_Level(value, event.anchor, self.nodes))

    def _close(self, event: Any) -> None:
        level = self.levels.pop()
        if level.merged:
            # What stands here goes before what is merged in, and an earlier merge before a later.
            for more in level.merged:
                for key, value in more.items():
                    level.value.setdefault(key, value)
        if level.anchor is not None:
            nodes = self.nodes - level.nodes_before + 1
            self.anchors[level.anchor] = _Anchored(level.value, nodes, level.height)
        self._grow(level.height)
        self._put(level.value, event)

    def _alias(self, event: Any) -> None:
        name = event.anchor
        if name not in self.anchors:
            raise self._error("unknown_alias", event, alias=name[:100])
        anchored = self.anchors[name]
        if anchored is None:
            raise self._error("recursive_alias", event, alias=name[:100])
        self.alias_nodes += anchored.nodes
        if self.alias_nodes > self.limits.alias_nodes:
            most = self.limits.alias_nodes
            raise self._error("too_many_repeated_values", event, limit=most)
        self._count(anchored.nodes, event)
        self._check_depth(anchored.height, event)
        self._grow(anchored.height)
        self._put(anchored.value, event)

    def _put(self, value: Any, event: Any) -> None:
        if not self.levels:
            self.root = value
            return
        level = self.levels[-1]
        if type(level.value) is list:
            level.value.append(value)
        elif level.key is _NO_KEY:
            if value is not _MERGE and not isinstance(value, str):
                raise self._error("name_not_text", event)
            if value in level.value:
                self._warn("repeated_name", event, value, name=value[:100])
            level.key = value
        elif level.key is _MERGE:
            level.key = _NO_KEY
            self._merge(level, value, event)
        else:
            level.value[level.key] = value
            level.key = _NO_KEY

    def _merge(self, level: _Level, value: Any, event: Any) -> None:
        sources = value if isinstance(value, list) else [value]
        if not all(isinstance(source, dict) for source in sources):
            raise self._error("merge_not_object", event)
        level.merged = (level.merged or []) + sources

    def _count(self, nodes: int, event: Any) -> None:
        self.nodes += nodes
        if self.nodes > self.limits.nodes:
            raise self._error("too_many_values", event, limit=self.limits.nodes)

    def _check_depth(self, height: int, event: Any) -> None:
        if len(self.levels) + height > self.limits.depth:
            raise self._error("too_deep", event, limit=self.limits.depth)

    def _grow(self, height: int) -> None:
        """Note on the level around it that a value of this many levels stands in it."""
        if self.levels and self.levels[-1].height <= height:
            self.levels[-1].height = height + 1

    def _check_tag(self, event: Any) -> None:
        if event.tag not in _TAGS:
            tag = event.tag.replace(_CORE, "!!")[:100]
            raise self._error("tag_not_allowed", event, tag=tag)

    def _warn(self, code: str, event: Any, *more: Key, **params: Param) -> None:
        # One over the limit, so that whoever cuts the list sees that there were more.
        if len(self.warnings) <= self.limits.findings:
            mark = event.start_mark
            where = pointer([*self._keys(), *more])
            place = (where, mark.line + 1, mark.column + 1)
            self.warnings.append(Finding(code, params, *place, severity="warning"))

    def _error(self, code: str, event: Any, **params: Param) -> DescriptionError:
        mark = event.start_mark
        place = (pointer(self._keys()), mark.line + 1, mark.column + 1)
        return DescriptionError([Finding(code, params, *place)])

    def _keys(self) -> list[Key]:
        keys: list[Key] = []
        for level in self.levels:
            if type(level.value) is list:
                keys.append(len(level.value))
            elif isinstance(level.key, str):
                keys.append(level.key)
        return keys
