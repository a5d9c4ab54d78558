import pytest
from pool_tasks import at_most, complain, fail, power

from viva.classroom import in_process as module
from viva.classroom.in_process import InProcess
from viva.classroom.tasks import Answer, JudgeProblem
from viva.course.confinement import Confinement
from viva.course.layout import UsageProblem
from viva.grading.bundle import Limits
from viva.worker.limits import Resources

CONFINEMENT = Confinement(False, Limits(), Resources())


class FakeGrader:
    """Performs requests without a worker."""

    def __init__(self, figures, confinement):
        self.settings, self.open = (figures, confinement), True

    def perform(self, request):
        assert self.open
        try:
            return Answer("done", request.function(self, *request.arguments))
        except LookupError as error:
            return Answer("failed", str(error))
        except UsageProblem as error:
            return Answer("problem", error.message)

    def close(self):
        self.open = False


@pytest.fixture
def judges(monkeypatch):
    monkeypatch.setattr(module, "Grader", FakeGrader)
    with InProcess(True, CONFINEMENT) as judges:
        yield judges
    assert not judges.grader.open


def test_tasks_are_done_in_their_order(judges):
    assert list(judges.run(power, [(n, 2) for n in range(4)])) == [(n, n * n) for n in range(4)]
    assert judges.grader.settings == (True, CONFINEMENT)
    assert (judges.figures, judges.confinement) == (True, CONFINEMENT)


def test_a_task_begins_when_what_came_of_the_one_before_has_been_written_down(judges):
    events = []

    def task(grader, number):
        events.append(f"does {number}")

    for number, _ in judges.run(task, [(0,), (1,)]):
        events.append(f"writes {number}")
    assert events == ["does 0", "writes 0", "does 1", "writes 1"]


def test_failures_and_problems_are_told_apart(judges):
    found = dict(judges.run(fail, [(n,) for n in range(3)], started=at_most(9)))
    assert (found[0], found[1].reason, found[2]) == (0, "one is no good", 2)
    with pytest.raises(JudgeProblem, match=r"^Nothing here fits\.$"):
        judges.run_one(complain, 1)
