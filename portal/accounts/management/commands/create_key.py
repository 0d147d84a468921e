"""`python manage.py create_key EMAIL`: a personal key for scripts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import keys, services
from portal.dynamo import Unavailable
from portal.errors import ApplicationError


class Command(BaseCommand):
    help = "Make a personal key for somebody and print it; it is stored nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's address")
        parser.add_argument("--label", default="Command line", help="what the key is for")
        parser.add_argument(
            "--days", type=int, choices=keys.DAYS, help="ends after so many days; never by default"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            owner = services.person_by_email(options["email"])
            _, secret = keys.create(owner=owner, label=options["label"], days=options["days"])
        except ApplicationError as error:
            raise CommandError(str(error)) from error
        except Unavailable as error:
            raise CommandError(f"{error}. Is the portal's stack running?") from error
        self.stdout.write(secret)
