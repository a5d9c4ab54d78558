"""Words for the student about what their code did. Nothing here knows an expected value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property

from viva.compare.disclosable import ANYTHING, Disclosable, kind_name
from viva.grading.outcome import Outcome
from viva.grading.redaction import Redactor, redacted
from viva.remote.known import ERROR_NAMES
from viva.remote.transport import CandidateError

MOST_CLASSES = 16
MOST_PARAMETERS = 16
MOST_LINE = 120
MOST_LINES = 1000
MOST_NAME = 100
TOO_GENERAL = ("Exception", "BaseException")
CLASS = re.compile(r"^[ \t]*class[ \t]+(\w+)", re.M)
FUNCTION = re.compile(r"\bdef[ \t]+(\w+)[ \t]*\(")
PARAMETER = re.compile(r"(?:\A|,)[\s*]*(\w+)")
IN_A_CELL = re.compile(r" \(<cell \d+>, line \d+\)\Z")
WORD = re.compile(r"\w+")


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
        found = CLASS.findall(self.text)
        return frozenset(list(dict.fromkeys(found))[:MOST_CLASSES])

    @cached_property
    def lines_before(self) -> dict[int, int]:
        """How many lines the cells before each one have together."""
        before: dict[int, int] = {}
        total = 0
        for cell in sorted(self.cells):
            before[cell] = total
            total += self.cells[cell].count("\n") + 1
        return before

    def parameters(self, function: str) -> tuple[str, ...]:
        """Return the first parameters of a function that the notebook defines."""
        found = next((d for d in FUNCTION.finditer(self.text) if d[1] == function), None)
        end = self.text.find(")", found.end()) if found else -1
        names = PARAMETER.findall(self.text[found.end() : end]) if found and end >= 0 else []
        return tuple(name for name in names[:MOST_PARAMETERS] if len(name) <= MOST_NAME)

    def line(self, cell: int, number: int) -> str:
        """Return a line of one of the student's own cells; empty where there is none to show."""
        if cell not in self.cells:
            return ""
        left = MOST_LINES - self.lines_before[cell]
        lines = self.cells[cell].split("\n", MOST_LINES)
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
    line = last_line(error, source)[:MOST_LINE].replace("`", "'")
    if own_words:
        name = error.type_name
        text = error.text.strip().split("\n")[0][:200]
        text = IN_A_CELL.sub("", text)
    else:
        name = known_name(error, source)
        words = frozenset(WORD.findall(line))
        redactor = Redactor(words, error.call, source.classes, source.parameters, lengths)
        text = redacted(error.text, error.builtin, redactor)
    said = f"{name}: {text.rstrip('.')}" if text else name
    where = f", at your line `{line}`" if line else ""
    caller = f"{error.call} " if error.call else "the code "
    return f"{caller}raised {said}{where}."


def last_line(error: CandidateError, source: Source) -> str:
    """Return the student's own line at which an exception arose; empty where there is none."""
    lines = (source.line(cell, number) for cell, number, _ in reversed(error.places))
    return next(filter(None, lines), "")


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
