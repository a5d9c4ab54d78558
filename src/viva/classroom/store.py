"""Keep verdicts, so that nothing is graded twice: ``.viva/verdicts/ASSIGNMENT/STUDENT/``.

Where an assignment has several notebooks, those of each are in ``ASSIGNMENT+NOTEBOOK``.

A file's name is a fingerprint of the submission and of all that its verdict depends on but what
belongs to single questions; those have fingerprints of their own, in the file.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from viva.classroom.lock import STATE
from viva.course.handed_in import HandedIn
from viva.course.layout import Course
from viva.course.package import Package, digest
from viva.files import write_atomically
from viva.grading.verdict import Verdict

# Of one student's submissions of one assignment: the last few, under the last few settings.
KEPT = 4
LEVEL = 1


@dataclass(frozen=True)
class Kept:
    """A verdict from the store.

    Attributes
    ----------
    questions
        The fingerprint of each question under which it was made.
    """

    verdict: Verdict
    questions: Mapping[str, str]


class Store:
    """The verdicts on one assignment of one course."""

    def __init__(self, course: Course, package: Package) -> None:
        self.folder = course.root / STATE / "verdicts" / package.bundle.file_name
        self.package = package

    def base(self, student: str, handed_in: HandedIn) -> str:
        """Return the fingerprint of a submission, and of what its verdict depends on as a whole."""
        data = handed_in.data
        return digest(
            [
                self.package.base,
                student,
                None if data is None else hashlib.sha256(data).hexdigest(),
                [handed_in.problem, handed_in.note],
                {n: hashlib.sha256(c).hexdigest() for n, c in handed_in.files.items()},
            ]
        )

    def key(self, base: str) -> str:
        """Return the fingerprint of everything that a verdict depends on."""
        return digest([base, self.package.questions])

    def changed(self, kept: Kept) -> frozenset[str]:
        """Return the questions that have changed since a verdict was made."""
        now = self.package.questions
        return frozenset(q for q in now if kept.questions.get(q) != now[q])

    def find(self, student: str, base: str) -> Kept | None:
        """Return what is kept; None if there is nothing, or if it is damaged."""
        try:
            data = json.loads(zlib.decompress(self._path(student, base).read_bytes()))
            verdict = Verdict.from_json(data["verdict"], data["notebook"])
            return Kept(verdict, data["questions"])
        except (OSError, zlib.error, ValueError, KeyError, TypeError):
            return None

    def keep(self, student: str, base: str, verdict: Verdict) -> None:
        """Write a verdict; only the last few of a student are kept.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        data = {
            "questions": self.package.questions,
            "verdict": verdict.as_json(),
            "notebook": verdict.notebook,
        }
        path = self._path(student, base)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, zlib.compress(json.dumps(data).encode(), LEVEL), mode=0o600)
        others = [p for p in path.parent.iterdir() if p != path]
        for old in sorted(others, key=lambda p: p.stat().st_mtime_ns)[: 1 - KEPT or None]:
            old.unlink(missing_ok=True)

    def _path(self, student: str, base: str) -> Path:
        return self.folder / student / f"{base}.verdict"
