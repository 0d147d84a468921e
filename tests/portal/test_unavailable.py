"""Which answers of AWS mean that a service is away or busy."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from portal.aws.clients import is_unavailable


@pytest.mark.parametrize(
    ("status", "code", "away"),
    [
        (500, "InternalFailure", True),
        (500, "AWS.SimpleQueueService.InternalError", True),
        (503, "BandwidthLimitExceeded", True),
        (None, "502", True),
        (None, "InternalServerError", True),
        (400, "ProvisionedThroughputExceededException", True),
        (400, "Throttling", True),
        (400, "ValidationException", False),
        (403, "AccessDenied", False),
        (None, "404", False),
    ],
)
def test_an_answer_is_recognised_by_its_status_or_its_code(status, code, away):
    metadata = {"ResponseMetadata": {"HTTPStatusCode": status}} if status else {}
    error = ClientError({"Error": {"Code": code, "Message": ""}, **metadata}, "GetItem")
    assert is_unavailable(error) is away


def test_no_answer_is_away_and_a_wrong_question_is_not():
    assert is_unavailable(EndpointConnectionError(endpoint_url="http://aws.test"))
    assert not is_unavailable(ParamValidationError(report="no such parameter"))
    assert not is_unavailable(ValueError())
