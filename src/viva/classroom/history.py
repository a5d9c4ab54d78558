"""Keep what came of each hand-in of a student: ``.viva/history/ASSIGNMENT/STUDENT/scores.json``.

Where an assignment has several notebooks, what came of each is in ``ASSIGNMENT+NOTEBOOK``.

``autograded/`` and the gradebook hold the last hand-in only, and the store names a verdict by all
that it depends on. Here is little: scores and named mistakes, one entry for each hand-in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from viva.classroom.lock import STATE
from viva.course.handed_in import HandedIn
from viva.course.layout import Course
from viva.files import write_atomically
from viva.grading.verdict import Verdict

FILE_NAME = "scores.json"
# More hand-ins than this are practice: the first one and the last few are kept.
KEPT = 20


@dataclass(frozen=True)
class Answered:
    """What came of one question of a hand-in.

    Attributes
    ----------
    exam
        A fingerprint of what was asked; scores for another exam cannot be compared.
    """

    score: float
    max_score: float
    status: str
    diagnosis: str | None
    exam: str


@dataclass(frozen=True)
class Attempt:
    """One hand-in.

    Attributes
    ----------
    fingerprint
        Of what was handed in; see `fingerprint`.
    when
        The time of the hand-in in ISO format; empty where none is recorded.
    questions
        Those that are graded automatically, by id; none where it could not be read.
    """

    fingerprint: str
    when: str
    questions: Mapping[str, Answered]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Attempt:
        """Return the hand-in that `asdict` described."""
        return cls(
            str(data["fingerprint"]),
            str(data["when"]),
            {str(name): Answered(**each) for name, each in data["questions"].items()},
        )


class History:
    """The hand-ins for one assignment of one course.

    Parameters
    ----------
    file_name
        The name of the assignment's folder; see `Assignment.file_name`.
    """

    def __init__(self, course: Course, file_name: str) -> None:
        self.folder = course.root / STATE / "history" / file_name

    def attempts(self, student: str) -> list[Attempt]:
        """Return a student's hand-ins, the first one first; none if what is kept is damaged."""
        try:
            data = json.loads(self._path(student).read_bytes())
            return [Attempt.from_json(each) for each in data]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return []

    def note(
        self,
        student: str,
        handed_in: str,
        verdict: Verdict,
        when: datetime | None,
        exams: Mapping[str, str],
    ) -> None:
        """Write down what came of a hand-in; one that is graded again keeps its place.

        Parameters
        ----------
        handed_in
            Its fingerprint.
        exams
            The fingerprint of each question's exam.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        answered = {
            q.id: Answered(q.score, q.max_score, q.status, q.diagnosis, exams.get(q.id, "")[:16])
            for q in (verdict.automatic if verdict.status == "graded" else ())
        }
        attempt = Attempt(handed_in, when.isoformat() if when else "", answered)
        kept = self.attempts(student)
        if kept and kept[-1].fingerprint == handed_in:
            kept[-1] = attempt
        else:
            # Who hands in an earlier version again has that as their last one.
            kept = [each for each in kept if each.fingerprint != handed_in] + [attempt]
        kept = kept[:1] + kept[1:][1 - KEPT :]
        path = self._path(student)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps([asdict(each) for each in kept])
        write_atomically(path, text.encode(), mode=0o600)

    def knows(self, student: str, handed_in: str) -> bool:
        """Return whether this is the last hand-in that is written down."""
        attempts = self.attempts(student)
        return bool(attempts) and attempts[-1].fingerprint == handed_in

    def _path(self, student: str) -> Path:
        return self.folder / student / FILE_NAME


def fingerprint(handed_in: HandedIn) -> str:
    """Return a fingerprint of the files of a hand-in, or of what is wrong with it."""
    found = hashlib.sha256(handed_in.data if handed_in.data is not None else b"")
    found.update(handed_in.problem.encode("utf-8", "replace"))
    for name in sorted(handed_in.files):
        found.update(name.encode("utf-8", "replace"))
        found.update(hashlib.sha256(handed_in.files[name]).digest())
    return found.hexdigest()[:32]
