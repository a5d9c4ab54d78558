"""Small classes for the tests of the report."""

from viva.grading.verdict import QuestionVerdict, Verdict


def question(status="passed", score=None, *, id="q01", max_score=2.0, message="", diagnosis=None):
    if score is None:
        score = max_score if status == "passed" else 0.0
    return QuestionVerdict(id, score, max_score, status, message, diagnosis)


def verdict(student, *questions, assignment="03_list_mlp", written=(), sandbox="bubblewrap"):
    return Verdict(
        assignment, student, "graded", questions, sandbox, 1.0, written=frozenset(written)
    )


def unreadable(student, message="The file is not JSON.", assignment="03_list_mlp"):
    return Verdict(assignment, student, "unreadable", (), "bubblewrap", 0.0, message)
