"""How a pack begins, and which builder made it."""

# Raise this when packs built by older code must be built again.
BUILDER_VERSION = 7
MAGIC = b"REFPACK2"
HEADER = len(MAGIC) + 4
