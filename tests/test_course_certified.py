"""The exams of this course, examined: the point of it all.

`make certify` grades every answer and every mutant, and records what it certified. Here is graded
what may have changed since: questions that were edited as a whole, and where the engine, Python or
a package is another one, two wrong answers and a right one of each question. In CI all answers are
graded then. Of a notebook of which anything has changed some mutants are graded, too.
"""

from collections import Counter

import pytest
from stale import COURSE, RIGHT, WRONG, Stale, stale

from viva.certify.campaign import run_campaign
from viva.certify.certify import all_trials, certify
from viva.course.bundle import make_bundle
from viva.exam.load import load_exam

EXAMINED = [a for a in COURSE.assignments() if a.exam_path is not None]
# Of each notebook of which anything has changed; and all of the changed questions, if so few.
MUTANTS = 20
FEW = 3

each_exam = pytest.mark.parametrize(
    "assignment",
    [
        pytest.param(each, marks=pytest.mark.xdist_group(f"exam {each.number}"), id=each.name)
        for each in EXAMINED
    ],
)


@pytest.mark.slow
@each_exam
def test_whatever_may_have_changed_of_an_exam_is_certified(assignment):
    wanted = list(stale(assignment).trials(make_bundle(assignment)))
    certificate = certify(COURSE, assignment, jobs=1, chosen=wanted.__contains__)
    assert certificate.problems == []
    assert certificate.kill_rate == 1
    assert certificate.solution[0] == certificate.solution[1] > 0
    total = certificate.total
    kinds = Counter(trial.kind for trial in wanted)
    assert (total.killed, total.passed) == (kinds["wrong"], kinds["right"])


@pytest.mark.slow
@each_exam
def test_its_mutants_are_killed(assignment):
    found = stale(assignment)
    if not found.engine and not found.questions:
        pytest.skip("nothing has changed since `make certify`")
    whole = found.questions if len(found.questions) <= FEW else ()
    campaign = run_campaign(COURSE, assignment, sample=MUTANTS, jobs=1, whole=whole)
    assert [(altered.question, altered.mutant.now) for altered in campaign.survivors] == []
    assert campaign.problems == []
    assert campaign.total.made >= MUTANTS


def test_a_change_is_certified_as_a_whole_and_an_engine_by_a_sample(monkeypatch):
    bundle = make_bundle(COURSE.find("01"))
    every, one = Counter(t.question for t in all_trials(bundle)), "q03_accuracy"

    def chosen(questions=(), engine=False):
        return Counter(t.question for t in Stale(frozenset(questions), engine).trials(bundle))

    monkeypatch.delenv("CI", raising=False)
    assert chosen() == {None: 2}
    assert chosen({one}) == {None: 2, one: every[one]}
    sample = chosen({one}, engine=True)
    assert sample.keys() == every.keys() and sample[one] == every[one]
    assert {sample[name] for name in every if name not in (None, one)} == {WRONG + RIGHT}
    monkeypatch.setenv("CI", "true")
    assert chosen(engine=True) == every


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
