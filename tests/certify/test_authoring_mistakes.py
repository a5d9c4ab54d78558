"""What an author gets wrong is said in a sentence: which file, question or cell, and what to do."""

import json
import re

import nbformat
import pytest
from click.testing import CliRunner
from full_exam import HEAD, RIGHT, WRONG, full_course, write_exam
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from small_course import settings

from viva.cli import main

CELL = "01_warm_up/warm_up.ipynb, cell q01_double"
TEST = f"{CELL}_test"


def cell_of(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def edits(name, was, now):
    """A mistake made by replacing a text in a cell."""

    def edit(notebook):
        cell = cell_of(notebook, name)
        assert was in cell.source
        cell.source = cell.source.replace(was, now)

    return edit


def marks(cell_name, **changes):
    """A mistake made in a cell's nbgrader metadata; None takes a value away."""

    def edit(notebook):
        data = cell_of(notebook, cell_name).metadata["nbgrader"]
        data.update(changes)
        for name, value in changes.items():
            if value is None:
                del data[name]

    return edit


def adds(cell):
    return lambda notebook: notebook.cells.append(cell)


def language(notebook):
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}


BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
HIDDEN, SHOWN = "### BEGIN HIDDEN TESTS\n", "### END HIDDEN TESTS"
IN_THE_NOTEBOOK = [
    (edits("q01_double", BEGIN, "#"), f"{CELL}: ### END SOLUTION in line 6 has no"),
    (edits("q01_double", END, "#"), f"{CELL}: ### BEGIN SOLUTION has no ### END SOLUTION"),
    (edits("q01_double", BEGIN, f"{BEGIN}\n    {BEGIN}"), "comes again in line 4"),
    (edits("q01_double_test", HIDDEN, ""), f"{TEST}: ### END HIDDEN TESTS in line 4 has no"),
    (edits("q01_double_test", SHOWN, ""), f"{TEST}: ### BEGIN HIDDEN TESTS has no"),
    (
        lambda notebook: (
            edits("q01_double_test", HIDDEN, "")(notebook),
            edits("q01_double_test", SHOWN, "")(notebook),
        ),
        f"{TEST}: students would see the line that asks the exam. Put it between",
    ),
    (marks("q01_double_test", points=None), f"{TEST}: it has no points. Give it some, or 0"),
    (marks("q01_double_test", points=-1), f"{TEST}: its points are -1"),
    (marks("q02_linear", points="two"), "cell q02_linear: its points are 'two'"),
    (marks("q01_text", grade_id=""), r"cell 3 ('**q01_double** (2 points)'): it has no grade_id"),
    (marks("q01_text", grade_id="q01_double"), "2 cells have the grade_id q01_double. Give each"),
    (marks("q01_double", schema_version=1), f"{CELL}: its nbgrader metadata is of an old version"),
    (marks("q01_double", schema_version=1), "Run `nbgrader update`"),
    (
        marks("q01_double", solution=False, locked=True),
        f"{CELL}: a solution stands in a cell that is no answer, so students would get it",
    ),
    (
        adds(new_code_cell(f"{HIDDEN}1\n{SHOWN}", id="more")),
        "cell 8 ('### BEGIN HIDDEN TESTS'): hidden tests stand in a cell without points",
    ),
    (
        marks("q02_linear", solution=False),
        "cell q02_linear: a Markdown cell with points must be an",
    ),
    (
        adds(new_code_cell("1", id="task", metadata=settings("t", task=True, points=1))),
        "cell t: a task must be a Markdown cell",
    ),
    (adds(new_raw_cell("# BEGIN QUESTION\nname: q1", id="raw")), "is written for otter-grader"),
    (adds(new_raw_cell("# BEGIN QUESTION\nname: q1", id="raw")), "viva import otter FILE"),
    (language, "01_warm_up/warm_up.ipynb is written in R. viva grades notebooks in Python only"),
    (
        edits("q01_double_test", '"q01_double"', '"q01_duoble"'),
        'the hidden line of q01_double_test must be: from viva.grading import examine; examine("',
    ),
]


def run(course, monkeypatch, *arguments):
    """Run a command in a course; return what it prints, as one line."""
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in (1, 2), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output and "Error(" not in result.output
    return re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize("command", ["release", "certify"])
@pytest.mark.parametrize(("mistake", "words"), IN_THE_NOTEBOOK)
def test_a_mistake_in_the_notebook_is_told(tmp_path, monkeypatch, command, mistake, words):
    course, assignment = full_course(tmp_path)
    notebook = nbformat.read(assignment.source_path, as_version=4)
    mistake(notebook)
    assignment.source_path.write_text(json.dumps(notebook))
    assert re.sub(r"\s+", " ", words) in run(course, monkeypatch, command)
    assert not course.release.exists()


def exam_with(**changes):
    """A mistake made by replacing texts of the exam's head."""

    def write(course):
        text = HEAD
        for was, now in changes.get("edits", ()):
            assert was in text
            text = text.replace(was, now)
        write_exam(course, changes.get("wrong"), changes.get("right"), text)

    return write


RETURN = "    return candidate.double_all(rng"
FACTOR = "[factor * number for number in numbers]"
IN_THE_EXAM = [
    (
        exam_with(edits=[(RETURN, "    candidate.double_all(rng")]),
        "warm_up.py, line 11: q01_double, case 'several numbers' returns nothing, so that every",
    ),
    (
        exam_with(edits=[(RETURN, "    raise KeyError('x')\n" + RETURN)]),
        "q01_double, case 'several numbers' raises KeyError",
    ),
    (
        exam_with(edits=[(RETURN, "    import nowhere\n" + RETURN)]),
        "q01_double, case 'several numbers' raises ModuleNotFoundError: No module named 'nowhere'",
    ),
    (
        exam_with(edits=[("candidate.double_all", "candidate.duoble_all")]),
        "case 'several numbers' asks for `duoble_all`, which is no reference of the exam",
    ),
    (
        exam_with(edits=[("[2 * number for number in numbers]", FACTOR)]),
        "case 'several numbers' needs `factor`, which the exam does not know. Return it from",
    ),
    (
        exam_with(edits=[("[2 * number for number in numbers]", "numbers / 2")]),
        "makes the reference raise TypeError",
    ),
    (
        exam_with(wrong=WRONG | {"is right": ("2 * number", "Nothing is wrong.")}),
        "q01_double: the wrong answer 'is right' keeps 2 of 2 points. It passes: ",
    ),
    (exam_with(wrong={}), "q01_double: fewer than 4 wrong answers. Add some with q.wrong(...)."),
    (exam_with(right=[]), "q01_double: fewer than 2 right answers. Add some with q.right(...)."),
    (
        exam_with(right=[*RIGHT, "number * 3"]),
        "q01_double: the right answer 'number * 3' is rejected",
    ),
    (
        exam_with(edits=[("@q.case", "@q.kase")]),
        "warm_up.py, line 11: AttributeError: 'Question' object has no attribute 'kase'",
    ),
    (exam_with(edits=[("exam = Exam", "examen = Exam")]), "warm_up.py, line 5: NameError"),
    (exam_with(edits=[("def several", "def def several")]), "warm_up.py, line 12: SyntaxError"),
    (
        exam_with(edits=[('question("q01_double")', 'question("q01_duoble")')]),
        "q01_double_test asks for q01_double, which the exam tests/hidden/warm_up does not have",
    ),
    (exam_with(edits=[('Exam("warm_up")', 'Exam("warm")')]), "exam is called 'warm', but the note"),
]


@pytest.mark.parametrize(("mistake", "words"), IN_THE_EXAM)
def test_a_mistake_in_the_exam_is_told(tmp_path, monkeypatch, mistake, words):
    course, _ = full_course(tmp_path)
    mistake(course)
    assert words in run(course, monkeypatch, "certify", "-j", "1")


def test_a_name_that_is_not_given_is_told_where_an_answer_needs_it(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    notebook = nbformat.read(assignment.source_path, as_version=4)
    cell_of(notebook, "given_imports").source = "factor = 3"
    nbformat.write(notebook, assignment.source_path)
    write_exam(course, WRONG | {"thrice": ("factor * number", "Every number is tripled.")})
    said = run(course, monkeypatch, "certify", "-j", "1")
    assert "the wrong answer 'thrice' gets another message instead of its own hint" in said
    assert "It uses `factor`, which the notebook defines and the exam does not" in said


def test_what_belongs_to_no_notebook_or_to_two_stops_itself_only(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    (course.exams / "other.py").write_text('exam = Exam("other")\n')
    pair = course.source / "02_pair"
    pair.mkdir()
    for name in ("one", "two"):
        (pair / f"{name}.ipynb").write_bytes(assignment.source_path.read_bytes())
    said = run(course, monkeypatch, "release")
    assert "tests/hidden/other.py is an exam, but source has no notebook other.ipynb" in said
    assert "02_pair/one.ipynb: the hidden line of q01_double_test asks an exam, but" in said
    assert "01_warm_up: released" in said
    assert course.release.joinpath("01_warm_up/warm_up.ipynb").is_file()


def test_a_second_notebook_with_points_is_not_left_out_in_silence(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    (assignment.source_path.parent / "more.ipynb").write_bytes(assignment.source_path.read_bytes())
    said = run(course, monkeypatch, "release", "01")
    assert "01_warm_up/more.ipynb: the hidden line of q01_double_test asks an exam, but" in said


def test_a_wrong_assignment_stops_itself_and_not_the_course(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    notebook = nbformat.read(assignment.source_path, as_version=4)
    language(notebook)
    (course.source / "02_in_r").mkdir()
    (course.source / "02_in_r" / "in_r.ipynb").write_text(json.dumps(notebook))
    said = run(course, monkeypatch, "release")
    assert "02_in_r/in_r.ipynb is written in R" in said
    assert "01_warm_up: released" in said
    assert course.release.joinpath("01_warm_up/warm_up.ipynb").is_file()


def test_a_file_that_is_no_notebook_is_told(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    assignment.source_path.write_text('{"cells": [')
    assert "warm_up.ipynb is not a notebook" in run(course, monkeypatch, "release")
    assert "Open it in JupyterLab" in run(course, monkeypatch, "release")


def test_fewer_answers_than_usual_are_remarked_on_where_the_course_asks_for_none(
    tmp_path, monkeypatch
):
    course, _ = full_course(tmp_path)
    config = course.root / "nbgrader_config.py"
    asked = re.compile(r"^c\.Viva\.(wrong|right)_answers.*\n", re.M)
    config.write_text(asked.sub("", config.read_text()))
    write_exam(course, dict(list(WRONG.items())[:2]), [])
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["certify", "-j", "1"])
    assert result.exit_code == 0, result.output
    assert "q01_double: 2 wrong answers; 4 are usual." in result.output
    assert "q01_double: no right answers; 2 are usual." in result.output
    write_exam(course, {}, [])
    result = CliRunner().invoke(main, ["certify", "-j", "1"])
    assert result.exit_code == 0
    assert "q01_double: no wrong answers, so nothing shows that its cases catch" in result.output
    assert "Kill rate: no wrong answer was tried" in re.sub(r"\s+", " ", result.output)


def test_a_solution_that_loses_points_stops_the_release_without_an_exam_too(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    (course.exams / "warm_up.py").unlink()
    notebook = nbformat.read(assignment.source_path, as_version=4)
    cell_of(notebook, "q01_double_test").source = "assert double_all([1]) == [3]"
    nbformat.write(notebook, assignment.source_path)
    said = run(course, monkeypatch, "release")
    assert "q01_double: the solution gets 0 of 2 points: The test fails at the line" in said
    cell_of(notebook, "q01_double_test").source = "assert double_all([1]) == [2]"
    nbformat.write(notebook, assignment.source_path)
    assert CliRunner().invoke(main, ["release"]).exit_code == 0


def test_the_certificate_says_what_inline_tests_cost(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    notebook = nbformat.read(assignment.source_path, as_version=4)
    notebook.cells += [
        new_code_cell("x = 1", id="x", metadata=settings("q03_x", solution=True)),
        new_code_cell(
            "assert True",
            id="xt",
            metadata=settings("q03_x_test", grade=True, points=1, locked=True),
        ),
        new_markdown_cell("Do.", id="do", metadata=settings("t", task=True, points=1, locked=True)),
    ]
    nbformat.write(notebook, assignment.source_path)
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["certify", "-j", "1"])
    said = re.sub(r"\s+", " ", result.output)
    assert result.exit_code == 0, said
    assert "1 of 2 questions have their tests in the notebook, and not in an exam: q03_x" in said
    assert "can be seen, and passed without an answer, by the code that they judge" in said
    assert "q03_x: a notebook without any answer gets 1 of 1 points" in said
