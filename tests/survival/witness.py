"""A subscriber that leaves a trace in the local AWS, so that a restart takes both back alike."""

from portal.aws.clients import client
from portal.events import Event
from tests.survival import WITNESS_TABLE


def note(event: Event) -> None:
    """Count how often this event was delivered. One UpdateItem."""
    client("dynamodb").update_item(
        TableName=WITNESS_TABLE,
        Key={"id": {"S": event.event_id}},
        UpdateExpression="ADD delivered :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
