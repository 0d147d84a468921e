"""REST of the documentation."""
