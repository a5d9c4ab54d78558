"""Recognise a line that only a newer Python accepts, and say with which one is graded."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

Version = tuple[int, int]

# What older Pythons read in the place of a line: if they do, nothing else is wrong with it.
STATEMENTS: tuple[tuple[Version, re.Pattern[str], str], ...] = (
    ((3, 12), re.compile(r"\Atype\s+(\w+)\s*(?:\[[^\]]*\]\s*)?=(?!=)(.+)"), r"\1 =\2"),
    ((3, 12), re.compile(r"\A((?:async\s+)?def\s+\w+)\s*\[[^\]=]*\](.*:).*"), r"\1\2 pass"),
    ((3, 12), re.compile(r"\A(class\s+\w+)\s*\[[^\]=]*\](.*:).*"), r"\1\2 pass"),
    ((3, 13), re.compile(r"\A((?:async\s+)?def\s+\w+)\s*\[[^\]]*\](.*:).*"), r"\1\2 pass"),
    ((3, 13), re.compile(r"\A(class\s+\w+)\s*\[[^\]]*\](.*:).*"), r"\1\2 pass"),
    (
        (3, 14),
        re.compile(r"\A(except\*?)\s+([^\W\d][\w.]*(?:\s*,\s*[^\W\d][\w.]*)+)\s*:.*"),
        r"try: pass\n\1 (\2): pass",
    ),
)
STRING = re.compile(r"(?<!\w)([rR]?[fFtT][rR]?)(\"\"\"|'''|\"|')")
MOST_LINE = 200
OTHER = {'"': "'", "'": '"'}


def about_version(line: str) -> str:
    """Return with which Python is graded, for a student whose line is no Python there."""
    here = sys.version_info[:2]
    used = f"the grader uses Python {here[0]}.{here[1]}."
    needed = needed_by(line.strip()) if len(line) <= MOST_LINE else None
    if needed is not None and needed > here:
        return f"This needs Python {needed[0]}.{needed[1]} or later; {used}"
    return used[0].upper() + used[1:]


def needed_by(line: str) -> Version | None:
    """Return the Python that first accepted a line; None where that cannot be established."""
    for version, pattern, older in STATEMENTS:
        found = pattern.fullmatch(line)
        if found is not None and _parses(found.expand(older)):
            return version
    return max(filter(None, map(_needed_by_string, STRING.finditer(line))), default=None)


def _needed_by_string(start: re.Match[str]) -> Version | None:
    """Return what an f-string or t-string needs, if it needs more than Python 3.11."""
    prefix, quote = start[1].lower(), start[2]
    if len(quote) == 3:
        return (3, 14) if "t" in prefix else None
    for text in _rewritten(start.string[start.end() :], quote):
        # Python 3.11 has no t-strings, but their insides are those of f-strings.
        if _parses(prefix.replace("t", "f") + quote + text + quote):
            if "t" in prefix:
                return (3, 14)
            own = start.string[start.start() : start.end() + len(text) + 1]
            return (3, 12) if own != start[0] + text + quote else None
    return None


def _rewritten(rest: str, quote: str) -> Iterator[str]:
    """Yield what may stand in a string, with other quotes inside its braces."""
    depth, text = 0, ""
    for letter in rest:
        if letter == quote and depth == 0:
            yield text
            return
        depth += {"{": 1, "}": -1}.get(letter, 0)
        text += OTHER[quote] if letter == quote else letter


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
