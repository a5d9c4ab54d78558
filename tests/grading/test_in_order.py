"""When tests run: afterwards on copies, or between the cells; what they find is tested apart."""

import small_exam
from fake_worker import FakeSession, FakeSnapshot, plan_of
from notebooks_of_mine import RIGHT, filled, write

from viva.grading.examiner import Examiner
from viva.grading.grade import Judge
from viva.grading.in_order import run_and_ask
from viva.grading.layout import make_plan
from viva.remote.client import Worker
from viva.remote.plain import PlainWorker, session_in
from viva.student.check import read_mine

CELLS = filled(
    q01_double=f"{RIGHT}\nordered = []",
    q01_double_test="ordered.append('test'); assert ordered == ['test']",
    q02_count="total = 12 if ordered == [] else 0",
)


def found(worker, folder):
    mine = read_mine(write(folder / "01_warm_up/warm_up.ipynb", CELLS))
    judge = Judge(mine.found.bundle, worker, trusted=False)
    with session_in(worker) as session:
        execution, findings = run_and_ask(
            make_plan(judge.bundle, mine.cells), session, judge.bundle, None, trusted=False
        )
    assert {result.status for result in execution.results.values()} == {"ok"}
    return {each.question: (each.asking, each.visible) for each in findings}


def test_between_the_cells_as_on_copies(tmp_path):
    with PlainWorker(figures=False, warm=()) as without, Worker(figures=False, warm=()) as warm:
        said = found(without, tmp_path)
        assert said == found(warm, tmp_path)
    assert said["q01_double"] == said["q02_count"] == ("asked", None)


class Single(FakeSession):
    """A session that cannot be copied: what is asked changes what later cells meet."""

    copies = False

    def snapshot(self):
        return FakeSnapshot(self.names)


NOTES = "calls = []\ndef scale(v, factor):\n    calls.append(v)\n    return [x * factor for x in v]"
GONE = small_exam.code("later", "seen = list(calls)\nscale = None")


def in_single(**options):
    cells = [dict(cell) for cell in small_exam.SOURCE]
    cells[3]["source"] = f"left_over = 1\n{cells[3]['source']}"
    bundle = small_exam.bundle(cells=tuple(cells))
    plan = plan_of(bundle, small_exam.RIGHT | {"q01_scale": NOTES}, [GONE])
    session = Single()
    _, findings = run_and_ask(plan, session, bundle, Examiner(bundle.exam), **options)
    return findings[0], session.names


def test_a_test_runs_where_it_stands_where_nothing_can_be_copied():
    finding, names = in_single()
    assert (finding.asking, finding.visible) == ("asked", None)
    assert names["seen"] == [[1, 2]]
    # The instructor's test runs here, and leaves nothing of its own behind.
    assert "left_over" not in names


def test_a_test_that_is_not_trusted_runs_among_the_cells():
    finding, names = in_single(trusted=False)
    assert finding.visible is None and names["left_over"] == 1


def test_what_is_spared_is_not_tested_between_the_cells_either():
    finding, names = in_single(spared=frozenset({"q01_scale"}))
    assert (finding.asking, names["seen"]) == ("spared", [])
