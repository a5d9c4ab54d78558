"""A student's feedback as one HTML page that asks the network for nothing and runs nothing."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from viva.grading.inline import SEEN
from viva.grading.pictures import Attachments
from viva.grading.safe_markdown import rendered
from viva.report.checked import clean, printable
from viva.report.words import percent, points

HERE = Path(__file__).parent
MOST_TEXT = 20_000
MOST_OUTPUT = 2_000
MOST_PICTURES = 4
MOST_BYTES = 2 * 2**20
# The page's own headings end at the third level.
HEADING = re.compile(r"(</?h)[1-6](?=[ >])")
PNG = b"\x89PNG\r\n\x1a\n"
STATUS_WORDS = {
    "passed": "right",
    "partial": "partly right",
    "failed": "not right yet",
    "error": "raised an error",
    "timeout": "took too long",
    "killed": "crashed Python",
    "missing": "missing",
    "blank": "not answered",
    "manual": "to be marked",
    "missing package": "not graded yet",
    "marked": "marked by hand",
}


@dataclass(frozen=True)
class Answer:
    """What the page shows of one question.

    Attributes
    ----------
    score
        None where a person still has to mark it.
    text
        The student's own code, or what they wrote.
    output
        What the code printed.
    pictures
        PNG images, as base64.
    comment
        The instructor's.
    attachments
        The pictures in what they wrote.
    """

    question: str
    status: str
    score: float | None
    max_score: float
    message: str
    hint: str
    written: bool
    text: str
    output: str
    pictures: Sequence[str]
    comment: str
    attachments: Attachments = field(default_factory=dict)


@dataclass(frozen=True)
class Feedback:
    """The feedback for one student on one assignment.

    Attributes
    ----------
    inline
        The questions whose tests ran beside the answers, as nbgrader runs them.
    """

    assignment: str
    student: str
    name: str
    score: float
    max_score: float
    late_penalty: float
    message: str
    answers: Sequence[Answer]
    inline: Sequence[str] = ()


def render(feedback: Feedback) -> str:
    """Return the page's HTML."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(points=points, percent=percent, shown=shown, set_in_type=set_in_type)
    style = (HERE / "feedback_page.css").read_text(encoding="utf-8")
    text = environment.get_template("feedback_page.html.j2").render(
        feedback=feedback, STATUS_WORDS=STATUS_WORDS, style=Markup(style), SEEN=SEEN
    )
    return text.strip() + "\n"


def shown(text: str) -> str:
    """Return a student's or an instructor's text as a page can show it, and not too long."""
    pieces = [clean(text[start : start + 1000]) for start in range(0, MOST_TEXT, 1000)]
    return "".join(pieces) + (" …" if len(text) > MOST_TEXT else "")


def set_in_type(answer: Answer) -> Markup:
    """Return a written answer as HTML: its Markdown, with its pictures."""
    page = printable(rendered(answer.text, answer.attachments, beside=False))
    return Markup(HEADING.sub(r"\g<1>4", page))


def printed(outputs: Iterable[Mapping[str, Any]]) -> str:
    """Return what a cell printed, its last value and its error, as text."""
    found = []
    for output in outputs:
        data = output.get("data")
        if output.get("output_type") == "stream":
            found.append(joined(output.get("text")))
        elif output.get("output_type") == "error":
            found.append(f"{joined(output.get('ename'))}: {joined(output.get('evalue'))}")
        elif isinstance(data, Mapping) and not any(str(k).startswith("image/") for k in data):
            found.append(joined(data.get("text/plain")))
    text = "\n".join(part.rstrip("\n") for part in found if part.strip())
    return text if len(text) <= MOST_OUTPUT else text[:MOST_OUTPUT] + " …"


def pictures(cells: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the PNG images that cells show, and nothing that only claims to be one."""
    found: list[str] = []
    for cell in cells:
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, Mapping) else None
            image = png(data.get("image/png")) if isinstance(data, Mapping) else ""
            if image and image not in found and len(found) < MOST_PICTURES:
                found.append(image)
    return found


def png(value: Any) -> str:
    """Return a PNG image as base64, encoded again; empty if it is not one."""
    try:
        content = base64.b64decode("".join(joined(value).split()), validate=True)
    except ValueError:
        return ""
    good = content.startswith(PNG) and len(content) <= MOST_BYTES
    return base64.b64encode(content).decode() if good else ""


def joined(value: Any) -> str:
    """Return a notebook's text, which may be a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""
