from dataclasses import replace

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


def test_another_series_has_other_inputs():
    q = Question("q01_double")
    q.case("a number")(lambda candidate, rng: rng.normal())
    (case,) = q.cases
    drawn = [replace(case, series=number).rng().normal() for number in (0, 1, 2, 1)]
    assert len(set(drawn)) == 3 and drawn[1] == drawn[3] and drawn[0] == case.rng().normal()
