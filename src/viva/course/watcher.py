"""Whoever wants to know how far a grading is."""

from __future__ import annotations

from viva.judge.verdict import Verdict


class Watcher:
    """Is told how far a grading is; does nothing with it. See `viva.course.progress`."""

    def started(self, student: str) -> None:
        """Hear that somebody begins with a student's submission."""

    def done(self, verdict: Verdict, taken: str) -> None:
        """Hear that a verdict is written.

        Parameters
        ----------
        taken
            Where it comes from: ``graded``, ``stored``, or ``in part`` if only questions that
            have changed were asked again.
        """

    def failed(self, student: str, reason: str) -> None:
        """Hear why a submission could not be graded."""
