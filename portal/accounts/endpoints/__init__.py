"""REST of the Auth service: credentials, the caller, keys, people, the audit log."""
