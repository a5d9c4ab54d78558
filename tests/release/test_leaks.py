"""Each kind of leak is planted into a clean release, and must be found."""

import base64
import io
import json
import zipfile

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from small_course import ANSWER, EXAM, MODEL_ANSWER, cells, make_course, make_notebook, settings

from viva.release.build import build_release
from viva.release.leaks import exam_secrets, find_leaks

SOLUTION_LINE = "doubled = [2 * number for number in numbers]"
HIDDEN_LINE = 'from viva.grading import examine; examine("warm_up", "q01_double", globals())'
MODEL_LINE = MODEL_ANSWER.splitlines()[1]
HINT = "What is 3 doubled, and what is 3 squared?"
REFERENCE_LINE = "return list(map((2).__mul__, numbers))"


@pytest.fixture
def released(tmp_path):
    course = make_course(tmp_path / "course")
    return build_release(course, course.find("01"), tmp_path / "release")


def plant(released, change):
    path = released / "warm_up.ipynb"
    notebook = json.loads(path.read_text())
    change({cell["id"]: cell for cell in notebook["cells"]}, notebook)
    path.write_text(json.dumps(notebook))
    return find_leaks(make_notebook(), released, {"warm_up.py": EXAM})


def add_to_source(cell_id, line):
    def change(cells, notebook):
        cells[cell_id]["source"] = [*cells[cell_id]["source"], "\n", line]

    return change


def test_a_clean_release_has_no_leaks(released):
    assert find_leaks(make_notebook(), released, {"warm_up.py": EXAM}) == []


@pytest.mark.parametrize("cell_id", ["title", "given", "q01", "q01-test", "look", "q02"])
@pytest.mark.parametrize(
    ("line", "told"),
    [
        (SOLUTION_LINE, "the solution of q01_double: 'doubled = "),
        (HIDDEN_LINE, "the hidden test of q01_double_test: 'from viva.grading"),
        (MODEL_LINE, "the model answer of q02_linear: 'Doubling is linear"),
        (REFERENCE_LINE, "the exam: 'return list(map("),
        (HINT, "the exam: 'What is 3 doubled"),
    ],
)
def test_a_secret_line_is_found_in_any_cell(released, cell_id, line, told):
    problems = plant(released, add_to_source(cell_id, line))
    assert len(problems) == 1
    assert told in problems[0]
    assert problems[0].startswith("01_warm_up/warm_up.ipynb, cell ")


@pytest.mark.parametrize(
    "marker",
    [
        "BEGIN SOLUTION",
        "END SOLUTION",
        "BEGIN HIDDEN TESTS",
        "END HIDDEN TESTS",
        "BEGIN MARK SCHEME",
    ],
)
def test_a_marker_is_found(released, marker):
    problems = plant(released, add_to_source("look", f"### {marker}"))
    assert problems == [f"01_warm_up/warm_up.ipynb, cell look, still has the marker {marker}."]


def test_a_short_solution_line_is_found_in_its_own_cell_only(released):
    assert plant(released, add_to_source("look", "return doubled")) == []
    (problem,) = plant(released, add_to_source("q01", "    return doubled"))
    assert "the solution of q01_double: 'return doubled'" in problem


def test_the_uncleared_source_is_full_of_leaks(tmp_path):
    course = make_course(tmp_path)
    problems = find_leaks(make_notebook(), course.source / "01_warm_up", {"warm_up.py": EXAM})
    for what in ("the solution", "the hidden test", "the model answer", "BEGIN SOLUTION"):
        assert any(what in problem for problem in problems)


def test_layout_does_not_hide_a_line(released):
    spread = "doubled=[2*number\n        for number in numbers]"
    assert plant(released, add_to_source("look", f"# {spread}"))


def in_cell_metadata(cells, notebook):
    cells["q01"]["metadata"]["solution"] = f"{SOLUTION_LINE}\nreturn doubled"


def in_a_metadata_key(cells, notebook):
    cells["title"]["metadata"][SOLUTION_LINE] = 1


def in_notebook_metadata(cells, notebook):
    notebook["metadata"]["otter"] = {"tests": [{"code": [SOLUTION_LINE]}]}


def in_an_attachment(cells, notebook):
    encoded = base64.b64encode(f"x\n{SOLUTION_LINE}\n".encode()).decode()
    cells["title"]["attachments"] = {"notes.txt": {"text/plain": encoded}}


@pytest.mark.parametrize(
    "change", [in_cell_metadata, in_a_metadata_key, in_notebook_metadata, in_an_attachment]
)
def test_a_solution_line_is_found_outside_the_cells_text(released, change):
    (problem,) = plant(released, change)
    assert "the solution of q01_double" in problem


def test_outputs_are_a_leak_whatever_they_show(released):
    def change(cells, notebook):
        cells["look"]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["[6]"]}]

    assert plant(released, change) == [
        "01_warm_up/warm_up.ipynb, cell look, outputs, have not been cleared."
    ]


def test_a_solution_line_in_an_output_is_named(released):
    def change(cells, notebook):
        data = {"text/html": [f"<pre>{SOLUTION_LINE}\n", "</pre>"]}
        output = {"output_type": "display_data", "data": data, "metadata": {}}
        cells["look"]["outputs"] = [output]

    assert any("the solution of q01_double" in problem for problem in plant(released, change))


def test_a_picture_of_the_model_answer_is_found(released):
    def change(cells, notebook):
        cells["q02"]["attachments"] = {"proof.png": {"image/png": "iVBORw0KGgo="}}

    assert plant(released, change) == [
        "01_warm_up/warm_up.ipynb, cell q02_linear, attachments, may belong to the model answer."
    ]


@pytest.mark.parametrize("name", ["solutions.py", "notes.md", ".hidden", "sub/deep.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_secret_is_found_in_any_other_file(released, name, encoding):
    path = released / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(f"# my answers\n{SOLUTION_LINE}\n".encode(encoding))
    (problem,) = find_leaks(make_notebook(), released, {"warm_up.py": EXAM})
    assert problem.startswith(f"01_warm_up/{name} shows a line of the solution of q01_double")


def test_a_secret_is_found_in_an_archive_and_in_a_broken_notebook(released):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("exam.py", EXAM)
    (released / "tests.zip").write_bytes(content.getvalue())
    (released / "copy.ipynb").write_text(f"{{ {SOLUTION_LINE}")
    problems = find_leaks(make_notebook(), released, {"warm_up.py": EXAM})
    assert len(problems) == 2
    assert "copy.ipynb shows a line of the solution" in problems[0]
    assert "tests.zip (exam.py) shows a line of the exam" in problems[1]


def test_what_the_instructor_wrote_openly_is_no_secret(tmp_path):
    written = cells()
    written[5].source = f"# as in the answer: {SOLUTION_LINE}\n# {HINT}"
    course = make_course(tmp_path / "course", make_notebook(written))
    released = build_release(course, course.find("01"), tmp_path)
    assert find_leaks(make_notebook(written), released, {"warm_up.py": EXAM}) == []


def test_an_answer_without_markers_is_secret_as_a_whole(tmp_path):
    written = cells()
    written[3].source = ANSWER.replace("    ### BEGIN SOLUTION\n", "").replace(
        "\n    ### END SOLUTION", ""
    )
    course = make_course(tmp_path / "course", make_notebook(written))
    released = build_release(course, course.find("01"), tmp_path)
    assert find_leaks(make_notebook(written), released, {"warm_up.py": EXAM}) == []
    (problem,) = find_leaks(make_notebook(written), course.source / "01_warm_up")[:1]
    assert "the solution of q01_double: 'def double_all" in problem


def test_a_comment_in_a_solution_is_secret_and_a_closing_bracket_is_not(tmp_path):
    written = cells()
    body = "### BEGIN SOLUTION\n# think of a doubled list here\nx = (\n    1\n)\n### END SOLUTION"
    written[3].source = f"{body}\nprint(\n    x\n)"
    course = make_course(tmp_path / "course", make_notebook(written))
    released = build_release(course, course.find("01"), tmp_path)
    assert find_leaks(make_notebook(written), released) == []
    (released / "notes.txt").write_text("think of a doubled list here")
    assert find_leaks(make_notebook(written), released) == []
    (released / "notes.txt").write_text("# think of a doubled list here")
    assert len(find_leaks(make_notebook(written), released)) == 1


def test_a_mark_scheme_of_a_task_is_secret(tmp_path):
    written = cells()
    scheme = "Do it.\n=== BEGIN MARK SCHEME ===\nTwo points for the plot.\n=== END MARK SCHEME ==="
    written[6].source = scheme
    written[6].metadata = settings("q02_linear", grade=False, solution=False, task=True, points=2)
    course = make_course(tmp_path / "course", make_notebook(written))
    released = build_release(course, course.find("01"), tmp_path)
    assert find_leaks(make_notebook(written), released, {"warm_up.py": EXAM}) == []
    (released / "notes.txt").write_text("Two points for the plot.")
    (problem,) = find_leaks(make_notebook(written), released, {"warm_up.py": EXAM})
    assert "the marking scheme of q02_linear" in problem


def test_of_an_exam_everything_but_imports_and_short_lines_is_secret():
    lines = {secret.line for secret in exam_secrets({"warm_up.py": EXAM})}
    assert {REFERENCE_LINE, HINT, "Every number is multiplied by itself."} <= lines
    assert not any(line.startswith(("import", "from")) for line in lines)
    assert "return [number**2 for number in numbers]" in lines
    assert {
        secret.line for secret in exam_secrets({"no.py": "this is = not Python, but secret"})
    } == {"this is = not Python, but secret"}


def test_many_lines_of_one_answer_are_one_sentence(released):
    def change(cells, notebook):
        cells["q01"]["source"] = ANSWER

    (solution,) = [p for p in plant(released, change) if "shows" in p]
    assert solution.endswith("and 1 more.")


def test_metadata_of_an_unknown_notebook_is_searched_too(released):
    other = make_notebook([new_code_cell(SOLUTION_LINE)])
    (released / "other.ipynb").write_text(json.dumps(other))
    (problem,) = find_leaks(make_notebook(), released, {"warm_up.py": EXAM})
    assert problem.startswith("01_warm_up/other.ipynb, cell ")


def test_what_students_may_ask_for_is_no_secret():
    hint = "What is the double of three, and of which numbers is it the double?"
    exam = EXAM + f"\nq.hints(\n    {hint!r},\n)\n# here ends the question of the doubles\n"
    lines = {secret.line for secret in exam_secrets({"warm_up.py": exam})}
    assert "# here ends the question of the doubles" in lines
    assert not any("of which numbers" in line for line in lines)


def test_a_written_answer_that_holds_the_stub_alone_gives_nothing_away(tmp_path):
    written = cells()
    marks = settings("q09_why", grade=True, solution=True, points=1)
    written.append(new_markdown_cell("YOUR ANSWER HERE", metadata=marks, id="q09"))
    course = make_course(tmp_path / "course", make_notebook(written))
    released = build_release(course, course.find("01"), tmp_path)
    assert find_leaks(make_notebook(written), released, {"warm_up.py": EXAM}) == []
    written[-1].source = "YOUR ANSWER HERE\nBecause twice two is four."
    assert len(find_leaks(make_notebook(written), course.source / "01_warm_up")) > 0
