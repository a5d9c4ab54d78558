"""Whichever way a submission is graded, its verdict is the same: points, messages and cases."""

import pytest
from five_ways import FiveWays

from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("five-ways"),
    pytest.mark.recorded(
        "one verdict",
        "source",
        "release",
        "tests/hidden",
        "requirements.txt",
        "requirements-uv.txt",
    ),
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    ways = FiveWays(tmp_path_factory.mktemp("five-ways"))
    return ways, ways.by_folder()


def test_the_sample_holds_every_kind_of_verdict(graded):
    _, verdicts = graded
    kinds = {name.partition("-")[0] for name in verdicts}
    assert kinds == {"right", "wrong", "broken", "attack", "objection"}
    statuses = {q["status"] for verdict in verdicts.values() for q in verdict["questions"]}
    assert {"passed", "failed", "error", "blank"} <= statuses
    assert {verdict["status"] for verdict in verdicts.values()} == {"graded", "unreadable"}


def test_the_exams_own_words_are_said(graded):
    _, verdicts = graded
    (said,) = (q["message"] for q in verdicts["objection"]["questions"] if "q05" in q["id"])
    assert said.startswith("The function should return 5 values")


@pytest.mark.parametrize("way", ["by_file", "by_dask", "by_nbgrader"])
def test_each_way_gives_the_whole_verdict_of_a_folder(graded, way):
    ways, expected = graded
    found = getattr(ways, way)()
    unseen = {"by_file": ways.more_than_a_notebook, "by_nbgrader": ways.no_notebook}.get(way, set)
    assert expected.keys() - found.keys() == unseen()
    assert {name: expected[name] for name in found} == found


def test_gradescope_is_told_the_same(graded):
    ways, expected = graded
    found = ways.by_run_autograder(expected)
    assert expected.keys() - found.keys() == ways.no_folder()
    for results, wanted in found.values():
        assert results == wanted
