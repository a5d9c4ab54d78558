"""Questions that need a package which is not installed are not graded, and nobody gets a 0."""

import copy

import numpy as np
import pytest
from fake_worker import FakeSnapshot, plan_of
from small_exam import RIGHT, SOURCE, bundle, code, grading

from viva.grading.ask import ask
from viva.grading.assess import assess
from viva.grading.examiner import Examiner
from viva.grading.execute import Execution
from viva.grading.notebook import verdict_outputs
from viva.grading.optional import (
    cannot_grade,
    is_installed,
    modules_to_warm,
    optional_imports,
    packages_used,
)

SCALE, SHIFT = "q01_scale", "q02_shift"
TRY = """
try:
    import numpy as np
    import no_such_package.nn as nn
    from another_missing.data import Loader as Load, Set
except {error}:
    nn = Load = Set = None
"""


def names_of(answers):
    space = {"np": np, "offset": 2.0}
    for name in (SCALE, SHIFT):
        exec(answers[name], space)
    return space


def given(text, **data):
    return code("given2", text, nbgrader=grading("given2", locked=True), **data)


def lacking_bundle(uses="assert nn"):
    """The small assignment, whose second question uses a package that nobody has."""
    cells = copy.deepcopy(SOURCE)
    test = next(cell for cell in cells if cell["id"] == "q02_shift_test")
    test["source"] = f"{uses}\n{test['source']}"
    cells.insert(2, given(TRY.format(error="ModuleNotFoundError")))
    return bundle(cells=tuple(cells))


@pytest.mark.parametrize(
    "error", ["ImportError", "ModuleNotFoundError as e", "(OSError, ImportError)"]
)
def test_what_is_imported_in_a_try_statement_is_optional(error):
    assert optional_imports([given(TRY.format(error=error))]) == {
        "np": "numpy",
        "nn": "no_such_package",
        "Load": "another_missing",
        "Set": "another_missing",
    }


@pytest.mark.parametrize(
    "cell",
    [
        given("import no_such_package"),
        given(TRY.format(error="ValueError")),
        given(TRY.format(error="ImportError"), tags=["explore"]),
        given("try:\n    from . import here\nexcept ImportError:\n    pass"),
        given("not Python ("),
        code("free", TRY.format(error="ImportError")),
        code("a", TRY.format(error="ImportError"), nbgrader=grading("a", solution=True)),
    ],
)
def test_other_imports_are_not(cell):
    assert optional_imports([cell]) == {}


def test_a_question_needs_what_its_test_cell_uses():
    optional = {"nn": "no_such_package", "np": "numpy"}
    assert packages_used("assert nn and np", optional) == {"no_such_package", "numpy"}
    assert packages_used("assert x, 'without nn'  # nn", optional) == set()
    assert packages_used("assert (", optional) == set()
    questions = {question.id: question for question in lacking_bundle().questions}
    assert questions[SHIFT].lacking == ("no_such_package",)
    assert questions[SCALE].lacking == () and questions["q03_why"].lacking == ()


def test_what_is_installed_is_found_without_importing_it():
    assert is_installed("numpy") and is_installed("json")
    assert not is_installed("no_such_package") and not is_installed("")


def test_workers_import_early_what_is_there():
    assert modules_to_warm(["no_such_package", "json", "json"]) == ("json",)


def test_such_a_question_is_not_asked_and_its_points_are_open():
    of = lacking_bundle()
    plan = plan_of(of, RIGHT)
    snapshots = {name: FakeSnapshot(names_of(RIGHT)) for name in (SCALE, SHIFT)}
    found = ask(plan, Execution({}, snapshots), of, Examiner(of.exam))
    assert [finding.asking for finding in found] == ["asked", "lacking", "written"]
    assert snapshots[SHIFT].deadlines == []
    verdicts = {verdict.id: verdict for verdict in assess(of, plan, {}, found)}
    assert verdicts[SCALE].status == "passed"
    lacking = verdicts[SHIFT]
    assert (lacking.status, lacking.score, lacking.waits) == ("missing package", 0.0, True)
    assert lacking.message == (
        "This machine cannot grade this question: no_such_package is not installed."
    )
    assert lacking.message in verdict_outputs(lacking)[0]["evalue"]


def test_a_later_answer_is_not_asked_again_because_of_it():
    of = lacking_bundle("assert nn\nassert scale")
    answers = RIGHT | {SCALE: "def scale(v, factor):\n    return factor"}
    plan = plan_of(of, answers)
    snapshots = {name: FakeSnapshot(names_of(answers)) for name in (SCALE, SHIFT)}
    (_, finding, _) = ask(plan, Execution({}, snapshots), of, Examiner(of.exam))
    assert finding.causes == {} and finding.again is None


def test_several_packages_are_named():
    assert cannot_grade(["keras", "torch"]).endswith(": keras and torch are not installed.")


def test_what_a_test_imports_itself_is_not_optional():
    text = TRY.format(error="ImportError")
    assert (
        optional_imports([code("t", text, nbgrader=grading("t", 2, grade=True, locked=True))]) == {}
    )
