import pytest

from viva.exam.load import ExamProblem, find_exam, load_exam, load_exam_text


def write(folder, text, name="made_up"):
    path = folder / "tests" / "hidden" / f"{name}.py"
    path.parent.mkdir(parents=True)
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
    with pytest.raises(ExamProblem, match=r"tests/hidden/other\.py"):
        find_exam("other", below)


def test_an_exam_can_be_made_from_its_source_alone():
    exam = load_exam_text(
        "small",
        "from viva.exam import Exam\nexam = Exam('small')\nq = exam.question('q01')\n"
        "@q.wrong('one', hint='Two.')\ndef answer():\n    return 1\n",
    )
    assert exam.questions["q01"].wrong_answers[0].code == "def answer():\n    return 1\n"
    with pytest.raises(ExamProblem, match=r"small\.py, line 1: ZeroDivisionError"):
        load_exam_text("small", "1 / 0")
