"""The exams of this course, examined: slow, and the point of it all."""

from collections import Counter
from pathlib import Path

import pytest

from viva.certify.campaign import run_campaign
from viva.certify.certify import certify
from viva.course.layout import Course
from viva.exam.load import load_exam

COURSE = Course(Path(__file__).parent.parent)
# Of each notebook; `make certify` grades them all.
SAMPLE = 20
EXAMINED = [a for a in COURSE.assignments() if a.exam_path is not None]


@pytest.mark.slow
@pytest.mark.parametrize("assignment", EXAMINED, ids=lambda a: a.name)
def test_every_exam_is_certified(assignment):
    certificate = certify(COURSE, assignment, jobs=1)
    assert certificate.problems == []
    assert certificate.kill_rate == 1
    assert certificate.solution[0] == certificate.solution[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("assignment", EXAMINED, ids=lambda a: a.name)
def test_a_sample_of_mutants_is_killed(assignment):
    campaign = run_campaign(COURSE, assignment, sample=SAMPLE, jobs=1)
    assert [(altered.question, altered.mutant.now) for altered in campaign.survivors] == []
    assert campaign.problems == []
    assert campaign.total.made == SAMPLE


def test_no_two_hints_of_the_course_are_alike():
    hints = Counter(
        wrong.hint.strip()
        for assignment in EXAMINED
        for question in load_exam(assignment.exam_path).questions.values()
        for wrong in question.wrong_answers
    )
    assert [hint for hint, count in hints.items() if count > 1] == []


def test_every_notebook_has_an_exam():
    assert [a.name for a in COURSE.assignments()] == [a.name for a in EXAMINED]
    assert {"01_perceptron_line", "03_list_mlp"} <= {a.name for a in EXAMINED}
