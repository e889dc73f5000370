"""Row numbers out of addresses: any text is an answer, none an error."""

import pytest

from kit.keys import row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("", 0), ("-1", 0), ("²", 0), ("\0", 0), ("9" * 19, 0), ("9" * 5000, 0)],
)
def test_only_a_number_a_row_can_have_is_one(text, number):
    assert row_number(text) == number
