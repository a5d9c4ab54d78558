import numpy as np
import pytest

from viva.exam import Question, Wrong, check


def test_check_raises_with_its_sentence():
    check(np.bool_(True), "fine")
    with pytest.raises(Wrong, match="not so"):
        check(False, "not so")


def test_random_inputs_repeat_and_differ_between_cases():
    q = Question("q01_double")

    @q.case("a number")
    def case(candidate, rng):
        return rng.normal()

    @q.case("another number")
    def other(candidate, rng):
        return rng.normal()

    first, second = q.cases
    assert first.rng().normal() == first.rng().normal()
    assert first.rng().normal() != second.rng().normal()
