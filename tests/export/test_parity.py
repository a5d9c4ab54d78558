"""An honest submission gets the same points from every grader."""

import os
from pathlib import Path

import pytest
from parity import NOTEBOOKS, FourWays, differences

from viva.course.layout import Course
from viva.grading.optional import is_installed

COURSE = Course(Path(__file__).parents[2])


def skipped(number):
    """Skip 07 where PyTorch is not installed, but never in CI."""
    lacking = number == "07" and not is_installed("torch") and not os.environ.get("CI")
    return [pytest.mark.skip("needs PyTorch")] if lacking else []


def needs(number):
    """Return what the points of a notebook depend on, besides the code."""
    folder = COURSE.find(number).name
    name = COURSE.find(number).exam_path.name
    locked = "requirements.txt", "requirements-torch.txt", "requirements-uv.txt"
    return f"source/{folder}", f"release/{folder}", f"tests/hidden/{name}", *locked


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            number,
            marks=[
                pytest.mark.xdist_group(f"parity-{number}"),
                pytest.mark.recorded(f"parity: {number}", *needs(number)),
                *skipped(number),
            ],
        )
        for number in NOTEBOOKS
    ],
)
def graded(request, tmp_path_factory):
    ways = FourWays(tmp_path_factory.mktemp(f"parity-{request.param}"), request.param)
    return ways, ways.by_viva_grade()


def test_the_corpus_is_large_enough():
    assert sum(NOTEBOOKS.values()) >= 50


@pytest.mark.slow
def test_the_class_has_every_score_from_nothing_to_everything(graded):
    ways, scores = graded
    assert len(scores) == len(ways.students) == NOTEBOOKS[ways.assignment.number]
    points = {q.id: q.points for q in ways.bundle.questions if not q.written}
    assert scores["solution"] == points
    assert set(scores["blank"].values()) == {0}
    assert any(0 < sum(each.values()) < sum(points.values()) for each in scores.values())


@pytest.mark.slow
@pytest.mark.parametrize("way", ["by_nbgrader", "by_otter", "by_run_autograder"])
def test_each_grader_gives_the_points_of_viva_grade(graded, way):
    ways, expected = graded
    found = getattr(ways, way)()
    assert {"solution", "blank"} < found.keys()
    if way == "by_otter":
        expected, found = ways.as_otter_can(expected), ways.as_otter_can(found)
    assert differences({student: expected[student] for student in found}, found) == []


@pytest.mark.slow
def test_the_command_otter_run_gives_them_too(graded):
    ways, expected = graded
    if ways.assignment.number != "03":
        pytest.skip("one notebook is enough for the command; 03 depends on random numbers")
    wanted = ways.as_otter_can({"right-2": expected["right-2"]})
    found = ways.as_otter_can({"right-2": ways.by_otter_command("right-2")})
    assert differences(wanted, found) == []
