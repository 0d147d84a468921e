"""Whose calls are counted together.

Both keys of an application, and all versions of an API, draw from one count; one operation's own
limits have another.
"""

from hashlib import sha256


def subscription_subject(app_id: str, api: str, api_made: str) -> str:
    """Return the subject of an application's calls of an API.

    `api_made` is `Subscription.api_made`: an API that took the id of a deleted one counts anew.
    """
    return f"{app_id}#{api}#{api_made}"


def operation_subject(subscription: str, operation: str) -> str:
    """Return the subject of those calls of a subscription's that are of one operation, such as
    "GET /pets/{id}", however long its path is."""
    return f"{subscription}#{sha256(operation.encode()).hexdigest()[:32]}"
