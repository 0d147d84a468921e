"""Write the personal key of somebody who may register APIs; a process of the portal."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from portal.accounts import keys
    from tests.people import person

    owner = person("publisher", "publisher", "team-survival").profile
    sys.stdout.write(keys.create(owner=owner, label="Survival")[1])
