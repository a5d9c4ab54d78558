import pytest

from viva.grading import examine

EXAM = """
from viva.exam import Exam
exam = Exam("made_up")
q = exam.question("q01_double")
@q.reference
def double(x):
    return 2 * x
@q.case("a number")
def case(candidate, rng):
    return candidate.double(rng.normal())
@q.wrong("halves", hint="This is half.")
def double(x):
    return x / 2
"""


@pytest.fixture(autouse=True)
def notebook_folder(tmp_path, monkeypatch):
    path = tmp_path / "tests" / "hidden" / "made_up.py"
    path.parent.mkdir(parents=True)
    path.write_text(EXAM)
    folder = tmp_path / "source" / "01_made_up"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)


def test_the_hidden_line_works_in_the_instructors_own_notebook(capsys):
    examine("made_up", "q01_double", {"double": lambda x: x + x})
    assert "1 of 1 hidden cases pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"double": lambda x: 0.5 * x}, "q01_double: This is half."),
        ({}, "`double` is not defined"),
        ({"double": lambda x: 1 / 0}, "ZeroDivisionError"),
    ],
)
def test_a_failure_is_an_assertion_with_the_message(names, words):
    with pytest.raises(AssertionError, match=words):
        examine("made_up", "q01_double", names)


def test_an_unknown_question_is_named():
    with pytest.raises(AssertionError, match="no question q02"):
        examine("made_up", "q02", {})


def test_what_the_package_does_not_offer_is_named():
    import viva.grading

    with pytest.raises(AttributeError, match="examin"):
        viva.grading.examin  # noqa: B018
