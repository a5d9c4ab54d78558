"""The class report: one HTML page that needs nothing but a browser, and the same as CSV."""

from __future__ import annotations

import base64
import csv
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from viva.grading.inline import SEEN
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.report import item_analysis, mistake_pairs, similar_answers, time_spent
from viva.report.durations import DurationPlots, worked
from viva.report.feedback_page import shown
from viva.report.histogram import Histogram
from viva.report.records import Records
from viva.report.spreadsheet import plain_text
from viva.report.statistics import (
    MISTAKEN,
    STATUS_ORDER,
    UNTOUCHED,
    by_assignment,
    question_ids,
    share,
)
from viva.report.words import count_of, duration, percent, points, shortened

HERE = Path(__file__).parent
STATUS_WORDS = {
    "passed": "passed",
    "partial": "partly right",
    "failed": "failed",
    "error": "raised an error",
    "timeout": "too slow",
    "killed": "killed",
    "blank": "blank",
    "missing": "missing",
    "manual": "to mark",
    "marked": "marked",
    "missing package": "could not be graded here",
}
CELL_WORDS = {
    "error": "error",
    "timeout": "too slow",
    "killed": "killed",
    "blank": "blank",
    "missing": "missing",
    "manual": "to mark",
    "missing package": "not graded here",
}


def write_report(
    verdicts: Sequence[Verdict],
    destination: Path,
    *,
    title: str,
    names: Mapping[str, str] | None = None,
    records: Records | None = None,
) -> None:
    """Write the class report as one self-contained HTML page.

    Parameters
    ----------
    verdicts
        Of any number of assignments.
    destination
        The file to write; its folder is made where it is missing.
    title
        The heading of the page.
    names
        The names of students by id, where they are known.
    records
        What is known beside the verdicts.
    """
    destination.parent.mkdir(parents=True, exist_ok=True)
    destination.write_text(
        render(verdicts, title=title, names=names or {}, records=records), encoding="utf-8"
    )


def render(
    verdicts: Sequence[Verdict],
    *,
    title: str,
    names: Mapping[str, str],
    records: Records | None = None,
) -> str:
    """Return the page's HTML."""
    script = (HERE / "class_report.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = _environment().get_template("class_report.html.j2")
    assignments = by_assignment(verdicts)
    text = page.render(
        title=title,
        names=names,
        assignments=assignments,
        pairs=mistake_pairs.mistake_pairs(assignments),
        records=records or Records(),
        students=len({verdict.student for verdict in verdicts}),
        submissions=len(verdicts),
        script=Markup(script),
        script_digest=digest,
    )
    return text.strip() + "\n"


def write_csv(verdicts: Sequence[Verdict], destination: Path) -> None:
    """Write one row for each student and assignment, with one column for each question.

    A question that another assignment asks is empty, and so is a written answer that waits for
    its marks.
    """
    ordered = sorted(verdicts, key=lambda verdict: (verdict.assignment, verdict.student or ""))
    questions = list(
        dict.fromkeys(
            question_id
            for assignment in by_assignment(ordered)
            for question_id in question_ids(assignment.verdicts)
        )
    )
    destination.parent.mkdir(parents=True, exist_ok=True)
    with destination.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["assignment", "student", "status", "score", "max_score", "message"]
            + [plain_text(question_id) for question_id in questions]
        )
        for verdict in ordered:
            scores = {
                question.id: points(question.score)
                for question in verdict.questions
                if not question.waits
            }
            writer.writerow(
                [
                    plain_text(verdict.assignment),
                    plain_text(verdict.student or ""),
                    verdict.status,
                    points(verdict.score),
                    points(verdict.max_score),
                    plain_text(verdict.message),
                ]
                + [scores.get(question_id, "") for question_id in questions]
            )


def level(question: QuestionVerdict) -> str:
    """Return the name of a cell's colour, by the share of the points that an answer earned."""
    if question.waits:
        return "mark"
    if question.status in UNTOUCHED:
        return "untouched"
    earned = share(question.score, question.max_score)
    if earned >= 1:
        return "full"
    if earned >= 0.75:
        return "most"
    if earned >= 0.5:
        return "half"
    return "some" if earned > 0 else "none"


def explain(question: QuestionVerdict) -> str:
    """Return one line that explains a cell of the table."""
    earned = f"{points(question.score)} of {points(question.max_score)}"
    if question.waits:
        earned = f"up to {points(question.max_score)}"
    text = f"{question.id}: {earned}, {STATUS_WORDS[question.status]}"
    if question.status in MISTAKEN and (question.diagnosis or question.message):
        text += f". {question.diagnosis or question.message}"
    return text


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: dict[str, Any] = {
        "points": points,
        "percent": percent,
        "level": level,
        "share": share,
        "explain": explain,
        "count_of": count_of,
        "shortened": shortened,
        "duration": duration,
        "item": item_analysis.item,
        "shown": shown,
    }
    environment.filters.update(helpers)
    environment.globals.update(
        Histogram=Histogram,
        DurationPlots=DurationPlots,
        worked=worked,
        STATUS_ORDER=STATUS_ORDER,
        STATUS_WORDS=STATUS_WORDS,
        CELL_WORDS=CELL_WORDS,
        SEEN=SEEN,
        item_analysis=item_analysis,
        mistake_pairs=mistake_pairs,
        similar_answers=similar_answers,
        time_spent=time_spent,
    )
    return environment
