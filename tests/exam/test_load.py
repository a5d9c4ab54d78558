from pathlib import Path

import pytest

from viva.exam import Wrong
from viva.exam.load import ExamProblem, find_exam, load_exam, load_exam_texts, read_exam


def write(folder, text, name="made_up"):
    path = folder / "tests" / "hidden" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_an_exam_is_loaded(tmp_path):
    path = write(tmp_path, "from viva.exam import Exam\nexam = Exam('made_up')\n")
    assert load_exam(path).name == "made_up"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "must define"), ("exam = 3", "must define"), ("\n1 / 0", "line 2: ZeroDivisionError")],
)
def test_a_broken_exam_is_one_sentence(tmp_path, text, words):
    with pytest.raises(ExamProblem, match=words):
        load_exam(write(tmp_path, text))


def test_a_missing_exam_is_named(tmp_path):
    with pytest.raises(ExamProblem, match="There is no exam"):
        load_exam(tmp_path / "none.py")


def test_the_exam_is_found_from_a_folder_below(tmp_path):
    path = write(tmp_path, "")
    below = tmp_path / "source" / "01_made_up"
    below.mkdir(parents=True)
    assert find_exam("made_up", below) == path
    with pytest.raises(ExamProblem, match="tests/hidden/other"):
        find_exam("other", below)


SMALL = """from viva.exam import Exam

exam = Exam("small")
q = exam.question("q01")


@q.wrong("one", hint="Two.")
def answer():
    return 1
"""


def test_an_exam_can_be_made_from_its_texts_alone():
    exam = load_exam_texts({"small.py": SMALL}, "elsewhere/small.py")
    assert exam.questions["q01"].wrong_answers[0].code == "def answer():\n    return 1\n"
    with pytest.raises(ExamProblem, match=r"elsewhere/small\.py, line 1: ZeroDivisionError"):
        load_exam_texts({"small.py": "1 / 0"}, "elsewhere/small.py")
    with pytest.raises(ExamProblem, match=r"elsewhere/small\.py, line 2: SyntaxError: "):
        load_exam_texts({"small.py": "\ndef"}, "elsewhere/small.py")


PACKAGE = {
    "__init__.py": """from viva.exam import Exam
from . import q01_one, q02_two

exam = Exam("small", [q01_one.q, q02_two.q], lists=True)
""",
    "shared.py": "def number():\n    return 1\n",
    "q01_one.py": """from viva.exam import Question
from .shared import number

q = Question("q01_one")


@q.reference
def one():
    return number()


@q.case("one")
def once(candidate, rng):
    return candidate.one()
""",
    "q02_two.py": """from viva.exam import Question, check

q = Question("q02_two", lists=False)


@q.case("two")
def twice(candidate, rng):
    from .shared import number

    check(number() == 2, "It is not two.")
""",
}


def package(folder, texts):
    for name, text in texts.items():
        write(folder, text, f"small/{name.removesuffix('.py')}")
    return folder / "tests" / "hidden" / "small"


def test_an_exam_may_be_a_package_with_a_file_for_each_question(tmp_path):
    path = package(tmp_path, PACKAGE)
    assert find_exam("small", tmp_path) == path
    assert read_exam(path) == PACKAGE
    for exam in (load_exam(path), load_exam_texts(PACKAGE, "far/away/small")):
        assert list(exam.questions) == ["q01_one", "q02_two"]
        assert [q.cases[0].lists for q in exam.questions.values()] == [True, False]
        assert exam.names["one"]() == 1
        with pytest.raises(Wrong, match="not two"):
            exam.questions["q02_two"].cases[0].ask(None, None)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("q01_one.py", "\n1 / 0", r"small/q01_one\.py, line 2: ZeroDivisionError"),
        ("q01_one.py", "def", r"small/q01_one\.py, line 1: SyntaxError"),
        ("q03_more.py", "", r"small/__init__\.py does not import q03_more\.py"),
        (
            "shared.py",
            "from viva.exam import Question\nnumber = 1\nr = Question('q03')",
            r"q03 is not among the exam's questions\. Add it to the list in Exam\('small', \[…\]\)",
        ),
        (
            "__init__.py",
            "from . import q09",
            r"small/__init__\.py, line 1: it imports q09, but there is no q09\.py beside it",
        ),
        ("q02_two.py", "from .helpers import x", r"q02_two\.py, line 1: it imports helpers, but"),
        ("q02_two.py", "import no_such", r"line 1: ModuleNotFoundError: No module named 'no_such'"),
        ("q02_two.py", "import sys\nsys.exit(3)", r"q02_two\.py, line 2: it ends the program"),
    ],
)
def test_what_is_wrong_in_a_package_is_said_with_its_file(tmp_path, name, text, words):
    with pytest.raises(ExamProblem, match=words):
        load_exam(package(tmp_path, PACKAGE | {name: text}))


def test_two_loads_share_nothing(tmp_path):
    path = package(tmp_path, PACKAGE)
    first = load_exam(path)
    (path / "shared.py").write_text("def number():\n    return 2\n")
    assert load_exam(path).names["one"]() == 2
    assert first.names["one"]() == 1


def test_an_exam_does_not_see_the_folder_in_which_viva_is_called(tmp_path, monkeypatch):
    (tmp_path / "matplotlibrc").write_text("font.size: 77\n")
    monkeypatch.chdir(tmp_path)
    text = "import os\nfrom viva.exam import Exam\nexam = Exam('e')\nexam.folder = os.getcwd()\n"
    assert load_exam_texts({"e.py": text}, "e.py").folder == tmp_path.anchor
    assert Path.cwd() == tmp_path
    with pytest.raises(ExamProblem):
        load_exam_texts({"e.py": "1 / 0"}, "e.py")
    assert Path.cwd() == tmp_path


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = package(tmp_path, PACKAGE)
    (path / "q02_two.py").write_bytes(b"# d\xe9j\xe0 vu\n")
    with pytest.raises(ExamProblem, match=r"q02_two\.py is not in UTF-8\. Save it"):
        load_exam(path)
