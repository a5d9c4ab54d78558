import dataclasses
import errno

import pytest
from full_exam import full_course

from viva.classroom import seat
from viva.classroom.seat import TRIES, Answer, accept, grade_with, leave_seat, perform
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn
from viva.course.layout import UsageProblem
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.grading.remote.client import WorkerProblem
from viva.grading.verdict import Verdict
from viva.worker.limits import Resources

FOUND = Verdict("01_warm_up", "ada", "graded", (), "none", 0.1, "as it is")


@pytest.fixture
def package(tmp_path):
    confinement = Confinement(False, Limits(), Resources(), warm=())
    yield make_package(full_course(tmp_path)[1], confinement, False)
    leave_seat()


class Loser:
    """A judge whose worker is lost the first few times."""

    def __init__(self, losses, raises=False):
        self.worker, self.lost, self.losses = self, 0, losses
        self.raises, self.calls = raises, 0

    def grade(self, data, student, files, before):
        self.calls += 1
        if self.calls <= self.losses:
            self.lost += 1
            if self.raises:
                raise WorkerProblem("The worker is gone.")
        return dataclasses.replace(FOUND, seconds=float(self.calls))


@pytest.mark.parametrize("raises", [False, True])
def test_a_lost_worker_costs_a_submission_nothing(raises):
    judge = Loser(TRIES - 1, raises)
    assert grade_with(judge, "ada", HandedIn(b"x", note="Noted.")).seconds == TRIES
    assert judge.calls == TRIES
    assert grade_with(Loser(0), "ada", HandedIn(b"x", note="Noted.")).message == "Noted. as it is"


def test_after_the_third_time_it_is_told_or_taken_as_it_is():
    assert grade_with(Loser(9), "ada", HandedIn(b"x")).seconds == TRIES
    with pytest.raises(WorkerProblem):
        grade_with(Loser(9, raises=True), "ada", HandedIn(b"x"))


def test_a_task_needs_its_package_once(package):
    leave_seat()
    assert perform(None, package.digest, pow, (2, 3)) == Answer("unknown")
    assert perform(package, package.digest, pow, (2, 3)) == Answer("done", 8)
    assert perform(None, package.digest, pow, (2, 3)) == Answer("done", 8)


def test_a_worker_stays_for_packages_that_want_the_same(package):
    accept(package)
    worker = seat._seat.worker
    accept(dataclasses.replace(package, environment=package.environment))
    assert seat._seat.worker is worker
    wanted = dataclasses.replace(package.confinement, resources=Resources(processes=9))
    accept(dataclasses.replace(package, confinement=wanted))
    assert seat._seat.worker is not worker
    assert seat._seat.worker.resources.processes == 9


def test_other_versions_are_refused(package):
    with pytest.raises(UsageProblem, match="other versions than this machine"):
        accept(dataclasses.replace(package, environment="numpy 0.1"))


def test_faults_of_the_machine_are_told_from_those_of_a_task():
    def fault(error):
        def raises():
            raise error

        return perform(None, None, raises, ())

    full = fault(OSError(errno.ENOSPC, "No space left on device"))
    assert full.kind == "problem" and "No space left on device" in full.value
    assert fault(OSError(errno.ENOENT, "No such file")).kind == "failed"
    assert fault(LookupError("x")).kind == "failed"
    assert fault(UsageProblem("So.")) == Answer("problem", "So.")
