"""The shell that every app's pages stand in: errors, forms, confirmation, caching, static files."""
