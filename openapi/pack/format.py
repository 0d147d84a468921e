"""How a pack begins, and which builder made it."""

# Raise this when packs built by older code must be built again.
BUILDER_VERSION = 5
MAGIC = b"REFPACK1"
HEADER = len(MAGIC) + 4
