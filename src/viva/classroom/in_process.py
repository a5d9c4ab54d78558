"""Grade in this process, one task after the other: for little work, and for commands of others."""

from __future__ import annotations

from collections.abc import Iterator

from viva.classroom.dispatch import Dispatcher, JudgeProcess
from viva.classroom.grader import Grader
from viva.classroom.tasks import Answer, Request
from viva.course.confinement import Confinement


class InProcess(Dispatcher[JudgeProcess]):
    """The only judge is this process.

    Parameters
    ----------
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is confined.
    """

    def __init__(self, figures: bool, confinement: Confinement) -> None:
        super().__init__()
        self.figures = figures
        self.confinement: Confinement = confinement
        self.grader = Grader(figures, confinement)
        self.judges.append(JudgeProcess(ready=True))
        self.request: Request | None = None

    def close(self) -> None:
        """End the worker."""
        self.grader.close()

    def send(self, judge: JudgeProcess, request: Request) -> None:
        """Remember the request: it is performed when its answer is waited for.

        So one is not begun before what came of the one before is written down.
        """
        self.request = request

    def receive(self) -> Iterator[tuple[JudgeProcess, Answer]]:
        """Perform the request."""
        assert self.request is not None
        (judge,) = self.judges
        yield judge, self.grader.perform(self.request)

    def discard(self, judge: JudgeProcess) -> Answer:
        """Refuse: this process cannot be gone."""
        raise AssertionError("this process is still here")
