"""What comes out of grading one submission."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from viva.grading.plain import plain

QuestionStatus = Literal[
    "passed", "partial", "failed", "error", "timeout", "killed", "missing", "blank", "manual"
]
SubmissionStatus = Literal["graded", "unreadable", "killed"]


@dataclass(frozen=True)
class CaseResult:
    """Whether one case of a question passed, and by what share of the points it counts."""

    title: str
    passed: bool
    weight: float = 1.0


@dataclass(frozen=True)
class QuestionVerdict:
    """The verdict on one question.

    Attributes
    ----------
    message
        What the student reads; empty where there is nothing to say. It is made plain here, for
        whoever shows it.
    diagnosis
        The title of the wrong answer that was recognised, if one was.
    seconds
        How long its cells and its examination took.
    """

    id: str
    score: float
    max_score: float
    status: QuestionStatus
    message: str = ""
    diagnosis: str | None = None
    cases: tuple[CaseResult, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", plain(self.message))

    def as_json(self) -> dict[str, Any]:
        """Give the question's part of the JSON contract."""
        return {
            "id": self.id,
            "score": self.score,
            "max_score": self.max_score,
            "status": self.status,
            "message": self.message,
            "diagnosis": self.diagnosis,
            "cases": [{"title": case.title, "passed": case.passed} for case in self.cases],
        }


@dataclass(frozen=True)
class Verdict:
    """The verdict on one submission.

    Attributes
    ----------
    student
        The student's id, or None where a file was graded on its own.
    score, max_score
        Points of the questions that are graded automatically. Written answers (status
        ``manual``, or ``blank`` when untouched) are marked by a person and counted in the
        gradebook.
    sandbox
        What kept the student's code in: ``bubblewrap``, ``user`` or ``none``.
    message
        One sentence on the submission as a whole, made plain here too; empty where there is
        nothing to say.
    layout
        A fingerprint of how the submission lies over the instructor's notebook; see
        `viva.grading.again`.
    notebook
        The executed notebook as JSON-able data, or None where the submission was not run.
    """

    assignment: str
    student: str | None
    status: SubmissionStatus
    questions: tuple[QuestionVerdict, ...]
    sandbox: str
    seconds: float
    message: str = ""
    written: frozenset[str] = frozenset()
    layout: str = field(default="", repr=False, compare=False)
    notebook: dict[str, Any] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", plain(self.message))

    @property
    def score(self) -> float:
        """Points earned in the questions that are graded automatically."""
        return sum(q.score for q in self.questions if q.id not in self.written)

    @property
    def max_score(self) -> float:
        """Points to be had in the questions that are graded automatically."""
        return sum(q.max_score for q in self.questions if q.id not in self.written)

    @property
    def written_max_score(self) -> float:
        """Points to be had in written answers, which a person marks."""
        return sum(q.max_score for q in self.questions if q.id in self.written)

    def with_note(self, note: str) -> Verdict:
        """Add a sentence on the submission as a whole."""
        if not note:
            return self
        return replace(self, message=f"{note} {self.message}".strip())

    def as_json(self) -> dict[str, Any]:
        """Give the object that ``viva grade --json`` prints."""
        return {
            "assignment": self.assignment,
            "student": self.student,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "sandbox": self.sandbox,
            "seconds": self.seconds,
            "message": self.message,
            "questions": [question.as_json() for question in self.questions],
        }
