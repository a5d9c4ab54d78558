import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from full_exam import WRONG, answer, full_course
from nbgrader.api import Gradebook

from viva.certify.certify import Trial, trial_notebook
from viva.classroom.batch import grade_assignment
from viva.classroom.graded_folder import VERDICT_FILE
from viva.course.bundle import make_bundle
from viva.course.layout import Course
from viva.grading.cells import grade_id
from viva.release.leaks import exam_secrets
from viva.report.feedback import generate_feedback
from viva.report.feedback_page import PNG
from viva.worker.sandbox import sandbox_problem

pytestmark = pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
IMAGE = base64.b64encode(PNG + b"mine").decode()
HINTS = ("What is 3 doubled?", "Go through them.")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course with three students graded, one answer marked, and pages written."""
    course, _ = full_course(tmp_path_factory.mktemp("course"))
    with course.find("01").exam_path.open("a") as exam:
        exam.write(f"q.hints(*{HINTS!r})\n")
    course = Course(course.root)
    assignment = course.find("01")
    bundle = make_bundle(assignment)
    squares = answer("number**2")
    trials = {
        "ada": trial_notebook(bundle, Trial("solution")),
        "bob": trial_notebook(bundle, Trial("wrong", "q01_double", code=squares)),
        "cleo": b"no notebook at all",
        "dan": trial_notebook(bundle, Trial("blank")),
    }
    for student, data in trials.items():
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        if student == "bob":
            data = drawn(json.loads(data))
        (folder / "warm_up.ipynb").write_bytes(data)
        (folder / "notes.txt").write_text("mine")
    grade_assignment(course, assignment, jobs=1)
    with Gradebook(course.gradebook_url) as gradebook:
        student = gradebook.find_student("ada")
        student.first_name, student.last_name = "Ada", "Lovelace"
        grade = gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada")
        grade.manual_score = 1.5
        comment = gradebook.find_comment("q02_linear", "warm_up", "01_warm_up", "ada")
        comment.manual_comment = "Well put <b>indeed</b>."
        gradebook.db.commit()
    pages, problems = generate_feedback(course, assignment)
    assert problems == []
    return course, assignment, {page.parent.parent.name: page for page in pages}


def drawn(notebook):
    """Put a figure below the answer, and what would run as script beside it."""
    cells = {grade_id(cell): cell for cell in notebook["cells"]}
    data = {"image/png": IMAGE, "text/html": "<script>alert(1)</script>"}
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    cells["q01_double"]["outputs"] = [output]
    cells["q02_linear"]["source"] = "Because <script>alert(2)</script> of $x$."
    return json.dumps(notebook).encode()


def test_each_student_has_a_page_and_nothing_beside_it(graded):
    course, _, pages = graded
    assert sorted(pages) == ["ada", "bob", "cleo", "dan"]
    files = {p.relative_to(course.feedback).as_posix() for p in course.feedback.rglob("*.*")}
    assert files == {f"{student}/01_warm_up/warm_up.html" for student in pages}


def test_scores_marks_and_comments_are_those_of_the_gradebook(graded):
    text = graded[2]["ada"].read_text()
    assert "<strong>3.5</strong> of 4 points" in text
    assert "Ada Lovelace" in text
    assert "Marked by hand: 1.5 of 2 points" in text
    assert "Well put &lt;b&gt;indeed&lt;/b&gt;." in text
    assert "to be marked" not in text
    assert "A hint:" not in text


def test_a_wrong_answer_has_its_message_a_hint_code_and_figure(graded):
    text = graded[2]["bob"].read_text()
    assert WRONG["squares"][1] in text
    assert "What is 3 doubled?" in text
    assert "return [number**2 for number in numbers]" in text
    assert f"data:image/png;base64,{IMAGE}" in text
    assert "1 written answer is still to be marked" in text
    assert "Because &lt;script&gt;" not in text and "of $x$." in text and "<script" not in text


def test_what_could_not_be_read_has_a_page_that_says_so(graded):
    text = graded[2]["cleo"].read_text()
    assert "not a notebook" in text
    assert "<strong>0</strong> of 4 points" in text


def test_what_was_not_answered_shows_no_stub_and_a_hint_to_begin_with(graded):
    text = graded[2]["dan"].read_text()
    assert "Not answered: 0 of 2 points" in text and "What is 3 doubled?" in text
    for words in ("NotImplementedError", "YOUR ANSWER HERE", "No response", "<h3>"):
        assert words not in text


def test_nothing_of_the_exam_is_on_a_page(graded):
    _, assignment, pages = graded
    allowed = [hint for _, hint in WRONG.values()]
    allowed.append("return [number**2 for number in numbers]")  # bob's own
    secrets = {s.line for s in exam_secrets(assignment.exam_texts())} - set(allowed)
    secrets |= {"several numbers", "squares", "examine(", "rng.integers", "HIDDEN"}
    for page in pages.values():
        text = page.read_text()
        assert [secret for secret in secrets if secret in text] == []


def test_nbgraders_own_command_writes_the_same_pages(graded):
    course, _, pages = graded
    before = {student: page.read_text() for student, page in pages.items()}
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", "01_warm_up", "--force"]
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {student: page.read_text() for student, page in pages.items()} == before
    assert not list(course.feedback.rglob(VERDICT_FILE))


def test_a_page_that_cannot_be_written_is_told_and_the_others_are(graded):
    course, assignment, _ = graded
    verdict = course.autograded / "bob" / "01_warm_up" / VERDICT_FILE
    kept = verdict.read_text()
    verdict.write_text("{}")
    pages, problems = generate_feedback(course, assignment)
    verdict.write_text(kept)
    assert sorted(page.parent.parent.name for page in pages) == ["ada", "cleo", "dan"]
    (problem,) = problems
    assert problem.startswith("bob: ") and "Grade again." in problem


def test_tests_that_ran_beside_the_answers_are_told(graded):
    course, assignment, pages = graded
    path = course.autograded / "dan" / assignment.name / VERDICT_FILE
    text, before = path.read_text(), pages["dan"].read_text()
    try:
        path.write_text(json.dumps(json.loads(text) | {"inline": ["q01_double"]}))
        ((page,), _) = generate_feedback(course, assignment, "dan")
        assert "The tests of q01_double stand in the notebook." in page.read_text()
    finally:
        path.write_text(text)
        pages["dan"].write_text(before)
    assert "stand in the notebook" not in before
