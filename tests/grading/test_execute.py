"""Running the cells of a plan, without a worker."""

import pytest
from fake_worker import Clock, FakeSession

from viva.grading import execute as module
from viva.grading.bundle import Limits
from viva.grading.execute import Execution, execute
from viva.grading.outputs import LEFT_OUT
from viva.grading.plan import Plan, Step
from viva.remote.session import CellResult

LIMITS = Limits(cell_seconds=10, total_seconds=60)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


def run(text, question=None):
    return Step("run", {"cell_type": "code", "source": text}, question, own=True)


def test(question):
    return Step("test", {"cell_type": "code", "source": ""}, question)


test.__test__ = False
SHOW = Step("show", {"cell_type": "markdown", "source": "KILL"})


def executed(steps, clock, session=None, deadline=1060.0, **options):
    session = session or FakeSession(clock)
    asked = options.pop("asked", None)
    found = execute(Plan(tuple(steps), asked=asked), session, LIMITS, deadline, **options)
    return found, session


def statuses(found):
    return {number: result.status for number, result in found.results.items()}


def test_cells_run_in_order_and_only_they(clock):
    steps = [run("x = 1"), SHOW, test("q"), run("print(x)"), run("1 / 0")]
    found, session = executed(steps, clock)
    assert statuses(found) == {0: "ok", 3: "ok", 4: "error"}
    assert found.results[3].outputs[0]["text"] == "1\n"
    assert found.results[4].error["type"] == "ZeroDivisionError"
    assert [number for number, _ in session.ran] == [0, 3, 4]


def test_a_snapshot_is_taken_where_a_test_stands_that_is_asked(clock):
    steps = [run("x = 1"), test("a"), run("x = 2"), test("b"), test(None)]
    found, _ = executed(steps, clock)
    assert {q: s.respondent.namespace["x"] for q, s in found.snapshots.items()} == {"a": 1, "b": 2}
    found, _ = executed(steps, clock, asked=frozenset({"b"}))
    assert list(found.snapshots) == ["b"]
    found, _ = executed(steps, clock, FakeSession(clock, snapshots=False))
    assert found.snapshots == {}


def test_a_cell_may_take_its_time_and_no_more_than_is_left(clock):
    _, session = executed([run("1  # takes 4"), run("2"), run("3")], clock, deadline=1012.0)
    assert session.ran == [(0, 10), (1, 8), (2, 8)]


def test_when_the_time_is_up_nothing_more_runs(clock):
    steps = [run("1  # takes 12"), run("2"), test("q")]
    found, session = executed(steps, clock, deadline=1012.0)
    assert statuses(found) == {0: "ok", 1: "timeout"}
    assert found.out_of_time
    assert [number for number, _ in session.ran] == [0]
    assert list(found.snapshots) == ["q"]
    found, _ = executed(steps[:1], clock, deadline=clock.now + 12)
    assert not found.out_of_time


def test_after_a_dead_cell_those_before_it_run_again_but_for_what_did_not_end(clock):
    steps = [run("x = 1"), run("y = x; 1 / 0"), run("LOOP"), run("KILL"), run("z = y")]
    found, session = executed(steps, clock)
    assert statuses(found) == {0: "ok", 1: "error", 2: "timeout", 3: "killed", 4: "ok"}
    assert [number for number, _ in session.ran] == [0, 1, 2, 3, 0, 1, 4]


def test_a_replay_begins_where_the_session_stands(clock):
    done = Execution(results={0: CellResult("ok"), 1: CellResult("ok")})
    steps = [run("0"), run("1"), run("2"), run("KILL"), run("4")]
    found, session = executed(steps, clock, done=done, first=2, origin=1)
    assert [number for number, _ in session.ran] == [2, 3, 1, 2, 4]
    assert statuses(found) == {0: "ok", 1: "ok", 2: "ok", 3: "killed", 4: "ok"}
    assert done.results.keys() == {0, 1}


def test_a_replay_has_what_is_left_of_the_time_and_a_moment_more(clock):
    steps = [run("0  # takes 5"), run("KILL  # takes 6"), test("q")]
    found, session = executed(steps, clock, deadline=1008.0)
    assert session.ran == [(0, 8), (1, 3), (0, module.REPLAYS)]
    assert list(found.snapshots) == ["q"]
    _, session = executed([run("0"), run("KILL"), test("q")], clock, deadline=clock.now + 20)
    assert session.ran[-1] == (0, 10)


def test_a_replay_that_takes_too_long_is_given_up(clock):
    steps = [run("0  # takes 8"), run("1"), run("KILL"), test("q")]
    found, session = executed(steps, clock, deadline=1010.0)
    assert [number for number, _ in session.ran] == [0, 1, 2, 0]
    assert found.snapshots == {}


def test_without_a_new_session_cells_are_lost_and_questions_are_not_asked(clock):
    steps = [run("KILL"), run("1"), test("q")]
    found, session = executed(steps, clock, FakeSession(clock, restarts=0))
    assert statuses(found) == {0: "killed", 1: "killed"}
    assert not found.snapshots and not found.out_of_time
    assert [number for number, _ in session.ran] == [0]


def test_a_session_that_dies_in_the_replay_is_given_up(clock):
    class Treacherous(FakeSession):
        def run(self, number, source, seconds):
            result = super().run(number, source, seconds)
            self.alive &= not (number == 0 and len(self.ran) > 1)
            return result

    found, _ = executed([run("0"), run("KILL"), run("2")], clock, Treacherous(clock))
    assert statuses(found) == {0: "ok", 1: "killed", 2: "killed"}


def test_the_cells_of_an_answer_are_timed_together(clock):
    steps = [run("1  # takes 2", "a"), run("2  # takes 3", "a"), run("3  # takes 4"), test("a")]
    found, _ = executed(steps, clock)
    assert found.seconds == {"a": 5.0}


def test_output_beyond_what_is_kept_of_a_notebook_is_left_out(clock, monkeypatch):
    monkeypatch.setattr(module, "MAX_OUTPUT", 200)
    found, _ = executed([run("print('x' * 20)")] * 4, clock)
    texts = [result.outputs[0]["text"] for result in found.results.values()]
    assert texts[0] == "x" * 20 + "\n"
    assert texts[-1] == LEFT_OUT
