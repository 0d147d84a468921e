"""What reading a description takes and gives: limits and the checked description."""

from dataclasses import dataclass, field
from typing import Literal

from openapi.common.untrusted import JsonObject
from openapi.findings import Finding

Format = Literal["json", "yaml"]
Dialect = Literal["2.0", "3.0", "3.1", "3.2"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a description may be. The defaults leave room over the largest real ones seen.

    Of 2,746 public descriptions the largest has 49 MB and 1.5 million values, the deepest
    35 levels.
    """

    bytes: int = 64 * 1024 * 1024
    # Objects and lists inside one another. Readers downstream recurse, so it stays well under
    # Python's recursion limit.
    depth: int = 128
    # Objects, lists and scalars, after YAML aliases are expanded.
    nodes: int = 4_000_000
    # Values that YAML aliases may add by repeating anchored ones.
    alias_nodes: int = 500_000
    # Different references, each of which is followed to see where it leads. The most seen is 6,600.
    references: int = 50_000
    # Findings kept; a last one says that there were more.
    findings: int = 100


@dataclass(frozen=True, slots=True)
class Description:
    """A description that was read and may be stored and shown.

    `document` is what was sent; `openapi3` is the same in the 3.x shape, with absolute URLs where
    the address is known that it was read from. Treat both as read-only: they share objects, and
    YAML aliases share more.

    Of `openapi3` a reader may assume: JSON types only (str keys; dict, list, str, int, float, bool,
    None; no NaN or infinity), nesting within `Limits.depth` (Swagger 2.0: a few levels more), and
    that every `$ref` outside data starts with `#` and no chain of them runs in a circle. Schemas
    may well be recursive. It may NOT assume types (`parameters` may be text) nor that every
    `$ref` has a target, and it must not follow a `$ref` inside data: `example`, `examples`,
    `default`, `enum`, `const` and `x-` fields hold whatever their author put there.
    """

    document: JsonObject
    openapi3: JsonObject
    format: Format
    dialect: Dialect
    title: str
    version: str
    summary: str
    server_urls: list[str]
    operation_count: int
    sha256: str
    size: int
    warnings: list[Finding] = field(default_factory=list)
