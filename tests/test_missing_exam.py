"""An exam that is missing, misnamed or of other questions stops every command, in one sentence."""

import pytest
from click.testing import CliRunner
from full_exam import HEAD, full_course, write_exam

from viva.certify.certify import Trial, trial_notebook
from viva.cli import main
from viva.course.bundle import make_bundle

COMMANDS = ("release", "release 01", "certify", "grade", "grade 01", "grade warm_up.ipynb")
# Where one assignment is named or comes first, its exam is missed; it may have another name.
OF_ALL = ("release", "certify", "grade")
MISSING = "there is no tests/hidden/warm_up. Write it, give it this name, or remove the line."
COMMANDS += ("export otter", "export gradescope 01", "demo")


@pytest.fixture
def course(tmp_path, monkeypatch):
    made, assignment = full_course(tmp_path)
    notebook = trial_notebook(make_bundle(assignment), Trial("blank"))
    for place in (made.root, made.submitted / "ada" / "01_warm_up"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "warm_up.ipynb").write_bytes(notebook)
    wheel = "viva_autograder-0.1.0-py3-none-any.whl"
    for name in ("requirements.txt", "requirements-uv.txt", wheel):
        (made.root / name).touch()
    monkeypatch.chdir(made.root)
    return made


def moved(course):
    (course.exams / "warm_up.py").rename(course.root / "warm_up.py")


def misnamed(course):
    (course.exams / "warm_up.py").rename(course.exams / "warmup.py")


def of_one_question_more(course):
    write_exam(course, head=HEAD.replace("q = exam", "exam.question('q02_triple')\nq = exam"))


def of_another_question(course):
    write_exam(course, head=HEAD.replace("q01_double", "q01_twice"))


def asked_by_nobody(course):
    path = course.source / "01_warm_up" / "warm_up.ipynb"
    path.write_text(path.read_text().replace("from viva.grading import examine;", "#"))


@pytest.mark.parametrize(
    ("fault", "words", "elsewhere"),
    [
        (moved, "01_warm_up/warm_up.ipynb: the hidden line of q01_double_test asks", {"demo"}),
        (misnamed, "tests/hidden/warmup.py is an exam, but source has no notebook warm", {"demo"}),
        (of_one_question_more, "q02_triple is in the exam tests/hidden/warm_up, but no", {"demo"}),
        (of_another_question, "q01_double_test asks for q01_double, which the exam", {"demo"}),
        (asked_by_nobody, "the hidden line of q01_double_test must be: from viva", {"demo"}),
    ],
)
def test_nothing_is_graded_or_released(course, fault, words, elsewhere):
    fault(course)
    for command in COMMANDS:
        result = CliRunner().invoke(main, command.split())
        said = " ".join(result.output.split())
        assert result.exit_code in (1, 2), (command, said)
        missed = MISSING in said and command not in OF_ALL
        assert words in said or missed or command in elsewhere, (command, said)
        assert isinstance(result.exception, SystemExit), (command, result.exception)
    assert not list(course.root.glob("*graded/*/*")) and not list(course.root.glob("release/*"))
    assert not list(course.root.glob("dist/*/*"))
