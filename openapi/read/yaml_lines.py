"""What a line of a YAML block mapping looks like, for those who read it by its indentation."""

# A name without its colon, in quotes or plain; what else a name may be, the parser has to tell.
NAME = (
    r"(?:(?:\"[^\"\\\n]*\"|'[^'\n]*')[ \t]*"
    r"|(?!:\s)[^\s#\"'&*!|>%@`?\[\]{}-][^\n]*?)"
)
NOTHING_MORE_ON_THE_LINE = r"[ \t]*+(?:#[^\n]*+)?\r?(?:\n|\Z)"


def unquoted(name: str) -> str:
    """The name that `NAME` matched."""
    name = name.rstrip(" \t")
    return name[1:-1] if name[0] in "\"'" else name
