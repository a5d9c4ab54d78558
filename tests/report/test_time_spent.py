from datetime import UTC, datetime, timedelta

import pytest

from viva.report.time_spent import Run, run_of, runs_of, time_spent, worked_on

NINE = datetime(2026, 11, 1, 9, tzinfo=UTC)


def at(minutes):
    return (NINE + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def cell(grade_id=None, begin=None, end=None, **flags):
    metadata = {"nbgrader": {"grade_id": grade_id, **flags}} if grade_id else {}
    if begin is not None:
        metadata["execution"] = {
            "iopub.execute_input": at(begin),
            "shell.execute_reply": at(end if end is not None else begin),
        }
    return {"cell_type": "code", "metadata": metadata, "source": ""}


def notebook(*minutes):
    """Answers and tests of q01 and q02, with another cell above and one between."""
    ids = ("given", "q01", "q01_test", None, "q02", "q02_test")
    return [cell(name, when) for name, when in zip(ids, minutes, strict=True)]


def test_the_time_before_a_run_belongs_to_the_question_of_the_cell():
    (runs) = runs_of(notebook(0, 10, 11, 13, 25, 26), ["q01", "q02"])
    assert worked_on(runs) == {"q01": 13 * 60, "q02": 13 * 60}


def test_order_is_that_of_time_and_not_of_the_notebook():
    # q02 was done first; then q01, and its test last.
    runs = runs_of(notebook(0, 20, 22, None, 5, 6), ["q01", "q02"])
    assert worked_on(runs) == {"q02": 6 * 60, "q01": 16 * 60}


def test_running_is_no_work_and_long_pauses_are_none():
    times = [(0, 0, None), (5, 25, "q01"), (26, 26, "q01"), (200, 200, "q02")]
    runs = [Run(NINE + timedelta(minutes=a), NINE + timedelta(minutes=b), q) for a, b, q in times]
    assert worked_on(runs) == {"q01": 6 * 60}


def test_a_notebook_run_at_one_go_tells_nothing():
    assert worked_on(runs_of(notebook(0, 0.1, 0.2, 0.3, 0.4, 0.5), ["q01", "q02"])) is None


def test_an_answer_whose_test_is_called_something_else_belongs_to_that():
    cells = [
        cell("q01", 0, solution=True),
        cell("double", 5, solution=True),
        cell("test_double", 7, grade=True),
    ]
    assert worked_on(runs_of(cells, ["q01", "test_double"])) == {"test_double": 7 * 60}


def test_a_class_has_medians_and_quartiles_and_no_time_of_a_single_student():
    books = [notebook(0, m, None, None, None if m > 3 else m + 1, None) for m in (2, 3, 4, 5, 6)]
    books += [notebook(*[None] * 6), notebook(0, 0.1, 0.2, 0.3, 0.4, 0.5)]
    found = time_spent([(f"s{n}", cells) for n, cells in enumerate(books)], ["q01", "q02"])
    assert (found.recorded, found.at_one_go) == (6, 1)
    # q02 of the first two took a minute more than q01.
    assert found.totals == {f"s{n}": 60 * m for n, m in enumerate((3, 4, 4, 5, 6))}
    (only,) = found.questions
    assert (only.question, only.students) == ("q01", 5)
    assert (only.low, only.median, only.high) == (3 * 60, 4 * 60, 5 * 60)


@pytest.mark.parametrize(
    "execution",
    [
        None,
        [],
        {},
        {"iopub.execute_input": 5},
        {"iopub.execute_input": "yesterday"},
        {"iopub.execute_input": "2026-11-01T09:00:00Z" + " " * 10**6},
        {"iopub.execute_input": "0001-01-01T00:00:00+14:00"},
        {"shell.execute_reply": "2026-11-01T09:00:00Z"},
    ],
)
def test_what_is_no_time_is_none(execution):
    assert run_of({"metadata": {"execution": execution}}) is None
    assert run_of({"metadata": execution}) is None


def test_the_keys_that_jupyterlab_writes():
    execution = {
        "iopub.status.busy": "2026-11-01T09:00:01.5Z",
        "iopub.execute_input": "2026-11-01T09:00:02Z",
        "shell.execute_reply": "2026-11-01T09:00:04Z",
        "iopub.status.idle": "2026-11-01T09:00:05Z",
    }
    begin, end = run_of({"metadata": {"execution": execution}})
    assert (begin.second, end.second) == (2, 4)
    execution = {"iopub.execute_input": "2026-11-01T09:00:02", "iopub.status.idle": at(-5)}
    assert run_of({"metadata": {"execution": execution}}) == (NINE + timedelta(seconds=2),) * 2
