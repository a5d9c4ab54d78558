import json

from viva.export.gradescope_results import SORRY, failed_results, results_of
from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict

PASSED = QuestionVerdict("q01", 2.0, 2.0, "passed", "", None, (CaseResult("one", True),))
PARTIAL = QuestionVerdict(
    "q02",
    1.5,
    3.0,
    "partial",
    "The bias is missing.",
    "no bias",
    (CaseResult("rows", True), CaseResult("one row", False)),
)
WRITTEN = QuestionVerdict("q03", 0.0, 4.0, "manual", "Will be marked by hand.")


def verdict(**changes):
    settings = {
        "assignment": "01_warm_up",
        "student": "",
        "status": "graded",
        "questions": (PASSED, PARTIAL, WRITTEN),
        "sandbox": "bubblewrap",
        "seconds": 1.6,
        "message": "A cell took too long and was stopped.",
        "written": frozenset({"q03"}),
    }
    return Verdict(**(settings | changes))


def test_each_question_has_its_points_and_its_message():
    found = results_of(verdict(), "after_published")
    assert found["score"] == 3.5 and found["execution_time"] == 2
    assert found["tests"] == [
        {
            "name": "q01",
            "score": 2.0,
            "max_score": 2.0,
            "status": "passed",
            "output": "",
            "output_format": "text",
            "visibility": "after_published",
        },
        {
            "name": "q02",
            "score": 1.5,
            "max_score": 3.0,
            "status": "failed",
            "output": "The bias is missing.\n✓ rows\n✗ one row",
            "output_format": "text",
            "visibility": "after_published",
        },
    ]


def test_written_answers_are_left_to_a_person():
    said = results_of(verdict(), "visible")["output"]
    assert said.startswith("A cell took too long and was stopped. 4 points are for written answers")
    assert results_of(verdict(written=frozenset(), message=""), "visible")["output"] == ""


def test_a_note_is_for_the_instructor_alone_and_gives_no_points():
    found = results_of(verdict(), "visible", "There is no sandbox.")
    *_, note = found["tests"]
    assert note["visibility"] == "hidden" and note["output"] == "There is no sandbox."
    assert "score" not in note and "sandbox" not in found["output"]
    assert len(results_of(verdict(), "visible")["tests"]) == 2


def test_a_failure_of_ours_is_told_to_the_instructor_and_not_to_the_student():
    found = failed_results("Traceback: secret")
    assert (found["score"], found["output"]) == (0, SORRY)
    shown = [test for test in found["tests"] if test["visibility"] != "hidden"]
    assert shown == [] and "secret" in json.dumps(found["tests"])
