import math

import pytest

from viva.grading.limits import Limits


def test_a_call_may_take_as_long_as_its_case_allows_unless_a_course_says_less():
    assert Limits().call_seconds == math.inf
    assert Limits(call_seconds=2) != Limits()
    with pytest.raises(AttributeError):
        Limits().call_seconds = 2
