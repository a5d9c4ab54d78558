"""What of an exception's text a student may read.

In a hidden test an exception's text is the student's to choose, who could spell the test's inputs
in it. So a text is repeated only if Python or NumPy write it, and in its placeholders stands only
what the student can have known; elsewhere stands an ellipsis.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from viva.grading.known_texts import TEXTS
from viva.remote.known import MODULE_NAMES, TYPE_NAMES

ELLIPSIS = "…"
MOST_NUMBERS = 4
MOST_TEXT = 500
SMALL = frozenset(map(str, range(-1, 7)))
AXES = frozenset("0123")
OPERATORS = frozenset(
    {"+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>", "<", "<=", ">", ">=", "~"}
    | {"+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "**=", "divmod()", "abs()"}
    | {"** or pow()", "** or pow", "unary -", "unary +", "unary ~", "round()"}
)
# As NumPy writes them, and in no other way: blanks can spell, too.
SHAPE = r"\((?:\d{1,9},|\d{1,9}(?:,\d{1,9}){1,2})?\)"
PLACEHOLDERS = {
    "type": r"[\w.]{1,100}",
    "module": r"[\w.]{1,100}",
    "function": r"[\w.<>]{1,200}",
    "word": r"\w{1,100}",
    "words": r"'\w{1,100}'(?:(?:,? and |, )'\w{1,100}'){0,9}",
    "n": r"-?[\d.]{1,30}",
    "count": r"\d{1,9}",
    "axis": r"\d{1,2}",
    "tail": r"[,:] .{1,300}",
    "shapes": rf"{SHAPE}(?: {SHAPE})?",
    "op": r"[^'\":]{1,12}",
}


@dataclass
class Redactor:
    """Decides what of one text may be shown.

    Attributes
    ----------
    line
        The words of the student's line that is shown.
    call
        The function that was called for the test.
    classes
        The first classes that the student's notebook defines.
    parameters
        Returns the first parameters of a function of the student's notebook.
    lengths
        Lengths of axes in what was asked.
    function
        The function that the text has named so far.
    numbers
        How many numbers the text has shown so far; a few cannot spell an input.
    """

    line: frozenset[str]
    call: str
    classes: frozenset[str]
    parameters: Callable[[str], tuple[str, ...]]
    lengths: Collection[int]
    function: str = ""
    numbers: int = 0

    def shown(self, placeholder: str, found: str) -> str:
        """Return what stands in a placeholder if it may be shown, else an ellipsis."""
        if placeholder == "tail":
            return ""
        if placeholder == "function":
            found = found.rpartition(".")[2]
        return found if self.may_show(placeholder, found) else ELLIPSIS

    def may_show(self, placeholder: str, found: str) -> bool:
        """Return whether a placeholder may hold what it does."""
        known: dict[str, Collection[str]] = {
            "type": TYPE_NAMES | self.classes,
            "module": MODULE_NAMES,
            "count": SMALL,
            "axis": AXES,
            "op": OPERATORS,
        }
        if placeholder in known:
            return found in known[placeholder]
        rules = {
            "function": self._may_function,
            "word": self._may_word,
            "words": self._may_words,
            "n": self._may_number,
            "shapes": self._may_shapes,
        }
        return rules[placeholder](found)

    def _may_function(self, name: str) -> bool:
        """Return whether the line names a function, or the test called it."""
        self.function = name
        return name in self.line or name in (self.call.rpartition(".")[2], "__init__")

    def _may_word(self, word: str) -> bool:
        return word in self.line or word in self.parameters(self.function)

    def _may_words(self, words: str) -> bool:
        """Return whether these are parameters of the named function, listed as Python does."""
        known = self.parameters(self.function)
        runs = combinations(range(len(known) + 1), 2)
        return words in {listed(known[start:end]) for start, end in runs}

    def _may_number(self, number: str) -> bool:
        self.numbers += 1
        known = number in SMALL or number in map(str, self.lengths)
        return known and self.numbers <= MOST_NUMBERS

    def _may_shapes(self, shapes: str) -> bool:
        """Return whether only lengths of the arguments' axes occur in shapes."""
        found = re.findall(r"\d+", shapes)
        self.numbers += len(found)
        known = {"0", "1", *map(str, self.lengths)}
        return known.issuperset(found) and self.numbers <= MOST_NUMBERS


def listed(names: Sequence[str]) -> str:
    """Return names in a list, as Python writes it."""
    quoted = [repr(name) for name in names]
    if len(quoted) < 3:
        return " and ".join(quoted)
    return f"{', '.join(quoted[:-1])}, and {quoted[-1]}"


def redacted(text: str, kind: str, redactor: Redactor) -> str:
    """Return an exception's text, as far as it is Python's or NumPy's own and may be shown.

    Parameters
    ----------
    kind
        The closest built-in class of the exception.
    """
    line = text[:MOST_TEXT].strip().split("\n")[0]
    for pattern, parts in _patterns(kind):
        found = pattern.fullmatch(line)
        if found is not None:
            pieces = zip(parts, (*found.groups(), ""), strict=True)
            return "".join(
                literal + (redactor.shown(placeholder, value) if placeholder else "")
                for (literal, placeholder), value in pieces
            )
    return ""


@lru_cache
def _patterns(kind: str) -> tuple[tuple[re.Pattern[str], list[tuple[str, str]]], ...]:
    """Return the texts of a class: each with its literal pieces and the placeholder after each."""
    compiled = []
    for text in TEXTS.get(kind, ()):
        pieces = re.split(r"\{(\w+)\}", text)
        parts = list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))
        pattern = "".join(re.escape(a) + (f"({PLACEHOLDERS[b]})" if b else "") for a, b in parts)
        compiled.append((re.compile(pattern), parts))
    return tuple(compiled)
