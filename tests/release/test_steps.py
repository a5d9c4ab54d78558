"""Steps: whoever has one, and those before it, has no solution that is still asked for."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from small_course import add_later, make_course
from two_notebooks import course_of_two, release_by_hand

from viva.course.layout import Course
from viva.release.overlap import Overlap
from viva.release.steps import (
    backwards,
    by_folder,
    in_steps,
    is_within_one,
    overlaps_of,
    short_names,
    within,
)

COURSE = Course(Path(__file__).parents[2])


def assignments(*names):
    return [SimpleNamespace(name=name, label=name, number=name[:2]) for name in names]


def gives(giver, owner):
    return Overlap(giver, owner, "q01_sum", "a cell", "defines sum")


def test_a_step_ends_before_what_gives_something_of_it():
    all_four = assignments("01_a", "02_b", "03_c", "04_d")
    overlaps = [gives("03_c", "01_a"), gives("04_d", "01_a"), gives("04_d", "02_b")]
    found = [short_names(step, all_four) for step in in_steps(all_four, overlaps)]
    assert found == [["01", "02"], ["03", "04"]]
    found = [short_names(step, all_four) for step in in_steps(all_four[1:], overlaps)]
    assert found == [["02", "03"], ["04"]]
    assert in_steps(all_four, []) == [all_four]
    assert in_steps([], []) == []
    assert within(overlaps, all_four[1:]) == [overlaps[2]]


def test_what_an_earlier_notebook_gives_is_told_apart(tmp_path):
    course = make_course(tmp_path)
    line = "[2 * number for number in numbers]"
    add_later(course, f"doubled = {line}", name="00_before")
    (overlap,) = backwards(course, overlaps_of(course))
    assert (overlap.giver, overlap.owner) == ("00_before", "01_warm_up")
    add_later(course, "import math", name="02_other")
    assert overlaps_of(course, {"02_other"}) == []


@pytest.fixture(scope="module")
def overlaps():
    return overlaps_of(COURSE)


def test_this_course_comes_in_steps_that_give_nothing_away(overlaps):
    steps = in_steps(COURSE.assignments(), overlaps)
    assert [assignment for step in steps for assignment in step] == COURSE.assignments()
    assert [within(overlaps, step) for step in steps] == [[] for _ in steps]
    # Fewer would not do: what begins a step gives something of the one before it.
    assert all(within(overlaps, [*step, after[0]]) for step, after in pairwise(steps))
    assert backwards(COURSE, overlaps) == []


def test_the_notebooks_of_an_assignment_are_one_step_and_what_one_gives_of_another_is_told():
    ps1 = [SimpleNamespace(name="ps1", label=f"ps1/{n}", number="ps1") for n in "ab"]
    (last,) = assignments("ps2")
    overlaps = [gives("ps1/b", "ps1/a"), gives("ps2", "ps1/a")]
    assert by_folder([*ps1, last]) == [ps1, [last]]
    assert in_steps([*ps1, last], overlaps) == [ps1, [last]]
    assert short_names(ps1, [*ps1, last]) == ["ps1"]
    assert list(map(is_within_one, overlaps)) == [True, False]


def test_a_notebook_that_gives_what_another_of_its_assignment_asks_for_is_found(tmp_path):
    course = course_of_two(tmp_path)
    release_by_hand(course, {"a": {}, "b": {"q3": "def odd(n):\n    return n % 2 == 1"}})
    (overlap,) = overlaps_of(course)
    assert (overlap.giver, overlap.owner, overlap.question) == ("ps1/b", "ps1/a", "q2")
    assert backwards(course, [overlap]) == []
