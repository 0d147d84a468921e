"""Columns of texts give what was put into them."""

import pytest

from openapi.pack.columns import CHUNK, Column, packed


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_each_value_is_where_it_was(count: int) -> None:
    values = [f"value {number}" for number in range(count)]
    column = Column(packed(values), count)
    assert list(column) == values
    assert [column[at] for at in range(count)] == values
    assert [column.find(value) for value in values] == list(range(count))


def test_only_whole_values_are_found_and_the_first_of_several() -> None:
    values = ["", "list-pets", "pets", "", "pets", "list\nof"]
    column = Column(packed(values), len(values))
    assert (column.find("pets"), column.find("list"), column.find("")) == (2, None, None)
    assert column[5] == "list\nof"
    assert column.find("list-pets\x7fpets") is None
    with pytest.raises(ValueError, match="cats"):
        column.index("cats")
