"""Words for the student about what their code did. Nothing here knows an expected value."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property

from viva.compare.disclosable import ANYTHING, Disclosable, kind_name
from viva.grading.known import ERROR_NAMES
from viva.grading.known_texts import Gaps, repeatable
from viva.grading.outcome import Outcome
from viva.grading.remote.candidate import CandidateError

MOST_CLASSES = 16
MOST_PARAMETERS = 16
MOST_LINE = 120
TOO_GENERAL = ("Exception", "BaseException")


class Source:
    """A student's notebook as text, in which names can be looked up.

    A program may choose by a hidden input which of its names to show, so of each kind only the
    first few are found.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def classes(self) -> frozenset[str]:
        """The first classes that the notebook defines."""
        found = re.findall(r"^[ \t]*class[ \t]+(\w+)", self.text, re.M)
        return frozenset(list(dict.fromkeys(found))[:MOST_CLASSES])

    def parameters(self, function: str) -> tuple[str, ...]:
        """Give the first parameters of a function that the notebook defines."""
        found = re.search(rf"\bdef[ \t]+{re.escape(function)}[ \t]*\(([^)]*)\)", self.text)
        names = re.findall(r"(?:^|,)[\s*]*(\w+)", found[1]) if found else []
        return tuple(names[:MOST_PARAMETERS])


def about_error(
    error: CandidateError,
    source: Source,
    line_of: Callable[[int, int], str],
    own_words: bool,
    lengths: Collection[int] = (),
) -> str:
    """Say what exception the student's code raised, and at which of their lines.

    Parameters
    ----------
    line_of
        Gives the text of a line of a cell of the student's notebook.
    own_words
        Whether the exception's own class and text may be repeated whatever they are: yes where
        no hidden input was in reach.
    lengths
        Lengths of axes in what was asked, which may be told.
    """
    line = next(filter(None, (line_of(cell, n) for cell, n, _ in reversed(error.places))), "")
    line = line[:MOST_LINE].replace("`", "'")
    if own_words:
        name = error.type_name
        text = error.text.strip().split("\n")[0][:200]
        text = re.sub(r" \(<cell \d+>, line \d+\)$", "", text)
    else:
        name = known_name(error, source)
        words = frozenset(re.findall(r"\w+", line))
        gaps = Gaps(words, error.call, source.classes, source.parameters, lengths)
        text = repeatable(error.text, error.builtin, gaps)
    said = f"{name}: {text.rstrip('.')}" if text else name
    where = f", at your line `{line}`" if line else ""
    caller = f"{error.call} " if error.call else "the code "
    return f"{caller}raised {said}{where}."


def known_name(error: CandidateError, source: Source) -> str:
    """Name the class of an exception, if it is Python's, NumPy's, or stands in the source."""
    if error.type_name in ERROR_NAMES or error.type_name in source.classes:
        return error.type_name
    if error.builtin in ERROR_NAMES and error.builtin not in TOO_GENERAL:
        return error.builtin
    return "an exception of your own"


def about(outcome: Outcome, disclosable: Disclosable = ANYTHING) -> str:
    """Say what came of a case that neither gave a value nor raised."""
    subject = outcome.subject or "your answer"
    if outcome.kind == "wrong":
        return outcome.message
    if outcome.kind == "missing":
        return f"`{outcome.message}` is not defined."
    if outcome.kind == "timeout":
        return f"{subject} takes too long and was stopped. Does a loop never end?"
    if outcome.kind == "killed":
        return f"{subject} ended the Python process, so there is no answer."
    if outcome.kind == "unsendable":
        what = f": {outcome.message}" if outcome.message else ""
        return f"{subject} returns something that cannot be examined{what}."
    if outcome.kind == "unusable":
        what = kind_name(outcome.value, disclosable)
        if not outcome.called:
            return f"`{subject}` is {what}, which is not what is asked for."
        if outcome.value is None:
            return f"{subject} returned None. Is a `return` missing?"
        return f"{subject} returned {what}, which is not what is asked for."
    raise ValueError(f"nothing to say about {outcome.kind!r}")
