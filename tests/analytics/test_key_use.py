"""When a key was used last, as the records of its calls say."""

from datetime import timedelta

from analytics.roll_up import roll_up
from apis.items.applications import Application
from apis.services.application_keys import create_key, key_with_digest
from portal import clock
from portal.usage import storing
from tests.analytics.conftest import record
from tests.aws_events import dynamodb_requests as counted


def test_a_key_knows_the_hour_of_its_last_call(api, developer):
    owner = developer.user.profile.ref
    application = Application.new(name="Till", owner=owner, created_by="x")
    application.create()
    key, _ = create_key(user=developer.user, application=application, label="till")
    assert key.last_used_at is None
    digest = key.pk.removeprefix("KEY#")

    def call(at):
        records = [
            record(api, at=at - timedelta(minutes=each), key_digest=digest) for each in (0, 5)
        ]
        with counted() as sent:
            roll_up([storing.store([each.as_line() for each in records])])
        return sent.count("UpdateItem"), key_with_digest(digest).last_used_at

    first = clock.now() - timedelta(hours=3)
    assert call(first) == (1, first)
    # Once an hour is enough.
    assert call(first + timedelta(minutes=30)) == (0, first)
    # What comes late takes nothing back.
    assert call(first - timedelta(days=1)) == (0, first)
    assert call(first + timedelta(hours=2))[1] == first + timedelta(hours=2)


def test_a_key_that_is_gone_keeps_nothing_from_being_counted(api):
    roll_up([storing.store([record(api, key_digest="0" * 64).as_line()])])
