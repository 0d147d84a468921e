"""Pages of API management."""
