"""Verdicts for tests of what is written about them."""

from viva.grading.verdict import QuestionVerdict, Verdict
from viva.report.checked import Checked

STATUSES = ["passed", "partial", "failed", "error", "timeout", "killed", "missing"]
STATUSES += ["blank", "manual", "missing package"]


def question(name="q01", status="failed", message="The sum is off."):
    score = {"passed": 2.0, "partial": 0.5}.get(status, 0.0)
    made = QuestionVerdict(name, score, 2.0, status, "", seconds=0.28)
    # As a student may have written it: what writes verdicts relies on nobody before it.
    object.__setattr__(made, "message", message)
    return made


def checked(*questions, name="ada", file=None, lines=None, **changes):
    settings = {
        "assignment": "01_line",
        "student": name,
        "status": "graded",
        "questions": questions,
        "sandbox": "bubblewrap",
        "seconds": 1.25,
        "written": frozenset(q.id for q in questions if q.status == "manual"),
    }
    return Checked(Verdict(**(settings | changes)), name, file, lines or {})


def one_of_each():
    return checked(*(question(f"q{n:02d}", status) for n, status in enumerate(STATUSES)))


def unreadable(**changes):
    return checked(status="unreadable", message="The file breaks off.", **changes)


def without_time(verdict):
    """A verdict as JSON, without what differs from one time to the next."""
    data = verdict.as_json()
    questions = [question | {"seconds": 0} for question in data["questions"]]
    return data | {"seconds": 0, "questions": questions}
