import math

import pytest
from small_exam import SOURCE, answer, bundle, code, grading, markdown

from viva.grading.bundle import Limits


def test_questions_have_points_needs_and_kinds():
    found = {q.id: q for q in bundle().questions}
    assert list(found) == ["q01_scale", "q02_shift", "q03_why"]
    assert found["q01_scale"].cell_id == "q01_scale_test"
    assert (found["q01_scale"].points, found["q01_scale"].needs) == (2.0, {"scale"})
    assert found["q03_why"].written
    assert (found["q03_why"].cell_id, found["q03_why"].needs) == ("q03_why", set())
    assert not found["q01_scale"].written
    assert bundle().written == {"q03_why"}


def test_a_test_without_an_answer_cell_needs_nothing():
    test = code("t", "assert x", nbgrader=grading("q07_x_test", 4, grade=True, locked=True))
    (found,) = bundle(cells=(test,)).questions
    assert (found.id, found.points, found.needs, found.written) == ("q07_x", 4.0, set(), False)


def given(text, **data):
    return code("given", text, nbgrader=grading("given", locked=True), **data)


@pytest.mark.parametrize(
    ("cell", "imports"),
    [
        (given("import numpy as np"), {"np": "import numpy as np"}),
        (given("import os.path"), {"os": "import os.path"}),
        (given("import os, sys"), {"os": "import os", "sys": "import sys"}),
        (given("from math import exp as e"), {"e": "from math import exp as e"}),
        (given("from .lab import a"), {"a": "from .lab import a"}),
        (given("%matplotlib inline\nimport os"), {"os": "import os"}),
        (given("x = 1\ndef f():\n    import os"), {}),
        (given("import os", tags=["explore"]), {}),
        (given("import ("), {}),
        (answer("q", "import os"), {}),
        (code("own", "import os"), {}),
        (code("t", "import os", nbgrader=grading("t", 1, grade=True, locked=True)), {}),
        (markdown("m", "import os", nbgrader=grading("m", locked=True)), {}),
    ],
)
def test_imports_are_those_of_the_instructors_own_cells(cell, imports):
    assert bundle(cells=(cell,)).imports == imports


def test_limits_have_an_order():
    limits = Limits()
    assert limits.call_seconds == math.inf
    assert limits.cell_seconds <= limits.total_seconds <= limits.answers_seconds
    assert limits.question_seconds <= limits.answers_seconds
    assert len(SOURCE) == len(bundle().cells)


def test_a_cell_that_takes_too_long_to_read_imports_nothing():
    locked = {"nbgrader": {"grade_id": "g", "locked": True}}
    cell = {"cell_type": "code", "metadata": locked, "source": "import math\n" + "x = 1\n" * 20_000}
    assert bundle(cells=(cell,)).imports == {}
