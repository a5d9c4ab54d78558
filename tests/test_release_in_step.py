"""What is committed in release/ is what source/ makes, and gives nothing away."""

import json
from pathlib import Path

import pytest

from viva.course.layout import Course
from viva.release.build import check_release
from viva.release.leaks import find_leaks

COURSE = Course(Path(__file__).parents[1])
ASSIGNMENTS = pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda a: a.name)


@ASSIGNMENTS
def test_the_release_is_in_step_with_the_source(assignment):
    assert check_release(COURSE, assignment) == []


@ASSIGNMENTS
def test_the_release_leaks_nothing(assignment):
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    exam = assignment.exam_texts()
    assert find_leaks(source, COURSE.release / assignment.name, exam) == []
