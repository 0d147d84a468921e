"""What can go wrong with DynamoDB, in the caller's terms."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError

from portal.aws.clients import is_unavailable
from portal.aws.errors import NotFound, Unavailable

# Why a transaction was cancelled:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
LOST_RACE = {"ConditionalCheckFailed", "TransactionConflict"}
THROTTLED = {"ProvisionedThroughputExceeded", "ThrottlingError"}


class AlreadyExists(Exception):
    """Something stands under this key already."""


class Conflict(Exception):
    """The item changed since it was read, or another write to it is under way.

    `stored` is what stands there, as DynamoDB holds it, where the verb asks for it (`update`).
    """

    def __init__(self, stored: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.stored = stored


class BadCursor(Exception):
    """A cursor that this portal did not give for this list."""


@contextmanager
def translated(*, lost_race: type[Exception] = Conflict) -> Iterator[None]:
    """Give the library's errors their names here; `lost_race` is what a failed condition means.

    An error that is none of the named ones (a faulty expression, a missing table) is a fault of
    ours and passes through as it is.
    """
    try:
        yield
    except DoesNotExist:
        raise NotFound from None
    except TransactWriteError as error:
        codes = {reason.code for reason in error.cancellation_reasons if reason}
        if codes and codes <= LOST_RACE:
            raise lost_race from None
        if codes and codes <= LOST_RACE | THROTTLED:
            raise Unavailable("the transaction was throttled") from error
        raise _unavailable_or(error) from error
    except PynamoDBException as error:
        if isinstance(error.cause, BotoCoreError):
            # No answer at all, so there is no code: asking a timeout for one is an AttributeError.
            raise Unavailable(error.msg) from error
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise lost_race from None
        raise _unavailable_or(error) from error
    except BotoCoreError as error:
        raise Unavailable(str(error)) from error


def _unavailable_or(error: PynamoDBException) -> Exception:
    """Return `Unavailable` where DynamoDB was unreachable or busy, else the error itself."""
    return Unavailable(error.msg) if is_unavailable(error.cause) else error
