"""What comes out of grading one submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from viva.grading.plain import plain

VISIBLE_TITLE = "the visible test"

# Reports make "marked" of "manual" where the gradebook holds marks; grading never gives it.
QuestionStatus = Literal[
    "passed",
    "partial",
    "failed",
    "error",
    "timeout",
    "killed",
    "missing",
    "blank",
    "manual",
    "marked",
    "missing package",
]
SubmissionStatus = Literal["graded", "unreadable", "killed"]


class VerdictProblem(ValueError):
    """Data is no verdict; the message says why."""


@dataclass(frozen=True)
class CaseResult:
    """Whether one case of a question passed, and by what share of the points it counts."""

    title: str
    passed: bool
    weight: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """Return the case's part of the JSON contract."""
        return {"title": self.title, "passed": self.passed, "weight": self.weight}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CaseResult:
        """Return the case that `as_json` described."""
        return cls(str(data["title"]), bool(data["passed"]), float(data.get("weight", 1.0)))


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

    @property
    def waits(self) -> bool:
        """Whether its score is open: a person gives it, or another machine must grade it."""
        return self.status in ("manual", "missing package")

    def as_json(self) -> dict[str, Any]:
        """Return the question's part of the JSON contract."""
        return {
            "id": self.id,
            "score": self.score,
            "max_score": self.max_score,
            "status": self.status,
            "message": self.message,
            "diagnosis": self.diagnosis,
            "seconds": self.seconds,
            "cases": [case.as_json() for case in self.cases],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> QuestionVerdict:
        """Return the verdict that `as_json` described."""
        diagnosis = data.get("diagnosis")
        return cls(
            id=_text(data, "id"),
            score=float(data["score"]),
            max_score=float(data["max_score"]),
            status=_one_of(QuestionStatus, data["status"]),
            message=str(data.get("message") or ""),
            diagnosis=None if diagnosis is None else str(diagnosis),
            cases=tuple(CaseResult.from_json(case) for case in data.get("cases", ())),
            seconds=float(data.get("seconds", 0.0)),
        )


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
        gradebook. Nor do those count that could not be graded here (``missing package``).
    sandbox
        What kept the student's code in: ``bubblewrap``, ``user`` or ``none``.
    message
        One sentence on the submission as a whole, made plain here too; empty where there is
        nothing to say.
    inline
        Questions whose tests ran in the student's process, as nbgrader runs them.
    layout
        A fingerprint of how the submission lies over the instructor's notebook; see
        `viva.grading.again`.
    notebook
        The executed notebook as JSON-able data, or None where the submission was not run.
    part
        The name of the notebook, where the assignment has several.
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
    inline: frozenset[str] = frozenset()
    notebook: dict[str, Any] | None = field(default=None, repr=False, compare=False)
    part: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", plain(self.message))

    @property
    def label(self) -> str:
        """What people call it that was graded: the assignment, or one of its notebooks."""
        return f"{self.assignment}/{self.part}" if self.part else self.assignment

    @property
    def score(self) -> float:
        """Points earned in the questions that are graded automatically."""
        return sum(question.score for question in self.automatic)

    @property
    def max_score(self) -> float:
        """Points to be had in the questions that are graded automatically."""
        return sum(question.max_score for question in self.automatic)

    @property
    def automatic(self) -> tuple[QuestionVerdict, ...]:
        """The questions that were graded automatically."""
        lacking = {question.id for question in self.lacking}
        return tuple(q for q in self.questions if q.id not in self.written | lacking)

    @property
    def lacking(self) -> tuple[QuestionVerdict, ...]:
        """The questions that this machine could not grade, for want of a package."""
        return tuple(q for q in self.questions if q.status == "missing package")

    @property
    def written_max_score(self) -> float:
        """Points to be had in written answers, which a person marks."""
        return sum(q.max_score for q in self.questions if q.id in self.written)

    def with_note(self, note: str) -> Verdict:
        """Return the verdict with one more sentence on the submission as a whole."""
        if not note:
            return self
        return replace(self, message=f"{note} {self.message}".strip())

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``viva grade --json`` prints, without the notebook."""
        return {
            "assignment": self.assignment,
            **({"notebook": self.part} if self.part else {}),
            "student": self.student,
            "status": self.status,
            "score": self.score,
            "max_score": self.max_score,
            "sandbox": self.sandbox,
            "seconds": self.seconds,
            "message": self.message,
            "written": sorted(self.written),
            **({"inline": sorted(self.inline)} if self.inline else {}),
            "layout": self.layout,
            "questions": [question.as_json() for question in self.questions],
        }

    @classmethod
    def from_json(cls, data: Any, notebook: dict[str, Any] | None = None) -> Verdict:
        """Return the verdict that `as_json` described.

        Parameters
        ----------
        notebook
            The executed notebook, which is kept beside it.

        Raises
        ------
        VerdictProblem
            If `data` is not the description of a verdict.
        """
        if not isinstance(data, Mapping):
            raise VerdictProblem(f"a verdict is an object, not {type(data).__name__}")
        try:
            return cls(
                assignment=_text(data, "assignment"),
                student=None if data["student"] is None else _text(data, "student"),
                status=_one_of(SubmissionStatus, data["status"]),
                questions=tuple(QuestionVerdict.from_json(each) for each in data["questions"]),
                sandbox=_text(data, "sandbox"),
                seconds=float(data["seconds"]),
                message=str(data.get("message", "")),
                written=frozenset(str(question) for question in data.get("written", ())),
                inline=frozenset(str(question) for question in data.get("inline", ())),
                layout=str(data.get("layout", "")),
                notebook=notebook,
                part=str(data.get("notebook", "")),
            )
        except KeyError as problem:
            raise VerdictProblem(f"the key {problem} is missing") from problem
        except (TypeError, AttributeError) as problem:
            raise VerdictProblem("a value has the wrong type") from problem
        except ValueError as problem:
            raise VerdictProblem(str(problem)) from problem


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _one_of(literal: Any, value: Any) -> Any:
    if value not in get_args(literal):
        raise VerdictProblem(f"{value!r} is not a status")
    return value
