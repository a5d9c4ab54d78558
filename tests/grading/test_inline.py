import pytest
from classic_notebook import (
    QUESTIONS,
    classic_course,
    hand_in,
    scores_in,
    stock_course,
    stock_scores,
)

from viva.classroom.batch import grade_assignment
from viva.grading.inline import about_output, score_of, shown_lines

# Stock nbgrader takes a course's settings, and what they name.
RECORDED = pytest.mark.recorded(
    "idioms of nbgrader", enters=["release.elsewhere", "release.keep_help", "report.feedback"]
)


def result(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


def stream(name, text="x"):
    return {"output_type": "stream", "name": name, "text": text}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": ""}


@pytest.mark.parametrize(
    ("outputs", "score"),
    [
        ([], 4.0),
        ([stream("stdout")], 4.0),
        ([ERROR], 0.0),
        ([stream("stdout"), stream("stderr")], 0.0),
        ([result("2.5")], 2.5),
        ([result("0")], 0.0),
        ([result("9")], 4.0),
        ([result("-1")], 4.0),
        ([result("True")], 4.0),
        ([result(["1", ".5"])], 1.5),
        ([result("1"), ERROR], 1.0),
        ([ERROR, result("1")], 0.0),
    ],
)
def test_a_test_cell_scores_as_nbgrader_scores_it(outputs, score):
    assert score_of(outputs, 4.0) == score


def test_what_was_written_to_stderr_is_told():
    assert "counts as a failure: careful" in about_output([stream("stderr", "careful\nthen")])
    assert about_output([result("0"), stream("stderr")]) == "A test fails."
    assert about_output([stream("stdout"), result("0")]) == "A test fails."


def test_hidden_lines_are_not_shown():
    text = "assert f(1)\n### BEGIN HIDDEN TESTS\nassert f(2)\n### END HIDDEN TESTS\nassert f(3)"
    assert shown_lines({"source": text}).split("\n") == ["assert f(1)", "", "", "", "assert f(3)"]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The scores of stock nbgrader, and viva's verdicts and scores, of the same class."""
    stock, ours = tmp_path_factory.mktemp("stock"), tmp_path_factory.mktemp("ours")
    notebooks = stock_course(stock)
    course = classic_course(ours)
    folder = ours / "release" / "01_classic"
    folder.mkdir(parents=True)
    for name in ("helper.py", "data.csv"):
        (folder / name).write_bytes((stock / "source/01_classic" / name).read_bytes())
    hand_in(ours, "01_classic", notebooks, "classic")
    verdicts = grade_assignment(course, course.find("01"), jobs=1)
    return stock_scores(stock), scores_in(ours / "gradebook.db", "01_classic"), verdicts


@RECORDED
@pytest.mark.slow
def test_32_idioms_are_graded_as_stock_nbgrader_grades_them(both):
    stock, ours, _ = both
    assert set(stock) == {"right", "blank", "ada", "ben", "cem"}
    assert len(stock["right"]) == len(QUESTIONS) + 2 == 32
    assert stock["right"]["q12_partial_test"][0] == 2.0
    assert 20 <= sum(score or 0 for score, _, _ in stock["cem"].values()) < 31
    for student in stock:
        theirs = {name: said[:2] for name, said in stock[student].items()}
        assert {name: said[:2] for name, said in ours[student].items()} == theirs, student


@RECORDED
@pytest.mark.slow
def test_tasks_and_code_that_a_person_marks_wait_for_that(both):
    _, ours, verdicts = both
    assert ours["right"]["q32_task"] == (None, 3.0, True)
    for student in ("right", "ada", "ben", "cem"):
        assert ours[student]["q31_manual_code"] == (None, 2.0, True), student
    verdict = next(v for v in verdicts if v.student == "right")
    assert (verdict.score, verdict.max_score, verdict.written_max_score) == (31.0, 31.0, 5.0)
    assert verdict.inline == {name for name, _, _, _ in QUESTIONS}


@RECORDED
@pytest.mark.slow
def test_a_student_reads_why_points_were_lost(both):
    said = {v.student: {q.id: q for q in v.questions} for v in both[2]}
    assert said["blank"]["q01_value"].status == "blank"
    assert said["ada"]["q12_partial"].status == "partial"
    assert said["ben"]["q10_shared_test_names"].message.startswith("The test fails at the line")
    assert said["ada"]["q01_value"].message == "The test fails."
    assert "SyntaxError" in said["cem"]["q04_dataframe"].message
