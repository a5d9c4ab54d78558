import json
from pathlib import Path

import pytest
from small_course import ANSWER, make_course

from viva.course.layout import Course
from viva.release.build import ReleaseError, build_release, check_release
from viva.release.hints import HintProblem, automatic_questions, read_hints
from viva.release.spoilers import find_spoilers
from viva.student.given import FILE_NAME, read_given

GOOD = 'q01_double = ["What is 3\\n  doubled?", "Go through them."]'
COURSE = Course(Path(__file__).parents[2])


def course_with(folder, text):
    make_course(folder)
    (folder / "tests" / "hints").mkdir()
    (folder / "tests" / "hints" / "warm_up.toml").write_text(text)
    course = Course(folder)
    return course, course.find("01")


def test_hints_are_read_in_one_line_each(tmp_path):
    _, assignment = course_with(tmp_path, GOOD)
    assert read_hints(assignment) == {"q01_double": ["What is 3 doubled?", "Go through them."]}


def test_an_assignment_may_have_none(tmp_path):
    assert read_hints(make_course(tmp_path).find("01")) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no hints for q01_double"),
        ("q01_double = [", "cannot be read"),
        ("q01_double = []", "list of one to 3 texts"),
        ('q01_double = "A?"', "list of one to 3 texts"),
        ('q01_double = ["a", "b", "c", "d"]', "list of one to 3 texts"),
        ('q01_double = ["a", " "]', "list of one to 3 texts"),
        (f'{GOOD}\nq02_linear = ["a"]', "q02_linear is not a question that tests grade"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_released(tmp_path, text, words):
    course, assignment = course_with(tmp_path, text)
    with pytest.raises(HintProblem, match=words):
        read_hints(assignment)
    with pytest.raises(ReleaseError, match=words):
        build_release(course, assignment, tmp_path / "built")


def test_a_release_carries_hints_and_answer_cells_and_no_exam(tmp_path):
    course, assignment = course_with(tmp_path, GOOD)
    built = build_release(course, assignment, course.release)
    given = read_given(built / FILE_NAME)
    assert given.hints == {"q01_double": ("What is 3 doubled?", "Go through them.")}
    stub = ANSWER.partition("    ### BEGIN")[0] + '    raise NotImplementedError("q01_double")'
    assert given.released == {"q01_double": stub, "q02_linear": "YOUR ANSWER HERE"}
    assert sorted(path.name for path in built.iterdir()) == [FILE_NAME, "warm_up.ipynb"]
    assert check_release(course, assignment) == []
    assignment.hints_path.write_text(GOOD.replace("Go", "Walk"))
    assert check_release(course, assignment) == [
        f"release/01_warm_up/{FILE_NAME} differs from what source/ makes."
    ]


@pytest.mark.parametrize("assignment", COURSE.assignments(), ids=lambda each: each.name)
def test_every_question_of_this_course_has_three_hints_that_give_nothing_away(assignment):
    hints = read_hints(assignment)
    assert list(hints) == automatic_questions(assignment.source_path)
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
