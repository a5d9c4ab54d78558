"""What asking a question found, before any score or sentence is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from viva.grading.examiner import Examination
from viva.grading.visible_test import VisibleFailure

Asking = Literal[
    "asked",
    "written",
    "not reached",
    "out of time",
    "spared",
    "untouched",
    "visible only",
    "lacking",
    "inline",
]


@dataclass(frozen=True)
class AskedAgain:
    """What was found with references in the place of earlier answers.

    Attributes
    ----------
    names
        Names that stood for the references, with the questions that define them.
    """

    names: Mapping[str, str]
    hidden: Examination
    visible_fails: bool

    @property
    def visible(self) -> VisibleFailure | None:
        """How the visible test failed, if it did.

        By then hidden inputs were known in there: the student's own words are told no more.
        """
        return VisibleFailure("failed", "The visible test fails.") if self.visible_fails else None

    @property
    def share(self) -> float:
        """The share of the points that the answer earns so."""
        return share_of(self.hidden, self.visible)


@dataclass(frozen=True)
class Finding:
    """What asking one question found.

    Attributes
    ----------
    asking
        Whether the question was asked, or why not: it is ``written``; the notebook was ``not
        reached`` there; earlier ones left it ``out of time``; judging it took too much, and it is
        ``spared``; its answer is ``untouched``; or the ``visible only`` test was run, since it
        failed and no more was wanted; or this machine is ``lacking`` a package that it needs; or
        its test has run ``inline``, among the cells.
    visible
        How the visible test failed, if it did.
    hidden
        What its hidden cases found; None where it has none.
    causes
        Names that the answer uses and that are not right, with the questions that define them.
    again
        What was found with references in their place, or in that of other earlier answers, if that
        was tried.
    seconds
        How long the answer's cells and asking took.
    """

    question: str
    asking: Asking = "asked"
    visible: VisibleFailure | None = None
    hidden: Examination | None = None
    causes: Mapping[str, str] = field(default_factory=dict)
    again: AskedAgain | None = None
    seconds: float = 0.0


def share_of(hidden: Examination | None, failure: VisibleFailure | None) -> float:
    """Return the share of a question's points that an answer earns.

    The visible test earns nothing by itself, unless it is all there is; but its failure costs as
    much as a case of weight 1.
    """
    if hidden is None:
        return 0.0 if failure else 1.0
    if failure is None:
        return hidden.share
    total = sum(case.weight for case in hidden.results)
    return hidden.share * total / (total + 1.0)
