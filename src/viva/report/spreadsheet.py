"""Texts in CSV files that a spreadsheet does not read as formulas.

A spreadsheet takes a cell for a formula by its first sign, quoted or not. An apostrophe before it
is OWASP's remedy: https://owasp.org/www-community/attacks/CSV_Injection.
"""

from __future__ import annotations

import re

# The wide forms of the first four, too, which a spreadsheet with an Asian keyboard takes.
FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "\0",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
)
# Without brackets, bars, quotes, blanks and exclamation marks a formula calls and loads nothing.
HARMLESS = re.compile(r"[+@-][\w.@+-]*", re.ASCII)


def plain_text(text: str) -> str:
    """Return text that a spreadsheet does not read as a formula."""
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def plain_id(text: str) -> str:
    """Return an id by which another system finds a student: unchanged where it can do no harm.

    ``-ada`` and ``@ada`` are names of users in some systems, and a number may be negative.
    """
    return text if HARMLESS.fullmatch(text) else plain_text(text)
