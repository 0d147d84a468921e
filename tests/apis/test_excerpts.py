"""The lines that a finding is shown with."""

import pytest

from apis.excerpts import LINE_LENGTH, excerpts

LINES = [f"line {number}" for number in range(1, 6)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("line", "shown"), [(1, [1, 2]), (3, [2, 3, 4]), (5, [4, 5]), (9, []), (None, [])]
)
def test_a_line_comes_with_its_neighbours(end, encoding, line, shown):
    data = end.join(LINES).encode(encoding)
    (found,) = excerpts(data, [(line, 1)])
    assert found == tuple((number, f"line {number}") for number in shown)


def test_of_a_long_line_the_place_that_is_meant_is_shown():
    data = b"[" + b"1," * 5_000 + b"here," + b"2," * 5_000 + b"3]"
    ((line,),) = excerpts(data, [(1, data.index(b"here") + 1)])
    assert "here" in line.text
    assert len(line.text) == LINE_LENGTH


def test_each_place_has_its_excerpt_and_what_is_no_text_is_replaced():
    found = excerpts(b"a\nb\n\xffc", [(3, 1), (None, None), (1, None)])
    assert [[line.text for line in each] for each in found] == [["b", "\ufffdc"], [], ["a", "b"]]
