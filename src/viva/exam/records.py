"""What an exam is made of: cases, right and wrong answers, and what a case may return or raise."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from viva.compare.numbers import Tolerance

MOST_KEPT = 0.5
"""A wrong answer keeps at most this share of its points, where the exam does not say more."""


class Wrong(Exception):
    """Raised in a case when the candidate's answer is wrong; the message is for the student."""


def check(condition: Any, sentence: str) -> None:
    """Fail the case with `sentence` unless `condition` is true.

    Raises
    ------
    Wrong
        With the sentence, which must hold neither inputs nor expected values.
    """
    if not condition:
        raise Wrong(sentence)


@dataclass(frozen=True)
class Pair:
    """What a case returns when the expected value follows from the candidate's own work."""

    value: Any
    expected: Any


@dataclass(frozen=True)
class Case:
    """One hidden test of a question.

    Attributes
    ----------
    title
        Shown to the student, so it says what is tried and not with which numbers.
    ask
        ``ask(candidate, rng)`` asks the candidate and returns what it answered, or a `Pair`.
    weight
        Share of the question's points, relative to the other cases.
    tolerance, lists, extra_returns
        How the answer is compared; see `viva.compare.difference.difference`.
    seconds
        Time limit for one call into the student's code.
    diagnose
        Whether wrong answers are run on this case to recognise a mistake. False for long
        trainings.
    series
        Which inputs are drawn: other ones for each number.
    """

    question_id: str
    title: str
    ask: Callable[[Any, np.random.Generator], Any]
    weight: float
    tolerance: Tolerance
    lists: bool
    extra_returns: bool
    seconds: float
    diagnose: bool
    series: int = 0

    def rng(self) -> np.random.Generator:
        """Return random numbers that are the same at every grading, from the ids of the case."""
        series = f"/{self.series}" if self.series else ""
        digest = hashlib.sha256(f"{self.question_id}/{self.title}{series}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:8], "big"))


@dataclass(frozen=True)
class RightAnswer:
    """A differently written correct answer, which must pass."""

    title: str
    code: str


@dataclass(frozen=True)
class WrongAnswer:
    """A deliberate mistake, and the hint that a student who makes it should read.

    Attributes
    ----------
    keeps
        The share of the points that it may keep.
    """

    title: str
    hint: str
    code: str
    recognise: Callable[[Any], bool] | None = None
    keeps: float = MOST_KEPT


@dataclass(frozen=True)
class Refusal:
    """A module that an answer may not use, the names by which it is known, and what to say."""

    module: str
    names: frozenset[str]
    sentence: str


@dataclass(frozen=True)
class Equivalent:
    """Changes of the solution that leave it right, so that no case can object.

    Attributes
    ----------
    why
        What makes them right.
    was, now
        The line of the solution, and what mutants make of it; see `viva.certify.mutate`.
    """

    why: str
    was: str
    now: tuple[str, ...]
