"""The hours that a notebook takes are the same on its first page and in docs/teaching.md."""

import re
from pathlib import Path

import nbformat
import pytest

from viva.course.layout import Course

ROOT = Path(__file__).parents[2]
WORDS = dict(zip(["two", "three", "four", "five", "six", "seven"], range(2, 8), strict=True))
HOURS = re.compile(r"(?:(\w+) to )?(\w+)\s+hours(?! of these)", re.IGNORECASE)


def stated(text):
    """Return the numbers before each "hours" of a text, as "5 to 6" or "5"."""
    spans = [[WORDS.get(word.lower()) for word in found if word] for found in HOURS.findall(text)]
    return [" to ".join(map(str, span)) for span in spans if all(span)]


@pytest.mark.parametrize("assignment", Course(ROOT).assignments(), ids=lambda each: each.name)
def test_the_hours_agree(assignment):
    number = assignment.name[:2]
    rows = (ROOT / "docs" / "teaching.md").read_text().splitlines()
    (row,) = (each for each in rows if each.startswith(f"| {number} ") and each.count("|") == 5)
    hours = row.split("|")[3]
    title = nbformat.read(assignment.source_path, as_version=4).cells[0].source
    found = stated(title)
    assert found, "The first page says how long the notebook takes."
    for span in re.findall(r"\d+(?: to \d+)?", hours):
        assert span in found
