"""What DynamoDB and S3 have in common of what can go wrong, in the caller's terms."""


class NotFound(Exception):
    """There is nothing under this key."""


class Unavailable(Exception):
    """The service does not answer or asks to be left alone for now."""
