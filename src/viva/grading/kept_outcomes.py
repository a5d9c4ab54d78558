"""Keep what wrong answers do in each case from one judge to the next.

It follows from the exam, from the versions of what computes it and from nothing that a student
hands in, and finding it out takes a judge about a second. It lies in the user's cache folder, which
no submission can see, in the closed set of types of the wire: reading it executes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from viva.files import keep, kept
from viva.grading.outcome import Outcome
from viva.remote.transport import CandidateError
from viva.worker.wire import WireError, decode, encode

KIND = "mistakes"
# Of one outcome, and of all outcomes of a question.
MOST, MOST_ALL = 2**18, 2**23

# The wrong answer, the case and the number of its inputs.
Place = tuple[str, str, int]


class KeptOutcomes:
    """The outcomes of the wrong answers of one exam.

    Parameters
    ----------
    fingerprint
        Returns a text that changes with all that the outcomes follow from; called once, and only
        when something is to be found.
    """

    def __init__(self, fingerprint: Callable[[], str]) -> None:
        self._fingerprint = fingerprint
        self._known: dict[str, dict[Place, tuple[str, bytes]]] = {}
        self._new: set[str] = set()
        self._marks: dict[tuple[str, str, int], tuple[Outcome, str]] = {}

    @cached_property
    def fingerprint(self) -> str:
        """What all outcomes follow from."""
        return self._fingerprint()

    def find(self, question: str, place: Place, reference: Outcome) -> Outcome | None:
        """Return what is kept; None if there is nothing.

        Parameters
        ----------
        reference
            What the references do in the case now. What was kept beside another outcome, as an exam
            has it that reads a file, does not count.
        """
        found = self._of(question).get(place)
        if found is None or found[0] != self._mark(question, place, reference):
            return None
        return as_outcome(found[1])

    def add(self, question: str, place: Place, reference: Outcome, outcome: Outcome) -> None:
        """Keep an outcome, if it can be written down as it is."""
        data, beside = as_bytes(outcome), self._mark(question, place, reference)
        if data is not None and beside and len(data) <= MOST:
            self._of(question)[place] = beside, data
            self._new.add(question)

    def save(self, question: str) -> None:
        """Write down what is new of a question, beside what other judges have written."""
        if question not in self._new:
            return
        self._new.discard(question)
        entries = self._read(question) | self._known[question]
        data = encode([(*place, *found) for place, found in entries.items()])
        if len(data) <= MOST_ALL:
            keep(KIND, self._key(question), data)

    def _mark(self, question: str, place: Place, reference: Outcome) -> str:
        """Return the fingerprint of what the references do in a case, found out once."""
        of = (question, *place[1:])
        if of not in self._marks or self._marks[of][0] is not reference:
            self._marks[of] = reference, mark(reference)
        return self._marks[of][1]

    def _of(self, question: str) -> dict[Place, tuple[str, bytes]]:
        if question not in self._known:
            self._known[question] = self._read(question)
        return self._known[question]

    def _key(self, question: str) -> str:
        return hashlib.sha256(f"{self.fingerprint}/{question}".encode()).hexdigest()

    def _read(self, question: str) -> dict[Place, tuple[str, bytes]]:
        data = kept(KIND, self._key(question))
        try:
            entries = decode(data) if data is not None else []
            return {(t, case, n): (beside, found) for t, case, n, beside, found in entries}
        except (WireError, TypeError, ValueError):
            return {}


def mark(outcome: Outcome) -> str:
    """Return a fingerprint of an outcome; nothing where it cannot be written down."""
    data = as_bytes(outcome)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def as_bytes(outcome: Outcome) -> bytes | None:
    """Write an outcome down; None where what is read again would be anything else."""
    error = outcome.error
    fields = vars(outcome) | {
        "lengths": sorted(outcome.lengths),
        "error": None if error is None else [described(error), error.call],
    }
    try:
        data = encode(fields)
        return data if exactly(decode(data), fields) else None
    except (WireError, RecursionError):
        return None


def as_outcome(data: bytes) -> Outcome | None:
    """Read what `as_bytes` wrote; None if it is damaged."""
    try:
        fields: dict[str, Any] = decode(data)
        error = fields["error"]
        return Outcome(
            **fields
            | {
                "lengths": frozenset(fields["lengths"]),
                "error": None if error is None else CandidateError(*error),
            }
        )
    except (WireError, TypeError, KeyError):
        return None


def described(error: CandidateError) -> dict[str, Any]:
    """Return an exception as its candidate described it."""
    return {
        "type": error.type_name,
        "builtin": error.builtin,
        "text": error.text,
        "places": list(error.places),
    }


def exactly(one: Any, other: Any) -> bool:
    """Return whether two values are of the same types throughout, and equal to the last bit."""
    kind = type(one)
    if kind is not type(other):
        return False
    if kind in (list, tuple):
        return len(one) == len(other) and all(map(exactly, one, other))
    if kind is dict:
        return exactly(list(one.items()), list(other.items()))
    if kind is set:
        return bool(one == other) and set(map(type, one)) == set(map(type, other))
    if kind is np.ndarray or isinstance(one, np.generic):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if kind in (float, complex):
        return repr(one) == repr(other)
    return kind in (type(None), bool, int, str, bytes) and bool(one == other)
