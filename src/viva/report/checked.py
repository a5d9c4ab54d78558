"""Verdicts as CI systems take them: which notebook each is on, and text that is safe to pass on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from viva.grading.plain import INVISIBLE
from viva.grading.verdict import Verdict

# What XML 1.0 cannot hold, and the control characters that terminals obey beyond ASCII.
NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
COLOURS = re.compile(r"\x1b\[[0-9;:?]*[ -/]*[@-~]")
MOST = 2_000


@dataclass(frozen=True)
class Checked:
    """A verdict and where it belongs.

    Attributes
    ----------
    name
        What a reader knows the submission by: a student or a file.
    file
        The notebook, relative to the repository's folder, or None where it is of no use.
    lines
        The line of the file at which each question's answer stands, as far as known.
    """

    verdict: Verdict
    name: str
    file: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The assignment, and the name where that says more."""
        both = f"{self.verdict.label}: {self.name}"
        return self.verdict.label if self.name in ("", self.verdict.label) else both


def exit_code(verdicts: Sequence[Verdict], min_score: float | None) -> int:
    """Return 1 if something could not be graded or a submission scores too little, else 0."""
    for verdict in verdicts:
        if verdict.status != "graded" or verdict.lacking:
            return 1
        if min_score is not None and verdict.score < min_score * verdict.max_score - 1e-9:
            return 1
    return 0


def clean(text: str) -> str:
    """Return a student's text without what a log, an XML file or a page cannot show."""
    text = printable(text)
    return text if len(text) <= MOST else f"{text[:MOST]} …"


def printable(text: str) -> str:
    """Return a text without colours, control characters and marks of direction."""
    return INVISIBLE.sub("", NO_TEXT.sub("", COLOURS.sub("", text)))


def one_line(text: str) -> str:
    """Return clean text, on one line."""
    return " ".join(clean(text).split())
