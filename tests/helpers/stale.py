"""What of the course's certificate may no longer hold; `make certify` certifies it anew."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from viva.certify.certify import Trial, all_trials
from viva.certify.record import State, read_record, state_of
from viva.course.layout import Assignment, Course
from viva.grading.bundle import Bundle

COURSE = Course(Path(__file__).parents[2])
RECORD = COURSE.root / "docs" / "certificate.json"
# Of each question, where the engine or a package has changed.
WRONG, RIGHT = 2, 1


@dataclass(frozen=True)
class Stale:
    """What has changed of an assignment since it was certified.

    Attributes
    ----------
    questions
        Those that have changed: of these everything is certified again.
    engine
        Whether what grades has changed, or Python, or a package: then a sample of everything is
        certified again, and in CI everything.
    """

    questions: frozenset[str]
    engine: bool

    def whole(self, question: str) -> bool:
        """Return whether all of a question is to be certified again."""
        return question in self.questions or (self.engine and bool(os.environ.get("CI")))

    def trials(self, bundle: Bundle) -> Iterator[Trial]:
        """Yield what is to be graded; always the solution and the blank release."""
        drawn: Counter[tuple[str | None, str]] = Counter()
        for trial in all_trials(bundle):
            drawn[trial.question, trial.kind] += 1
            few = drawn[trial.question, trial.kind] <= (RIGHT if trial.kind == "right" else WRONG)
            if trial.question is None or self.whole(trial.question) or (self.engine and few):
                yield trial


@cache
def stale(assignment: Assignment) -> Stale:
    """Compare an assignment with what was certified of it."""
    now, then = state_of(COURSE, assignment), read_record(RECORD).get(assignment.name, State())
    return Stale(frozenset(now.changed_since(then)), now.environment != then.environment)


def skip_if_certified(number: str, question: str) -> None:
    """Skip a slow test of a question's exam when it has not changed since it last passed."""
    if not stale(COURSE.find(number)).whole(question):
        pytest.skip("nothing has changed since `make certify`")
