"""Subscriptions: asked for by applications, decided upon by the owners of APIs.

`asking` is what an application's side does, `deciding` what an API's side does, `ending` what
happens where one of both is gone; `known` reads and writes what they share, `reading` gives lists.
"""

from apis.services.subscriptions.asking import accept_terms, cancel, change_plan, subscribe
from apis.services.subscriptions.deciding import decide, end, resume, suspend
from apis.services.subscriptions.ending import end_all_of_api, end_all_of_application
from apis.services.subscriptions.reading import (
    subscribers_of,
    subscriptions_of,
    waiting_for,
    with_apis,
)

__all__ = [
    "accept_terms",
    "cancel",
    "change_plan",
    "decide",
    "end",
    "end_all_of_api",
    "end_all_of_application",
    "resume",
    "subscribe",
    "subscribers_of",
    "subscriptions_of",
    "suspend",
    "waiting_for",
    "with_apis",
]
