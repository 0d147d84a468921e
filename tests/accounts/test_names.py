"""Names as providers send them: what cannot be shown is left out, and no more."""

import pytest

NAMES = {
    "Pat\x00 \u202eLee\u200b": "Pat Lee",
    "  Pat \t\n  Lee ": "Pat Lee",
    "Zoë 👩‍👩‍👧 فارسی‌زبان": "Zoë 👩‍👩‍👧 فارسی‌زبان",
    "x" * 500: "x" * 200,
    "x" * 199 + "e\u0301": "x" * 199,
    "x" * 199 + "👩‍👧": "x" * 199,
    "x" * 198 + "🇳🇱🇳🇱": "x" * 198 + "🇳🇱",
    "x" * 199 + "🇳🇱": "x" * 199,
    "\ud800Pat": "Pat",
}


@pytest.mark.parametrize(("sent", "shown"), NAMES.items(), ids=map(ascii, NAMES))
def test_a_name_loses_only_what_cannot_be_shown(client, arrive, sent, shown):
    arrive(name=sent)
    assert client.get("/account/").context["user"].name == shown


def test_a_name_of_nothing_but_the_unshowable_gives_way_to_the_user_name(client, arrive):
    arrive(name="\u202e\x00", preferred_username="pat")
    assert client.get("/account/").context["user"].name == "pat"
