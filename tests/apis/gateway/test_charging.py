"""What a call counts against, what is said of it, and what it costs us."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from apis.items import Api
from apis.limits.items import Counter
from apis.limits.policies import DAY, MONTH
from apis.limits.subjects import operation_subject, subscription_subject
from portal import clock
from tests.apis.gateway.exchange import ORIGIN, application, key_of, subscribe

# No day and no month ends while a test runs at this hour.
NOON = 1_795_867_200.0
MONTHLY = 1000
PREFLIGHT = [("Origin", ORIGIN), ("Access-Control-Request-Method", "GET")]


@pytest.fixture
def limited(api, app):
    """A plan whose every limit is in sight: 100 at once, a day and a month."""
    api.now.seconds = NOON
    api.plan = api.put_plan(rate_calls=1, rate_seconds=1, burst=100, per_day=150, per_month=MONTHLY)
    subscribe(app, api)
    return api


def counted(api, app, operation=""):
    """Return what stands of an application's calls: of the day, the month and the bucket."""
    made = clock.stamp(Api.fetch(*Api.key(api.slug)).created_at)
    subject = subscription_subject(app.app_id, api.slug, made)
    if operation:
        subject = operation_subject(subject, operation)
    counter = Counter.find(*Counter.key(subject))
    if counter is None:
        return 0, 0, 0
    ahead = max(0, int(counter.busy_until or 0) - api.now.microseconds())
    return counter.used(DAY), counter.used(MONTH), ahead // 1_000_000


def remaining(answer, name):
    return int(re.search(rf'"{name}";r=(\d+)', answer.one("RateLimit"))[1])


def with_answer(status, **how):
    def make(api, key, server):
        server.answer = (status, [], b"")
        return lambda: api.ask(key, **how)

    return make


def without_key(api, key, server):
    return api.ask


def out_of_scope(api, key, server):
    other = key_of(application("others"))
    return lambda: api.ask(other)


def retired(api, key, server):
    from apis.items import ApiVersion

    version = ApiVersion.fetch(*ApiVersion.key(api.slug, api.version))
    version.status = "retired"
    version.put()
    return lambda: api.ask(key)


def wrong_method(api, key, server):
    api.change(validates=True)
    return lambda: api.ask(key, method="POST")


def invalid(api, key, server):
    api.change(validates=True)
    return lambda: api.ask(key, query="limit=many")


def undescribed(api, key, server):
    api.change(validates=True)
    return lambda: api.ask(key, path="/nothing")


def too_long(api, key, server):
    api.change(validates=True)
    return lambda: api.ask(key, body=b"x", length=10**9)


def preflight(api, key, server):
    api.change(cors={"origins": [ORIGIN]})
    return lambda: api.ask(method="OPTIONS", fields=PREFLIGHT)


def broken_off(api, key, server):
    server.answer = (None, [], b"")
    return lambda: api.ask(key)


def no_connection(api, key, server):
    server.shutdown()
    server.server_close()
    return lambda: api.ask(key)


# Quota, rate and record of ten calls, as case by case users expect them.
TABLE = [
    (without_key, 401, 0, 0, "refused"),
    (out_of_scope, 403, 0, 0, "refused"),
    (retired, 410, 0, 0, "refused"),
    (invalid, 400, 0, 0, "refused"),
    (wrong_method, 405, 0, 0, "refused"),
    (undescribed, 404, 0, 0, "refused"),
    (too_long, 413, 0, 0, "refused"),
    (preflight, 204, 0, 0, "refused"),
    (with_answer(200), 200, 10, 10, "call"),
    (with_answer(304), 304, 10, 10, "call"),
    (with_answer(404), 404, 10, 10, "call"),
    (with_answer(429), 429, 10, 10, "call"),
    (with_answer(200, method="HEAD"), 200, 10, 10, "call"),
    (with_answer(200, method="OPTIONS"), 200, 10, 10, "call"),
    (with_answer(500), 500, 10, 10, "error"),
    (broken_off, 502, 10, 10, "error"),
    (no_connection, 50, 0, 10, "error"),
]


@pytest.mark.parametrize(("make", "status", "quota", "rate", "outcome"), TABLE)
def test_ten_of_each_kind(limited, app, key, server, records, make, status, quota, rate, outcome):
    ask = make(limited, key, server)
    answers = [ask() for _ in range(10)]
    # Of a server that is out of reach the last calls are not even tried.
    assert all(str(each.status).startswith(str(status)) for each in answers)
    assert counted(limited, app) == (quota, quota, rate)
    assert [each["outcome"] for each in records] == [outcome] * 10
    if answers[-1].all("RateLimit"):
        assert remaining(answers[-1], "day") == 150 - quota
        assert remaining(answers[-1], "second") == 100 - rate
    else:
        assert quota == 0


def test_refused_calls_cost_neither_quota_nor_rate(api, app, key, server, records):
    api.now.seconds = NOON
    plan = api.put_plan(rate_calls=1, burst=30, per_day=20)
    subscribe(app, api, plan)
    statuses = [api.ask(key).status for _ in range(35)]
    assert statuses == [200] * 20 + [429] * 15
    assert counted(api, app) == (20, 0, 20)
    assert [each["outcome"] for each in records] == ["call"] * 20 + ["refused"] * 15
    assert len(server.asked) == 20


def test_a_rate_refuses_without_touching_the_quota(api, app, key):
    api.now.seconds = NOON
    subscribe(app, api, api.put_plan(rate_calls=1, burst=3, per_day=20))
    assert [api.ask(key).status for _ in range(6)] == [200] * 3 + [429] * 3
    assert counted(api, app) == (3, 0, 3)


def test_a_call_that_a_client_left_counts(limited, app, key, server, records):
    server.answer = (200, [], b"x" * 1_000_000)
    answer = limited.begin(key)
    first = next(iter(answer.body))
    answer.body.close()
    assert counted(limited, app)[0] == 1
    assert [(each["outcome"], each["out"]) for each in records] == [("call", len(first))]


def test_keys_and_versions_share_a_count_and_applications_do_not(limited, app, key, unique):
    subscribe(other := application(f"{unique}-callers"), limited)
    keys = [key, key_of(app), key_of(other)]
    for secret in keys:
        assert limited.ask(secret).status == 200
    assert counted(limited, app)[0] == 2
    assert counted(limited, other)[0] == 1


def test_an_api_that_took_the_id_of_a_deleted_one_counts_anew(limited, app, key):
    assert limited.ask(key).status == 200
    row = Api.fetch(*Api.key(limited.slug))
    row.created_at = clock.now()
    row.put()
    subscribe(app, limited)
    limited.now.seconds += 31
    assert remaining(limited.ask(key), "day") == 149


OPERATION = "GET /things"


def own_limits(**values):
    return {OPERATION: values}


def test_an_operations_limit_counts_apart_and_in_addition(api, app, key):
    api.now.seconds = NOON
    plan = api.put_plan(per_day=10, operation_limits=own_limits(per_day=3, rate_calls=1, burst=5))
    subscribe(app, api, plan)
    answers = [api.ask(key) for _ in range(5)]
    assert [each.status for each in answers] == [200] * 3 + [429] * 2
    assert answers[-1].problem["violated-policies"] == ["operation-day"]
    assert answers[-1].one("RateLimit-Policy") == (
        '"day";q=10;w=86400, "operation-second";q=5;w=5, "operation-day";q=3;w=86400'
    )
    assert counted(api, app)[0] == 3
    assert api.ask(key, path="/others").status == 200
    assert counted(api, app)[0] == 4


def test_what_all_calls_limit_refuses_an_operation_does_not_count(api, app, key):
    api.now.seconds = NOON
    own = own_limits(per_day=100, rate_calls=1, burst=50)
    subscribe(app, api, api.put_plan(per_day=4, operation_limits=own))
    # Each process finds out for itself that nothing is left.
    others = [api.another_process() for _ in range(5)]
    statuses = [api.ask(key, pipeline=each).status for each in [api.pipeline] * 4 + others]
    assert statuses == [200] * 4 + [429] * 5
    assert counted(api, app, OPERATION) == (4, 0, 4)


def test_all_policies_that_refuse_are_named_and_the_last_to_end_counts(api, app, key):
    api.now.seconds = NOON + 0.4
    own = own_limits(per_day=1)
    subscribe(app, api, api.put_plan(per_month=1, operation_limits=own))
    api.ask(key)
    answer = api.ask(key)
    assert answer.problem["violated-policies"] == ["month", "operation-day"]
    assert "“month”, “operation-day”" in answer.problem["detail"]
    days = 2
    assert answer.one("Retry-After") == str(days * 86_400 + 43_200)


def test_a_refusal_says_so_as_the_draft_has_it(limited, app, key):
    subscribe(app, limited, limited.put_plan(per_day=1))
    limited.now.seconds = NOON + 0.4
    limited.ask(key)
    answer = limited.ask(key)
    assert answer.status == 429
    assert answer.problem["type"].endswith("#quota-exceeded")
    assert answer.problem["violated-policies"] == ["day"]
    assert answer.one("RateLimit-Policy") == '"day";q=1;w=86400'
    assert answer.one("RateLimit") == '"day";r=0;t=43200'
    assert answer.one("Retry-After") == "43200"
    limited.now.seconds = NOON + 43_200 - 0.001
    assert limited.ask(key).status == 429
    limited.now.seconds = NOON + 43_200
    assert limited.ask(key).status == 200


def test_an_upstreams_own_limits_stay_apart_from_ours(limited, app, key, server):
    theirs = [
        ("Retry-After", "30"),
        ("RateLimit", '"up";r=0;t=30'),
        ("ratelimit-policy", '"up";q=1;w=30'),
        ("X-RateLimit-Remaining", "0"),
    ]
    server.answer = (429, theirs, b"slow down")
    answer = limited.ask(key)
    assert (answer.status, answer.body) == (429, b"slow down")
    assert answer.one("Retry-After") == "30"
    assert '"up"' not in answer.one("RateLimit") + answer.one("RateLimit-Policy")
    assert answer.one("X-RateLimit-Remaining") == "0"
    limited.change(older_limit_fields=True)
    limited.now.seconds += 31
    assert limited.ask(key).one("X-RateLimit-Remaining") == "148"


def test_without_limits_the_upstreams_fields_pass(api, key, server):
    server.answer = (200, [("RateLimit", '"up";r=7;t=30')], b"")
    answer = api.ask(key)
    assert answer.one("RateLimit") == '"up";r=7;t=30'
    assert answer.one("RateLimit-Policy") is None


def test_a_redirect_with_nothing_left_asks_nobody_to_wait(api, app, key, server):
    subscribe(app, api, api.put_plan(per_day=1))
    server.answer = (303, [("Location", "/things/1")], b"")
    answer = api.ask(key)
    assert answer.status == 303
    assert remaining(answer, "day") == 0
    assert answer.one("Retry-After") is None


def test_a_raised_plan_counts_within_a_minute_also_in_a_flood_of_refusals(api, app, key):
    api.now.seconds = NOON
    plan = api.put_plan(per_day=3)
    subscribe(app, api, plan)
    assert [api.ask(key).status for _ in range(5)][-1] == 429
    api.put_plan(plan_id=plan.plan_id, per_day=5)
    statuses = []
    for _ in range(60):
        api.now.seconds += 1
        statuses.append(api.ask(key).status)
    assert statuses.count(200) == 2
    assert 200 in statuses[:31]


def test_the_limit_is_exact_over_threads_processes_and_both_of_two_keys(api, app, key):
    subscribe(app, api, api.put_plan(per_day=60))
    processes = [api.pipeline, api.another_process(), api.another_process()]
    keys = [key, key_of(app)]
    with ThreadPoolExecutor(8) as pool:
        asked = pool.map(
            lambda n: api.ask(keys[n % 2], pipeline=processes[n % 3]).status, range(150)
        )
        assert sorted(asked) == [200] * 60 + [429] * 90


def test_a_keys_first_call_costs_three_requests(limited, key, dynamodb_requests):
    assert limited.ask(key).status == 200
    assert dynamodb_requests == ["BatchGetItem", "BatchGetItem", "UpdateItem"]


def test_a_busy_key_of_a_large_quota_costs_a_request_for_twenty_calls(
    api, app, key, dynamodb_requests
):
    subscribe(app, api, api.put_plan(per_month=10_000))
    dynamodb_requests.clear()
    assert {api.ask(key).status for _ in range(600)} == {200}
    assert len(dynamodb_requests) <= 600 * 0.05


def test_a_flood_of_refusals_costs_two_requests_a_half_minute(api, app, key, dynamodb_requests):
    subscribe(app, api, api.put_plan(per_day=1))
    api.ask(key)
    api.ask(key)
    dynamodb_requests.clear()
    assert {api.ask(key).status for _ in range(200)} == {429}
    assert dynamodb_requests == []
