"""`manage.py load_demo`: the demo content of a local stack."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from apis.demo import COFFEE, DEMO, DemoApi, coffee
from apis.items import ACTIVE, DEPRECATED, DRAFT, Api, ApiVersion
from apis.services import lifecycle, registration
from portal.accounts.items import Profile
from portal.accounts.models import User
from portal.accounts.roles import ADMIN


class Command(BaseCommand):
    help = "Register the demo APIs that are not there yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--coffee-url",
            default="",
            help="where the upstream of the Coffee Orders API answers; without it, it has none",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = _curator()
        for number, demo in enumerate(DEMO, start=1):
            done = _load(demo, user)
            self.stdout.write(f"{number}/{len(DEMO)} {demo.slug}: {done}")
        coffee.set_up(curator=user, upstream=options["coffee_url"])


def _curator() -> User:
    """Return who registers demo content: an administrator who exists only while this runs."""
    pk, sk = Profile.key("demo")
    return User.of(Profile(pk, sk, user_id="demo", name="Demo content", role=ADMIN))


def _load(demo: DemoApi, user: User) -> str:
    """Register an API with all its versions; one that was begun before is gone on with."""
    first_status = DRAFT if demo.status == DRAFT else ACTIVE
    api = Api.find(*Api.key(demo.slug))
    if api and int(api.version_count) >= len(demo.descriptions):
        return "is there"
    if api is None:
        api = registration.register_api(
            user=user,
            data=demo.description(demo.descriptions[0]),
            details=demo.details,
            slug=demo.slug,
            status=first_status,
        ).api
    for name in demo.descriptions[int(api.version_count) :]:
        before = ApiVersion.fetch(*ApiVersion.key(api.slug, api.current_version))
        data = demo.description(name)
        api = registration.add_version(user=user, api=api, data=data).api
        announced = coffee.end_of_first_version() if demo.slug == COFFEE else {}
        lifecycle.edit_version(user=user, api=api, version=before, status=DEPRECATED, **announced)
    if demo.status not in (DRAFT, api.status):
        version = ApiVersion.fetch(*ApiVersion.key(api.slug, api.current_version))
        lifecycle.edit_version(user=user, api=api, version=version, status=demo.status)
    return f"{int(api.version_count)} version{'s' if api.version_count != 1 else ''} registered"
