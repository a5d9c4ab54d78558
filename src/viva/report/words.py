"""Numbers as a reader wants them."""

from __future__ import annotations

import textwrap


def points(value: float) -> str:
    """Return points with at most two decimals and without trailing zeros: 2, 1.5, 0.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float) -> str:
    """Return a share as a whole percentage, where only all is 100 and only nothing is 0."""
    rounded = round(100 * value)
    if value < 1:
        rounded = min(rounded, 99)
    if value > 0:
        rounded = max(rounded, 1)
    return f"{rounded} %"


def duration(seconds: float) -> str:
    """Return a time in seconds or minutes, as exactly as it is of use: 40 s, 12 min."""
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: 1 student, 2 students."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def shortened(text: str, width: int = 100) -> str:
    """Return text on one line of at most `width` characters, cut between words if possible."""
    line = textwrap.shorten(text, width, placeholder=" …")
    return line if line != "…" else text.strip()[: width - 2] + " …"
