import json
from pathlib import Path

import pytest
from small_course import ANSWER, make_course

from viva.course.generate import ReleaseError
from viva.course.layout import Course
from viva.course.release_data import FILE_NAME, read_release_data
from viva.exam import ExamProblem
from viva.grading.cells import grade_id
from viva.release.build import build_release, check_release
from viva.release.hints import HintProblem, automatic_questions, graded_cells, read_hints
from viva.release.spoilers import find_spoilers

HINTS = ("What is 3\n  doubled?", "Go through them.")
COURSE = Course(Path(__file__).parents[2])


def course_with(folder, hints):
    course = make_course(folder)
    with course.find("01").exam_path.open("a") as exam:
        exam.write(f"q.hints(*{hints!r})\n")
    return course, course.find("01")


def test_hints_are_read_in_one_line_each(tmp_path):
    _, assignment = course_with(tmp_path, HINTS)
    assert read_hints(assignment) == {"q01_double": ["What is 3 doubled?", "Go through them."]}


def test_written_questions_may_have_some_in_the_order_of_the_notebook(tmp_path):
    _, assignment = course_with(tmp_path, HINTS)
    with assignment.exam_path.open("a") as exam:
        exam.write("exam.hints('q02_linear', 'What stays\\n the same?')\n")
    hints = read_hints(assignment)
    assert list(hints) == ["q01_double", "q02_linear"]
    assert hints["q02_linear"] == ["What stays the same?"]


def test_an_assignment_may_have_none(tmp_path):
    course = make_course(tmp_path)
    assert read_hints(course.find("01")) == {}
    course.find("01").exam_path.unlink()
    assert read_hints(course.find("01")) == {}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            "exam.question('q02').hints('a')",
            r"warm_up\.py: q01_double has no hints|q02 is in the exam",
        ),
        (
            "q.hints('a')\nexam.hints('q09_no', 'b')",
            r"warm_up\.py has hints for q09_no, and the notebook has no such written question",
        ),
        (
            "q.hints('a')\nexam.hints('q01_double_test', 'b')",
            "hints for q01_double_test, and the notebook has no such written",
        ),
        ("q.hints()", "q01_double must have one to 3 hints"),
        ("q.hints('a', 'b', 'c', 'd')", "one to 3 hints"),
        ("q.hints('a', ' ')", "one to 3 hints"),
    ],
)
def test_what_is_wrong_with_hints_is_said_and_nothing_released(tmp_path, more, words):
    course = make_course(tmp_path)
    assignment = course.find("01")
    with assignment.exam_path.open("a") as exam:
        exam.write(f"{more}\n")
    with pytest.raises((HintProblem, ExamProblem), match=words):
        read_hints(assignment)
    with pytest.raises((ReleaseError, ExamProblem), match=words):
        build_release(course, assignment, tmp_path / "built")


def test_a_release_carries_hints_and_answer_cells_and_no_exam(tmp_path):
    course, assignment = course_with(tmp_path, HINTS)
    built = build_release(course, assignment, course.release)
    given = read_release_data(built / FILE_NAME)
    assert given.hints == {"q01_double": ("What is 3 doubled?", "Go through them.")}
    stub = ANSWER.partition("    ### BEGIN")[0] + '    raise NotImplementedError("q01_double")'
    assert given.released == {"q01_double": stub, "q02_linear": "YOUR ANSWER HERE"}
    assert sorted(path.name for path in built.iterdir()) == [FILE_NAME, "warm_up.ipynb"]
    assert check_release(course, assignment) == []
    text = assignment.exam_path.read_text()
    assignment.exam_path.write_text(text.replace("Go through", "Walk through"))
    assert check_release(course, assignment) == [
        f"release/01_warm_up/{FILE_NAME} differs from a fresh build."
    ]


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda each: each.name)
def test_every_question_of_this_course_has_three_hints_that_give_nothing_away(assignment):
    hints = read_hints(assignment)
    tested = automatic_questions(assignment.source_path)
    graded = [grade_id(cell) for cell in graded_cells(assignment.source_path)]
    written = [name for name in graded if not name.endswith("_test")]
    # 01 to 05 are the core; the written questions of the later notebooks do without hints.
    assert [name for name in hints if name in tested] == tested
    assert set(hints) - set(tested) == (set(written) if assignment.name < "06" else set())
    assert {len(texts) for texts in hints.values()} == {3}
    for other in COURSE.assignments():
        assert find_spoilers(json.loads(other.source_path.read_text()), hints) == []


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda each: each.name)
def test_the_first_hint_asks_and_no_two_are_alike(assignment):
    hints = read_hints(assignment)
    texts = [text for each in hints.values() for text in each]
    assert len(set(texts)) == len(texts)
    assert [name for name, each in hints.items() if "?" not in each[0]] == []
    assert [text for text in texts if len(text) > 500] == []
