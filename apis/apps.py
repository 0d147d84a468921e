"""API management: the catalogue, APIs, their versions and lifecycle."""

from django.apps import AppConfig

from apis import messages
from portal.accounts.teams import holdings
from portal.events.delivery import subscribe
from portal.jobs import kinds
from portal.web import panels

# Kinds of jobs; what carries them out is imported with the first one.
REGISTER_API = "register-api"
ADD_VERSION = "add-version"
CHECK_DESCRIPTION = "check-description"
REPLACE_DESCRIPTION = "replace-description"
REBUILD_PACK = "rebuild-pack"


class ApisConfig(AppConfig):
    name = "apis"
    verbose_name = "API management"

    def ready(self) -> None:
        # Imported late: items and people need the apps to be known.
        from apis import events
        from apis.items import RETIRED
        from portal.accounts import audit

        messages.declare()
        holdings.register("apis.team_holdings.holdings_of")
        panels.register("team", "apis.team_holdings.apis_panel")
        panels.register("team", "apis.team_holdings.applications_panel")
        for kind in (REGISTER_API, ADD_VERSION):
            kinds.declare(
                kind,
                kinds.JobKind(
                    handler="apis.jobs.register",
                    title="Registering a description",
                    summary="apis.jobs.summary",
                    is_long=True,
                ),
            )
        kinds.declare(
            CHECK_DESCRIPTION,
            kinds.JobKind(
                handler="apis.jobs.check",
                title="Checking a description",
                summary="apis.jobs.check_summary",
                shown_result="apis.endpoints.description_serializers.shown_check",
                is_long=True,
            ),
        )
        kinds.declare(
            REPLACE_DESCRIPTION,
            kinds.JobKind(
                handler="apis.jobs.replace",
                title="Replacing a description",
                summary="apis.jobs.replacement_summary",
                is_long=True,
            ),
        )
        kinds.declare(
            REBUILD_PACK,
            kinds.JobKind(handler="apis.jobs.rebuild_pack", title="Building a reference anew"),
        )
        subscribe(
            "apis.subscribers.repair_pack",
            events.API_REGISTERED,
            events.VERSION_ADDED,
            events.VERSION_REPLACED,
        )
        subscribe("apis.subscribers.forget_pack", events.VERSION_DELETED)
        subscribe("apis.subscribers.forget_packs", events.API_DELETED)
        subscribe("apis.subscribers.end_subscriptions", events.API_DELETED)
        subscribe("apis.subscribers.end_subscriptions_of_application", events.APPLICATION_DELETED)
        subscribe(
            "apis.subscribers.suspend_applications", audit.USER_DISABLED, audit.ACCOUNT_DELETED
        )
        subscribe(
            "apis.subscribers.review_requests",
            events.API_EDITED,
            events.VERSION_STATUS[RETIRED],
            events.VERSION_DELETED,
        )
        subscribe("apis.subscribers.forget_credential", events.API_DELETED)
