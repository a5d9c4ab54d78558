"""Going on from where a session stands, without a worker."""

import time
from dataclasses import replace
from typing import ClassVar

import pytest
from fake_worker import FakeSession, cells_of, plan_of
from small_exam import RIGHT, bundle, notebook

from viva.grading import trunk as module
from viva.grading.bundle import Limits
from viva.grading.grade import Judge
from viva.grading.plan import cut_after, place_of_answer
from viva.grading.rehearsal import Rehearsal
from viva.grading.trunk import Trunk, go_on, runs_of
from viva.remote.client import Worker
from viva.remote.world import WorkerProblem

BUNDLE = bundle()
PLAN = plan_of(BUNDLE, RIGHT)
BEFORE_SHIFT = place_of_answer(PLAN, "q02_shift")


class Opened(FakeSession):
    """A session that is counted; a branch begins with the names of its trunk."""

    made: ClassVar[list] = []

    def __init__(self, worker=None, files=None, trunk=None):
        super().__init__()
        self.files, self.stopped, self.trunk = files, False, trunk
        self.names = dict(trunk.names) if trunk else {}
        Opened.made.append(self)

    def start(self):
        pass

    def stop(self):
        self.stopped = True

    def __enter__(self):
        if self.trunk is not None and not self.trunk.alive:
            raise WorkerProblem("gone")
        return self

    def __exit__(self, *exception):
        self.stop()


@pytest.fixture(autouse=True)
def sessions(monkeypatch):
    Opened.made = []
    monkeypatch.setattr(module, "session_in", Opened)
    monkeypatch.setattr(module, "Branch", lambda trunk: Opened(trunk=trunk))
    monkeypatch.setattr("viva.grading.rehearsal.Session", Opened)
    return Opened.made


def test_what_runs_of_each_step():
    runs = runs_of(PLAN.steps)
    assert [run is not None for run in runs] == [s.kind == "run" for s in PLAN.steps]
    assert runs[2] == RIGHT["q01_scale"]


def test_a_trunk_runs_what_comes_before_a_step_once(sessions):
    trunk = Trunk(None)
    trunk.stand_at(PLAN, BEFORE_SHIFT, {"a.txt": b"1"}, Limits())
    (session,) = sessions
    assert [number for number, _ in session.ran] == [1, 2]
    assert set(trunk.execution.results) == {1, 2} and not trunk.execution.snapshots
    assert session.files == {"a.txt": b"1"}
    trunk.stand_at(PLAN, BEFORE_SHIFT, {}, Limits())
    trunk.stand_at(PLAN, BEFORE_SHIFT + 1, {}, Limits())
    assert [number for number, _ in session.ran] == [1, 2, 4]
    assert set(trunk.execution.results) == {1, 2, 4}
    assert len(sessions) == 1


@pytest.mark.parametrize("how", ["earlier", "other", "dead"])
def test_a_trunk_that_cannot_go_on_begins_anew(sessions, how):
    trunk = Trunk(None)
    trunk.stand_at(PLAN, BEFORE_SHIFT + 1, {}, Limits())
    if how == "dead":
        sessions[0].alive = False
    plan = plan_of(BUNDLE, RIGHT | {"q01_scale": "x = 1"}) if how == "other" else PLAN
    trunk.stand_at(plan, BEFORE_SHIFT - (how == "earlier"), {}, Limits())
    first, second = sessions
    assert first.stopped and not second.stopped
    assert [number for number, _ in second.ran] == [1, 2]
    assert set(trunk.execution.results) == {1, 2}


def test_a_trunk_that_begins_anew_begins_with_the_first_cell(sessions):
    plan = replace(PLAN, steps=PLAN.steps[1:])
    trunk = Trunk(None)
    for _ in range(2):
        trunk.stand_at(plan, 2, {}, Limits())
        sessions[-1].alive = False
    assert [[number for number, _ in session.ran] for session in sessions] == [[0, 1]] * 2


def test_a_closed_trunk_stands_nowhere(sessions):
    trunk = Trunk(None)
    trunk.close()
    trunk.stand_at(PLAN, BEFORE_SHIFT, {}, Limits())
    trunk.close()
    assert sessions[0].stopped
    assert (trunk.session, trunk.stood, trunk.execution) == (None, [], module.NOTHING)


def judge():
    return Judge(BUNDLE, Worker())


def test_a_plan_goes_on_from_where_a_session_stands(sessions):
    cut = cut_after(PLAN, {"q02_shift"})
    trunk = Trunk(None)
    trunk.stand_at(PLAN, BEFORE_SHIFT, {}, Limits())
    with trunk.branch() as branch:
        start = time.monotonic()
        verdict, execution = go_on(judge(), cut, branch, start, trunk.execution, BEFORE_SHIFT)
    assert [(q.id, q.status) for q in verdict.questions] == [("q02_shift", "passed")]
    assert set(execution.results) == {1, 2, 4}
    assert [number for number, _ in sessions[1].ran] == [4]


def test_a_session_that_cannot_be_copied_goes_on_itself_and_begins_anew_from_the_top(
    sessions, monkeypatch
):
    monkeypatch.setattr(Opened, "copies", False)
    plan = plan_of(BUNDLE, RIGHT | {"q02_shift": "KILL = 1"})
    trunk = Trunk(None)
    trunk.stand_at(plan, BEFORE_SHIFT, {}, Limits())
    with trunk.branch() as session:
        go_on(judge(), plan, session, time.monotonic(), trunk.execution, BEFORE_SHIFT)
    assert sessions == [session] and session.stopped
    assert [number for number, _ in session.ran][:5] == [1, 2, 4, 1, 2]
    assert (trunk.session, trunk.stood) == (None, [])


def answering(text, name="q02_shift", **others):
    return notebook(cells_of(RIGHT | {name: text} | others))


def test_trials_are_branches_of_one_session(sessions):
    with Rehearsal(judge(), "q02_shift") as rehearsal:
        right = rehearsal.grade(answering(RIGHT["q02_shift"]))
        wrong = rehearsal.grade(answering("def shift(v):\n    return [x - offset for x in v]"))
        short = rehearsal.grade(answering("def shift(v):\n    return v"), hasty=True)
    assert [v.questions[0].status for v in (right, wrong, short)] == ["passed", "failed", "failed"]
    assert wrong.questions[0].diagnosis == "shifts the other way"
    assert short.questions[0].cases == ()
    trunk, *branches = sessions
    assert [number for number, _ in trunk.ran] == [1, 2]
    assert all([n for n, _ in branch.ran] == [4] for branch in branches) and len(branches) == 3
    assert trunk.stopped


def test_a_trial_whose_session_is_gone_is_graded_as_a_whole(sessions):
    with Rehearsal(judge(), "q02_shift") as rehearsal:
        found = rehearsal.grade(answering(RIGHT["q02_shift"], q01_scale="KILL = 1"))
        assert found.questions[0].status == "passed"
    assert [session.trunk is None for session in sessions] == [True, False, True]
    assert sessions[0].files == sessions[2].files == BUNDLE.files


def test_a_trial_may_have_other_limits(sessions):
    with Rehearsal(judge(), "q02_shift") as rehearsal:
        limits = Limits(cell_seconds=0.5)
        rehearsal.grade(answering(RIGHT["q02_shift"]), limits)
    trunk, branch = sessions
    assert {seconds for _, seconds in branch.ran} == {0.5}
    assert {seconds for _, seconds in trunk.ran} == {BUNDLE.limits.cell_seconds}
