"""When tests run: afterwards on copies, or between the cells; what they find is tested apart."""

from notebooks_of_mine import RIGHT, filled, write

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
