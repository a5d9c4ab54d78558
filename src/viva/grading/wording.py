"""Words for the student about what their code did. Nothing here knows an expected value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property

from viva.compare.disclosable import ANYTHING, Disclosable, kind_name
from viva.grading.known import ERROR_NAMES
from viva.grading.outcome import Outcome
from viva.grading.redaction import Redactor, redacted
from viva.grading.remote.transport import CandidateError

MOST_CLASSES = 16
MOST_PARAMETERS = 16
MOST_LINE = 120
MOST_LINES = 1000
TOO_GENERAL = ("Exception", "BaseException")


class Source:
    """A student's notebook as text, in which names and lines can be looked up.

    A program may choose by a hidden input which of its names and lines to show, so of each kind
    only the first are found.

    Parameters
    ----------
    cells
        The student's own cells, by the numbers under which exceptions name them.
    """

    def __init__(self, text: str, cells: Mapping[int, str] | None = None) -> None:
        self.text = text
        self.cells = cells or {}

    @cached_property
    def classes(self) -> frozenset[str]:
        """The first classes that the notebook defines."""
        found = re.findall(r"^[ \t]*class[ \t]+(\w+)", self.text, re.M)
        return frozenset(list(dict.fromkeys(found))[:MOST_CLASSES])

    def parameters(self, function: str) -> tuple[str, ...]:
        """Return the first parameters of a function that the notebook defines."""
        found = re.search(rf"\bdef[ \t]+{re.escape(function)}[ \t]*\(([^)]*)\)", self.text)
        names = re.findall(r"(?:^|,)[\s*]*(\w+)", found[1]) if found else []
        return tuple(names[:MOST_PARAMETERS])

    def line(self, cell: int, number: int) -> str:
        """Return a line of one of the student's own cells; empty where there is none to show."""
        if cell not in self.cells:
            return ""
        before = (text for other, text in self.cells.items() if other < cell)
        left = MOST_LINES - sum(text.count("\n") + 1 for text in before)
        lines = self.cells[cell].split("\n")
        return lines[number - 1].strip() if 1 <= number <= min(len(lines), left) else ""


def about_error(
    error: CandidateError,
    source: Source,
    own_words: bool,
    lengths: Collection[int] = (),
) -> str:
    """Return what exception the student's code raised, and at which of their lines.

    Parameters
    ----------
    source
        The student's notebook.
    own_words
        Whether the exception's own class and text may be repeated whatever they are: yes where
        no hidden input was in reach.
    lengths
        Lengths of axes in what was asked, which may be told.
    """
    line = next(filter(None, (source.line(cell, n) for cell, n, _ in reversed(error.places))), "")
    line = line[:MOST_LINE].replace("`", "'")
    if own_words:
        name = error.type_name
        text = error.text.strip().split("\n")[0][:200]
        text = re.sub(r" \(<cell \d+>, line \d+\)$", "", text)
    else:
        name = known_name(error, source)
        words = frozenset(re.findall(r"\w+", line))
        redactor = Redactor(words, error.call, source.classes, source.parameters, lengths)
        text = redacted(error.text, error.builtin, redactor)
    said = f"{name}: {text.rstrip('.')}" if text else name
    where = f", at your line `{line}`" if line else ""
    caller = f"{error.call} " if error.call else "the code "
    return f"{caller}raised {said}{where}."


def known_name(error: CandidateError, source: Source) -> str:
    """Return the class of an exception, if it is Python's, NumPy's, or stands in the source."""
    if error.type_name in ERROR_NAMES or error.type_name in source.classes:
        return error.type_name
    if error.builtin in ERROR_NAMES and error.builtin not in TOO_GENERAL:
        return error.builtin
    return "a custom exception"


def about(outcome: Outcome, disclosable: Disclosable = ANYTHING) -> str:
    """Return what came of a case that neither gave a value nor raised."""
    subject = outcome.subject or "your answer"
    if outcome.kind == "wrong":
        return outcome.message
    if outcome.kind == "missing":
        return f"`{outcome.message}` is not defined."
    if outcome.kind == "timeout":
        return f"{subject} took too long and was stopped. Is there an infinite loop?"
    if outcome.kind == "killed":
        return f"{subject} crashed Python, so there is no answer."
    if outcome.kind == "unsendable":
        what = f" ({outcome.message})" if outcome.message else ""
        return f"{subject} returns a value the grader cannot read{what}."
    if outcome.kind == "unusable":
        what = kind_name(outcome.value, disclosable)
        if not outcome.called:
            return f"`{subject}` is {what}, which is not what the question asks for."
        if outcome.value is None:
            return f"{subject} returned None. Is a `return` missing?"
        return f"{subject} returned {what}, which is not what the question asks for."
    raise ValueError(f"nothing to say about {outcome.kind!r}")
