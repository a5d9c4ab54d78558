import json

import pytest
from small_course import make_course

from viva.authoring.otter_notebook import import_otter, marked, with_output
from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.course.layout import UsageProblem
from viva.export.otter_tests import all_tests, visible_tests
from viva.grading.cells import grade_id, visible
from viva.grading.grade import Judge
from viva.remote.client import Worker


def raw(text):
    return {"cell_type": "raw", "metadata": {}, "source": text}


def code(text, value=None):
    data = {"data": {"text/plain": value}, "metadata": {}, "execution_count": 1}
    outputs = [] if value is None else [data | {"output_type": "execute_result"}]
    return {
        "cell_type": "code",
        "metadata": {},
        "source": text,
        "outputs": outputs,
        "execution_count": None,
    }


def text(said):
    return {"cell_type": "markdown", "metadata": {}, "source": said}


CELLS = [
    raw("# ASSIGNMENT CONFIG\nrequirements: requirements.txt\ngenerate:\n  seed: 42"),
    code("import otter\ngrader = otter.Notebook()"),
    code("import math"),
    raw("# BEGIN QUESTION\nname: q1\npoints: 3"),
    text("**Question 1.** Square a number."),
    raw("# BEGIN SOLUTION"),
    code("def square(x):\n    y = x * x # SOLUTION\n    return y # SOLUTION\n\nnine = square(3)"),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    code("nine", "9"),
    code("square(2) == 4", "True"),
    code("# HIDDEN\nassert square(-1) == 1"),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q2\nmanual: true\npoints: 2"),
    text("Why?"),
    raw("# BEGIN PROMPT"),
    text("_Type here._"),
    raw("# END PROMPT"),
    raw("# BEGIN SOLUTION"),
    text("Because."),
    raw("# END SOLUTION"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q3\npoints:\n  each: 2"),
    raw("# BEGIN SOLUTION"),
    code("z = 1"),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    code("def test_z(z):\n    assert z\n\ntest_z(z)  # IGNORE"),
    code('""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\nassert z == 1'),
    raw("# END TESTS"),
    raw("# END QUESTION"),
]


def write(path, cells, **metadata):
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": cells}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))
    return path


@pytest.fixture
def made(tmp_path):
    course = make_course(tmp_path / "course")
    return course, import_otter(write(tmp_path / "in" / "HW 2.ipynb", CELLS), course)


def test_questions_points_and_what_is_visible_are_kept(made):
    course, (name, paths, remarks) = made
    assert name == "02_hw_2"
    bundle = make_bundle(course.find("02"))
    points = [(q.id, q.points, q.written) for q in bundle.questions]
    assert points == [("q1", 3.0, False), ("q2", 2.0, True), ("q3", 4.0, False)]
    cells = {grade_id(cell): cell for cell in bundle.cells}
    assert visible(cells["q1_test"]) == (
        "assert repr(nine) == '9', 'it should give 9'\n"
        "assert repr(square(2) == 4) == 'True', 'it should give True'\n"
    )
    assert "assert square(-1) == 1" in cells["q1_test"]["source"]
    assert visible(cells["q3_test"]) == "def test_z(z):\n    assert z\n\ntest_z(z)\n"
    assert bundle.released["q1"] == (
        'def square(x):\n    raise NotImplementedError("q1")\n\nnine = square(3)'
    )
    assert cells["q2"]["source"] == "Because."
    assert {path.name for path in paths[1:]} == {"q1.py", "q3.py"}
    said = " ".join(remarks)
    assert "otter sets a seed before every cell" in said and "requirements" in said
    assert "q2: its prompt was left out" in said


def test_the_way_back_keeps_points_and_which_tests_are_visible(made):
    course, _ = made
    bundle = make_bundle(course.find("02"))
    first = bundle.questions[0]
    whole = all_tests(bundle, first)
    compile(whole, "q1", "exec")
    assert "square(-1)" in whole and "points=3.0, hidden=True" in whole
    assert "points=0.0, hidden=False" in whole
    assert "square(-1)" not in visible_tests(bundle, first)
    assert "points=3.0, hidden=False" in visible_tests(bundle, first)


@pytest.mark.parametrize(
    ("cells", "metadata", "words"),
    [
        ([code("1")], {}, "has no raw cell with # BEGIN QUESTION"),
        ([text("```\nBEGIN QUESTION\nname: q1\n```")], {}, "of otter's format before version 3"),
        (CELLS, {"kernelspec": {"language": "R", "name": "ir"}}, "is written in R"),
    ],
)
def test_what_is_no_source_notebook_is_told(tmp_path, cells, metadata, words):
    course = make_course(tmp_path / "course")
    with pytest.raises(UsageProblem, match=words):
        import_otter(write(tmp_path / "x.ipynb", cells, **metadata), course)


def test_names_are_checked(made, tmp_path):
    course, _ = made
    path = write(tmp_path / "y.ipynb", CELLS)
    with pytest.raises(UsageProblem, match="cannot be an assignment's name"):
        import_otter(path, course, "Trees")
    with pytest.raises(UsageProblem, match="exists already"):
        import_otter(path, course, "01_warm_up")


def test_marks_in_code():
    begin, end = "### BEGIN SOLUTION", "### END SOLUTION"
    assert marked("x = 1 # SOLUTION\ny = 2 # SOLUTION NO PROMPT") == (
        f"{begin}\nx = 1\ny = 2\n{end}"
    )
    assert marked("a\n# BEGIN SOLUTION\nb\n# END SOLUTION") == f"a\n{begin}\nb\n{end}"
    assert marked("x = 3") == f"{begin}\nx = 3\n{end}"
    prompt = 'if x:\n    """ # BEGIN PROMPT\n    ...\n    """; # END PROMPT\n    y = 1 # SOLUTION'
    assert marked(prompt) == f"if x:\n    {begin}\n    y = 1\n    {end}"
    assert marked("a # IGNORE\n# BEGIN IGNORE\nb\n# END IGNORE\nc") == f"{begin}\nc\n{end}"


def test_outputs_become_asserts():
    assert with_output("a = 1\na", "1") == "a = 1\nassert repr(a) == '1', 'it should give 1'"
    assert with_output("x == 1", "") == "assert x == 1"
    assert with_output("x = 1", "2") == "x = 1"
    assert with_output("no python(", "2") == "no python("


def test_what_stands_beside_the_start_of_otter_stays(tmp_path):
    given = "import math\nimport otter\n\nhalf = math.pi / 2\ngrader = otter.Notebook('a.ipynb')"
    rest = [code(given), code("otter.check('q1')"), *CELLS[3:14]]
    course = make_course(tmp_path / "course")
    name, _, remarks = import_otter(write(tmp_path / "hw.ipynb", rest), course)
    cells = json.loads((course.source / name / "hw.ipynb").read_text())["cells"]
    assert "".join(cells[0]["source"]) == "import math\n\nhalf = math.pi / 2\n"
    assert "Lines that start otter are not needed here: they were left out." in remarks
    assert "A given cell speaks of otter (\"otter.check('q1')\"): look at it." in remarks


def test_tests_without_a_solution_look_at_the_answer_before_them(tmp_path):
    later = [
        raw("# BEGIN QUESTION\nname: q1_fast\npoints: 2"),
        raw("# BEGIN TESTS"),
        code("# HIDDEN\nassert square(10) == 100"),
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]
    course = make_course(tmp_path / "course")
    name, _, remarks = import_otter(write(tmp_path / "hw.ipynb", [*CELLS[2:14], *later]), course)
    assert any(said.startswith("q1_fast has tests and no solution of its own") for said in remarks)
    notebook = json.loads((course.source / name / "hw.ipynb").read_text())
    ids = [grade_id(cell) for cell in notebook["cells"]]
    assert "q1_fast" not in ids and "q1_fast_test" in ids
    bundle = make_bundle(course.find(name))
    assert [(q.id, q.points) for q in bundle.questions] == [("q1", 3.0), ("q1_fast", 2.0)]
    with Worker(sandboxed=False) as worker:
        verdict = Judge(bundle, worker).grade(trial_notebook(bundle, Trial("solution")))
    assert verdict.score == verdict.max_score == 5.0
