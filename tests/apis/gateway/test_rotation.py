"""A key gives way to another one while calls go on."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from apis.services.application_keys import create_key, revoke_key, rotate_key
from apis.services.applications import create_application
from tests.apis.gateway.exchange import subscribe

WORKERS, CALLS = 4, 50


@pytest.fixture
def owned(api, developer):
    """An application with a key, made as its owner makes them."""
    made = create_application(user=developer.user, name="Shop")
    subscribe(made, api, api.put_plan(per_month=WORKERS * CALLS))
    key, secret = create_key(user=developer.user, application=made, label="server")
    return made, key, secret


def test_no_call_fails_while_clients_move_to_the_new_key(api, developer, owned, server):
    app, key, old = owned
    secrets = [old]
    rotating = Barrier(WORKERS + 1)

    def work(number):
        statuses = []
        for count in range(CALLS):
            if count == 10:
                rotating.wait()
            # Each client takes up the new key at a moment of its own.
            secret = secrets[-1] if count > 10 * (number + 1) else old
            statuses.append(api.ask(secret).status)
        return statuses

    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(work, number) for number in range(WORKERS)]
        rotating.wait()
        _, new = rotate_key(
            user=developer.user, application=app, digest=key.digest, overlap_hours=24
        )
        secrets.append(new)
        statuses = [status for each in working for status in each.result()]
    assert statuses == [200] * WORKERS * CALLS
    # Both keys drew from one count, which is used up now.
    api.now.seconds += 31
    assert [api.ask(secret).status for secret in (old, new)] == [429, 429]


def test_the_old_key_ends_with_its_overlap_and_the_new_one_stays(api, developer, owned):
    app, key, old = owned
    assert api.ask(old).status == 200
    _, new = rotate_key(user=developer.user, application=app, digest=key.digest, overlap_hours=0)
    api.now.seconds += 31
    assert (api.ask(old).status, api.ask(old).code) == (401, "key_ended")
    assert api.ask(new).status == 200


def test_a_key_that_is_revoked_during_the_overlap_ends_alone(api, developer, owned):
    app, key, old = owned
    _, new = rotate_key(user=developer.user, application=app, digest=key.digest, overlap_hours=24)
    assert api.ask(old).status == api.ask(new).status == 200
    revoke_key(user=developer.user, application=app, digest=key.digest)
    api.now.seconds += 31
    assert (api.ask(old).status, api.ask(new).status) == (401, 200)
