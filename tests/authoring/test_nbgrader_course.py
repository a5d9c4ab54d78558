import json

import nbformat
import pytest
from classic_notebook import QUESTIONS, write_classic

from viva.authoring.nbgrader_course import (
    TO_DO,
    free_name,
    import_nbgrader,
    name_tests,
    plain,
    value_in,
)
from viva.course.bundle import make_bundle
from viva.course.layout import Course, UsageProblem


def test_a_course_is_taken_over_and_graded_as_it_is(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    write_classic(old / "source" / "ps1")
    imported = import_nbgrader(old, new)
    assert imported.assignments == {"01_classic": len(QUESTIONS) + 2}
    course = Course(new)
    bundle = make_bundle(course.find("01"))
    assert len(bundle.inline) == len(QUESTIONS)
    assert set(bundle.files) == {"helper.py", "data.csv"}
    assert len(list((new / "drafts" / "classic").glob("*.py"))) == len(QUESTIONS)
    assert "Inline tests: 30. They run" in (new / TO_DO).read_text()
    assert sorted(path.name for path in (old / "source" / "ps1").iterdir()) == [
        "classic.ipynb",
        "data.csv",
        "helper.py",
    ]


OLD = {
    "nbformat": 4,
    "nbformat_minor": 0,
    "metadata": {},
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 3,
            "metadata": {"nbgrader": {"grade_id": "squares", "solution": True}},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
            "source": ["### BEGIN SOLUTION\n", "n = 1\n", "### END SOLUTION"],
        },
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"nbgrader": {"grade_id": "correct", "grade": True, "points": "2"}},
            "outputs": [],
            "source": ["assert n"],
        },
    ],
}


def test_old_metadata_and_cells_without_ids_are_brought_up_to_date(tmp_path):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "Week 1.ipynb").write_text(json.dumps(OLD))
    imported = import_nbgrader(tmp_path / "old", tmp_path / "new")
    ((name, count),) = imported.assignments.items()
    assert (name, count) == ("01_week_1", 1)
    path = tmp_path / "new" / "source" / name / "week_1.ipynb"
    nbformat.validate(json.loads(path.read_text()))
    (question,) = make_bundle(Course(tmp_path / "new").find("01")).questions
    assert (question.id, question.cell_id, question.points) == ("squares", "squares_test", 2.0)
    said = " ".join(imported.remarks[name])
    assert "The metadata of 2 cells was of an old version" in said
    assert "The test cell correct is now called squares_test" in said


def test_several_notebooks_stay_one_assignment(tmp_path):
    for name in ("one", "two"):
        (tmp_path / "old" / "source" / "3 week").mkdir(parents=True, exist_ok=True)
        (tmp_path / "old" / "source" / "3 week" / f"{name}.ipynb").write_text(json.dumps(OLD))
        (tmp_path / "old" / "source" / "3 week" / "helper.py").write_text("n = 1")
    imported = import_nbgrader(tmp_path / "old", tmp_path / "new")
    assert imported.assignments == {"03_week": 2}
    said = " ".join(imported.remarks["03_week"])
    assert "two.ipynb: The metadata of 2 cells was of an old version" in said
    course = Course(tmp_path / "new")
    assert course.faults() == {}
    assert [each.label for each in course.assignments()] == ["03_week/one", "03_week/two"]
    for assignment in course.assignments():
        assert make_bundle(assignment).files == {"helper.py": b"n = 1"}


def test_what_cannot_be_taken_over_is_listed(tmp_path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "broken.ipynb").write_text("{")
    foreign = OLD | {"metadata": {"kernelspec": {"language": "R", "name": "ir"}}}
    (old / "in_r.ipynb").write_text(json.dumps(foreign))
    imported = import_nbgrader(old, tmp_path / "new")
    said = " ".join(one for several in imported.remarks.values() for one in several)
    assert "broken.ipynb cannot be read" in said and "is written in R and was left out" in said
    with pytest.raises(UsageProblem, match="is not empty"):
        import_nbgrader(old, tmp_path / "new")
    (tmp_path / "none").mkdir()
    with pytest.raises(UsageProblem, match="has no notebooks"):
        import_nbgrader(tmp_path / "none", tmp_path / "other")


def test_pieces():
    taken = set()
    assert free_name("ps1", "Problem 1", 2, taken) == "02_problem_1"
    assert free_name("04-Trees", "x", 2, taken) == "04_trees"
    assert free_name("05-Trees", "trees", 3, taken) == "05_trees_2"
    assert free_name("ps1", "ps1", 1, set(taken)) == "01_ps1"
    assert plain("1 & 2") == "n1_2"
    assert name_tests([]) == []
    assert value_in([{"output_type": "execute_result", "data": {"text/plain": ["a", "b"]}}]) == "ab"
