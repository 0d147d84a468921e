"""`python manage.py make_admin EMAIL`: the first admin, where the provider's groups name none."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts import administration, services
from portal.dynamo import Conflict, Unavailable
from portal.errors import ApplicationError


class Command(BaseCommand):
    help = "Give somebody who has signed in before the role of an admin, whatever their groups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the person's address")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            person = services.person_by_email(options["email"])
            administration.make_admin(person=person)
        except ApplicationError as error:
            raise CommandError(str(error)) from error
        except Conflict as error:
            raise CommandError("The account changed at the same moment. Run it again.") from error
        except Unavailable as error:
            raise CommandError(f"{error}. Is the portal's stack running?") from error
        self.stdout.write(f"{person.email} is an admin.")
