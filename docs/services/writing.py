"""What every write has in common: who may, and that the API is still the one that was read."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from pynamodb.expressions.update import Action

from apis.items import Api
from apis.visibility import require_editor
from portal.accounts.models import User
from portal.dynamo import AlreadyExists, Conflict, NotFound, Transaction, transaction
from portal.errors import ChangedMeanwhile


@contextmanager
def writing(user: User, api: Api, *marks: Action) -> Iterator[Transaction]:
    """Collect writes and store them together with these changes of the API's own item.

    Nothing is stored where the API was deleted, or registered anew under its id. Raises
    `NotAllowed` unless the person may change the API, `ChangedMeanwhile` where somebody else's
    write came first.
    """
    require_editor(api, user)
    same = Api.created_at == api.created_at
    try:
        with transaction() as writes:
            yield writes
            if marks:
                writes.update(api, *marks, condition=same, any_revision=True)
            else:
                writes.require(Api, api.pk, api.sk, same)
    except NotFound:
        raise ChangedMeanwhile("api_gone") from None
    except (Conflict, AlreadyExists):
        raise ChangedMeanwhile("changed_meanwhile") from None


def new_revision() -> str:
    """Return a revision that no other write has had, of this API or an earlier one of its id."""
    return secrets.token_hex(8)
