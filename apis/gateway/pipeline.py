"""A call from its arrival to its answer: every step, in its order."""

import logging
import time
from collections.abc import Callable

from django.urls import get_script_prefix

from apis.gateway import access, operations
from apis.gateway.access import Guesses
from apis.gateway.charging import Charge, charge
from apis.gateway.cors import CorsRule, is_preflight, origin_of, with_cors, with_preflight
from apis.gateway.counted_bodies import CountedInput, CountedOutput
from apis.gateway.credentials import credential_fields
from apis.gateway.errors import UpstreamFailed
from apis.gateway.forwarding import forward
from apis.gateway.lifecycle import require_served, with_lifecycle
from apis.gateway.lookups import ApiSetup, KnownKey, Lookups
from apis.gateway.messages import Answer, Call, Fields, Upstream, without
from apis.gateway.operations import Called
from apis.gateway.problem_answers import problem_answer
from apis.gateway.refusals import CallRefused, NotHere, Paused, TooManyCalls
from apis.gateway.rules import change_answer, change_call
from apis.gateway.usage import CALL, ERROR, REFUSED, UsageRecord, leave
from apis.items import RETIRED
from apis.limits.fields import limit_fields, older_fields
from apis.limits.limiter import Limiter
from apis.limits.shared_clock import shared_clock
from portal import clock
from portal.accounts.items import digest
from portal.dynamo import Unavailable
from portal.errors import OUR_FAULT, ApplicationError, Problem, problem_of
from portal.threads import cached_once

logger = logging.getLogger(__name__)

LIMIT_FIELDS = ("RateLimit-Policy", "RateLimit")
OLDER_FIELDS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
REQUEST_ID = "X-Request-Id"


def answer(call: Call) -> Answer:
    """Return the answer to a call, whatever becomes of it.

    DynamoDB requests: up to three for a key's first call in a process (two BatchGetItem and the
    UpdateItem of its limits), then what `charging.charge` says, and two each half minute.
    """
    return _pipeline().answer(call)


@cached_once
def _pipeline() -> "Pipeline":
    return Pipeline()


class Pipeline:
    """What a process keeps between calls. Safe for threads.

    `now` returns seconds since 1970, for what is kept of reads; limits are counted by the clock
    that all processes share, in microseconds.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float] = time.time,
        limits_clock: Callable[[], int] | None = None,
    ) -> None:
        self.lookups = Lookups(now)
        self.guesses = Guesses(now)
        self.limits_clock = limits_clock or shared_clock()
        self.limiter = Limiter(self.limits_clock)

    def answer(self, call: Call) -> Answer:
        return _Exchange(self, call).answer()


class _Exchange:
    """One call, and what was found out about it so far."""

    def __init__(self, pipeline: Pipeline, call: Call) -> None:
        self._pipeline = pipeline
        self._at = clock.now()
        self._started = time.monotonic()
        self._input = call.body = CountedInput(call.body)
        self._call = call
        self._setup = ApiSetup(call.api, call.version)
        # Whether the caller may know that the API is there.
        self._is_shown = False
        self._called = Called()
        # The key, where it lets somebody in.
        self._key: KnownKey | None = None
        self._charge: Charge | None = None

    def answer(self) -> Answer:
        try:
            return self._answer()
        except UpstreamFailed as failed:
            if not failed.was_sent:
                self._give_back(with_rate=False)
            return self._own_answer(failed.problem, ERROR)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                logger.exception("A call could not be answered")
            else:
                # It did not reach the upstream: what fails after that is `UpstreamFailed`.
                self._give_back(with_rate=True)
            is_ours = problem is None or problem.status >= 500
            refused = isinstance(error, CallRefused) or not is_ours
            fields = error.fields if isinstance(error, CallRefused) else []
            return self._own_answer(
                problem or OUR_FAULT, REFUSED if refused else ERROR, fields=fields
            )

    def _answer(self) -> Answer:
        secret, refused = self._presented_key()
        key = self._look_up(secret)
        setup = self._setup
        if (rule := self._cors) and is_preflight(self._call):
            allowed = self._finish(Answer(status=204), REFUSED)
            allowed.fields = with_preflight(allowed.fields, rule, self._call)
            return allowed
        if setup.is_public:
            self._require_served()
        if refused:
            raise refused
        key = self._key = access.holding(key)
        self._match()
        member = access.identify(key, setup, self._called.name, self._pipeline.lookups)
        self._is_shown = True
        self._require_served()
        self._require_upstream()
        caller = access.entitled(key, member, setup, self._called.name)
        if setup.validates and setup.version:
            self._call = operations.checked(setup.version, setup.pack_key, self._call, self._called)
        self._charge = charge(self._pipeline.limiter, caller, self._called.name)
        if refusal := self._charge.refusal:
            raise TooManyCalls.of(refusal)
        return self._forwarded()

    def _presented_key(self) -> tuple[str, ApplicationError | None]:
        """Return the key that the call carries, or why it has none: the API decides first how its
        refusal looks."""
        try:
            return access.presented_key(self._call), None
        except CallRefused as refused:
            return "", refused

    def _look_up(self, secret: str) -> KnownKey | None:
        """Read what is not known of API and key, and return the key."""
        call, lookups, guesses = self._call, self._pipeline.lookups, self._pipeline.guesses
        wanted = call.api, call.version, digest(secret) if secret else ""
        found = lookups.remembered(*wanted)
        if found is None:
            guesses.check(call.client)
            found = lookups.read(*wanted)
            if found[0].version is None or (secret and found[1] is None):
                guesses.note(call.client)
        self._setup, key = found
        self._is_shown = self._setup.is_public
        return key

    @property
    def _cors(self) -> CorsRule | None:
        """The API's rule, where it may be seen to have one: by whoever may know of the API, and by
        pages that the rule is about."""
        rule = self._setup.cors
        if rule is None or self._is_shown:
            return rule
        origin = origin_of(self._call)
        return rule if origin and rule.allows(origin) else None

    def _require_served(self) -> None:
        if self._setup.api and self._setup.version and self._setup.status == RETIRED:
            require_served(self._setup.api, self._setup.version)

    def _match(self) -> None:
        setup = self._setup
        if setup.version and setup.settings:
            is_needed = setup.validates or setup.limits_operations
            self._called = operations.called(
                setup.version, setup.pack_key, self._call, is_needed=is_needed
            )

    def _require_upstream(self) -> None:
        if not self._setup.base_url:
            raise NotHere("not_on_gateway")
        if not self._setup.is_enabled:
            raise Paused("gateway_paused")

    def _forwarded(self) -> Answer:
        call, setup = self._call, self._setup
        upstream = Upstream(
            base_url=setup.base_url,
            place=f"{get_script_prefix().rstrip('/')}/gateway/{call.api}/{call.version}",
            timeout_seconds=setup.timeout_seconds,
            fields=credential_fields(setup.settings) if setup.settings else (),
        )
        if setup.request_rules or setup.response_rules:
            call = change_call(call, setup.request_rules, response_rules=setup.response_rules)
        answer = forward(call, upstream)
        if setup.response_rules:
            answer = change_answer(answer, setup.response_rules)
        return self._finish(answer, ERROR if answer.status >= 500 else CALL)

    def _give_back(self, *, with_rate: bool) -> None:
        try:
            if self._charge:
                self._charge.give_back(with_rate=with_rate)
        except Unavailable:
            # The caller is one call short, and gets the answer that there is all the same.
            logger.warning("A call could not be given back", exc_info=True)

    def _own_answer(
        self, problem: Problem, outcome: str, *, fields: Fields | None = None
    ) -> Answer:
        return self._finish(problem_answer(problem, self._call, fields or []), outcome)

    def _finish(self, answer: Answer, outcome: str) -> Answer:
        """Return the answer with the fields that every answer carries.

        Its record is left now where its body is at hand, else when that has been sent.
        """
        answer.fields = self._fields(answer.fields)
        if isinstance(answer.body, tuple):
            self._leave(answer.status, outcome, sum(map(len, answer.body)))
            return answer

        def ended(count: int, is_broken: bool) -> None:
            self._leave(answer.status, ERROR if is_broken else outcome, count)

        answer.body = CountedOutput(answer.body, ended)
        return answer

    def _fields(self, fields: Fields) -> Fields:
        setup = self._setup
        if self._is_shown:
            fields = with_lifecycle(
                fields, setup.lifecycle(operation_is_deprecated=self._called.is_deprecated)
            )
        if self._charge:
            fields = self._with_limits(fields, self._charge)
        if rule := self._cors:
            fields = with_cors(fields, rule, origin_of(self._call))
        return [*without(fields, REQUEST_ID), (REQUEST_ID, self._call.request_id)]

    def _with_limits(self, fields: Fields, charge: Charge) -> Fields:
        """Return the fields with what the caller's limits say, in place of what the upstream says
        under these names."""
        taken, now = charge.taken, self._pipeline.limits_clock()
        own = limit_fields(taken, now)
        if not own:
            return fields
        dropped: tuple[str, ...] = LIMIT_FIELDS
        if self._setup.older_limit_fields:
            own += older_fields(taken, now)
            dropped += OLDER_FIELDS
        return [*without(fields, *dropped), *own]

    def _leave(self, status: int, outcome: str, bytes_out: int) -> None:
        if self._setup.version is None:
            # Of what there is not nobody counts calls.
            return
        key = self._key
        leave(
            UsageRecord(
                at=self._at,
                api=self._setup.slug,
                version=self._setup.name,
                operation=self._called.name,
                app_id=key.app_id if key else "",
                key_digest=key.digest if key else "",
                status=status,
                outcome=outcome,
                milliseconds=round((time.monotonic() - self._started) * 1000),
                bytes_in=self._input.count,
                bytes_out=bytes_out,
                request_id=self._call.request_id,
            )
        )
