import pytest

from viva.authoring.exam_files import EMPTY, add_question, with_question
from viva.course.layout import UsageProblem
from viva.exam.load import load_exam

QUESTION = 'from viva.exam import Question\n\nq = Question("{}")\n'


def test_questions_are_added_to_an_exam_that_is_made_with_the_first(tmp_path):
    for name in ("q01_a", "q02_b", "q03_c"):
        path = add_question(tmp_path, "01_ex", "ex", name, QUESTION.format(name))
        assert path == tmp_path / "ex" / f"{name}.py"
    assert list(load_exam(tmp_path / "ex").questions) == ["q01_a", "q02_b", "q03_c"]
    with pytest.raises(UsageProblem, match=r"q02_b\.py exists already"):
        add_question(tmp_path, "01_ex", "ex", "q02_b", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("exam = Exam('x', [])", "from . import q\nexam = Exam('x', [q.q])"),
        ("from . import a\nexam = Exam('ä', [a.q])", "from . import a\nfrom . import q\nexam ="),
        ("exam = Exam('x', [\n    a.q,\n])", "[\n    a.q,\n    q.q,\n])"),
        ("exam = Exam('x')", None),
        ("def", None),
    ],
)
def test_a_list_of_questions_is_found_and_continued(text, expected):
    found = with_question(text, "q")
    assert found is None if expected is None else expected in found
    assert "ä" not in text or "[a.q, q.q]" in found


def test_an_exam_in_one_file_or_without_a_list_is_left_alone(tmp_path):
    (tmp_path / "one.py").write_text("exam = None")
    with pytest.raises(UsageProblem, match="is an exam in one file"):
        add_question(tmp_path, "01_one", "one", "q", "")
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "__init__.py").write_text("exam = None")
    with pytest.raises(UsageProblem, match="has no list of questions"):
        add_question(tmp_path, "02_two", "two", "q", "")
    assert not (tmp_path / "two" / "q.py").exists()
    assert "{name}" in EMPTY
