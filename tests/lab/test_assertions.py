import numpy as np
import pytest

from viva.compare.difference import difference
from viva.lab import assert_close

RIGHT = np.arange(12.0).reshape(3, 4) - 3.7


def test_assert_close_names_what_it_compares():
    assert_close([1, 2], np.array([1.0, 2.0]), "forward_layer")
    with pytest.raises(AssertionError, match=r"^forward_layer: the sign is reversed\.$"):
        assert_close([-1, -2], [1, 2], "forward_layer")


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (RIGHT * 7, "every entry is 7 times too large"),
        (RIGHT / 7, "every entry is 7 times too small"),
        (RIGHT * 0.123, "every entry is 0.123 times what it should be"),
        (RIGHT + np.eye(*RIGHT.shape) * 5, "is furthest off: yours is 11.3, and 6.3 is expected"),
    ],
)
def test_a_visible_test_names_the_factor_and_the_worst_entry_and_a_hidden_one_does_not(got, words):
    with pytest.raises(AssertionError, match=words):
        assert_close(got, RIGHT)
    assert words not in difference(got, RIGHT).sentence


def test_the_worst_entry_is_named_by_its_place():
    right = np.arange(6.0).reshape(2, 3) ** 2 + 1
    wrong = right + np.array([[0.3, 0, 0.1], [0, 4, 0]])
    said = r"Entry \[1, 1\] is furthest off: yours is 21, and 17 is expected\."
    with pytest.raises(AssertionError, match=said):
        assert_close(wrong, right)
    with pytest.raises(
        AssertionError, match=r"dW: .* Entry 2 is furthest off: yours is 9, and 3 is expected\."
    ):
        assert_close({"dW": [1.0, 2.5, 9.0]}, {"dW": [1.0, 2.0, 3.0]})
