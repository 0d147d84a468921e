"""The tree-sitter grammar of each language, each from a wheel of its own."""

from functools import cache

import tree_sitter_bash
import tree_sitter_c_sharp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_php
import tree_sitter_powershell
import tree_sitter_python
from tree_sitter import Language, Node, Parser

GRAMMARS = {
    "curl": tree_sitter_bash.language,
    "python": tree_sitter_python.language,
    "javascript": tree_sitter_javascript.language,
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "csharp": tree_sitter_c_sharp.language,
    "php": tree_sitter_php.language_php,
    "powershell": tree_sitter_powershell.language,
}


@cache
def _parser(language: str) -> Parser:
    return Parser(Language(GRAMMARS[language]()))


def faults(language: str, code: str) -> list[str]:
    """Return the lines at which code does not parse."""
    root = _parser(language).parse(code.encode()).root_node
    lines = code.split("\n")
    return [lines[row] for row in _faulty(root)] if root.has_error else []


def _faulty(node: Node) -> list[int]:
    if node.is_error or node.is_missing:
        return [node.start_point.row]
    return [row for child in node.children if child.has_error for row in _faulty(child)]
