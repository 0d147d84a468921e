"""Which lines of the log are taken for usage records."""

import pytest

from portal.usage.lines import TERM, record_in, signed

RECORD = '{"api":"pets","path":"a b"}'


@pytest.mark.parametrize("before", ["", "[INFO]\t2026-11-28T12:00:00.000Z\tf81d4fae\t"])
def test_a_record_comes_back_from_its_line(before):
    assert record_in(f"{before}{signed(RECORD)}\n") == RECORD


@pytest.mark.parametrize(
    "line",
    [
        RECORD,
        f"{TERM} {RECORD}",
        f"{TERM} {'0' * 32} {RECORD}",
        pytest.param(signed(RECORD).replace("pets", "cats"), id="changed"),
        pytest.param(signed(RECORD)[:-1], id="cut"),
        f"{TERM} é {RECORD}",
        f"GET /{TERM} 404",
        TERM,
        "",
    ],
)
def test_what_was_not_signed_is_no_record(line):
    assert record_in(line) is None


def test_a_record_is_signed_for_one_portal(settings):
    line = signed(RECORD)
    settings.SECRET_KEY = "another" * 10
    assert record_in(line) is None
