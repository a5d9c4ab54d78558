import pytest
from click.testing import CliRunner
from small_course import make_course

from viva.cli import main
from viva.report import feedback


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    monkeypatch.chdir(course.root)
    folder = course.autograded / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    (folder / "warm_up.ipynb").write_text("{}")
    return course


@pytest.fixture
def asked(monkeypatch, course):
    calls = []

    def generate(course, assignment, student):
        calls.append((assignment.name, student))
        return [course.feedback / "page"], [] if student == "*" else [f"{student}: no."]

    monkeypatch.setattr(feedback, "generate_feedback", generate)
    return calls


def run(*arguments):
    return CliRunner().invoke(main, ["feedback", *arguments])


def test_pages_are_counted_and_problems_told(asked):
    result = run("01")
    assert (result.exit_code, result.output) == (0, "01_warm_up: 1 page in feedback/\n")
    result = run("01", "--student", "ada")
    assert result.exit_code == 1
    assert "ada: no." in result.output
    assert asked == [("01_warm_up", "*"), ("01_warm_up", "ada")]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "NN"),
        (["07"], 2, "Assignments: 01_warm_up"),
        (["01", "--student", "bob"], 1, "bob has not been graded on 01_warm_up yet"),
    ],
)
def test_what_is_not_there(asked, arguments, code, words):
    result = run(*arguments)
    assert result.exit_code == code
    assert words in result.output
    assert asked == []


def test_nobody_is_graded_yet(course):
    (course.autograded / "ada" / "01_warm_up" / "warm_up.ipynb").unlink()
    result = run("01")
    assert result.exit_code == 1
    assert "Nobody has been graded on 01_warm_up yet: run `viva grade` first." in result.output
