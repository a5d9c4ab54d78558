"""Verdicts as Markdown, for the summary page of a CI run or a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from viva.grading.verdict import QuestionVerdict
from viva.report.checked import Checked, one_line
from viva.report.words import points

# GitHub takes a summary of up to 1 MiB for a step, and shows none that is larger.
MOST_BYTES = 900_000
CUT = "\n*The rest was left out: the page would be too long.*\n"
# A backslash does not keep GitHub from formulas, links and mentions (which call somebody).
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", ":": "&#58;", "|": "&#124;"}
ENTITIES |= {"@": "@\u200b"}
SPECIAL = re.compile(r"[&<>$:|@\\`*_{}\[\]()#+.!~=-]")
VISIBLE_ONLY = "Visible tests only. Hidden tests, with other inputs, run when you are graded."
WORDS = {
    "passed": "✓ done",
    "partial": "◐ partly right",
    "failed": "✗ wrong",
    "error": "✗ error",
    "timeout": "✗ too slow",
    "killed": "✗ crashed Python",
    "missing": "✗ missing",
    "blank": "· not started",
    "manual": "… not checked",
    "missing package": "… missing package",
}


def markdown(all_checked: Sequence[Checked], visible_only: bool = False) -> str:
    """Return verdicts as Markdown: a table for each, and one of all if there are several.

    Parameters
    ----------
    visible_only
        Whether only the visible tests were run.
    """
    parts = [summary(all_checked)] if len(all_checked) > 1 else []
    parts += [section(checked) for checked in all_checked]
    if visible_only:
        parts.append(f"{VISIBLE_ONLY}\n")
    text = "\n".join(parts)
    if len(text.encode()) <= MOST_BYTES:
        return text
    kept = text.encode()[:MOST_BYTES].decode(errors="ignore")
    return kept.rpartition("\n")[0] + f"\n{CUT}"


def summary(all_checked: Sequence[Checked]) -> str:
    """Return the table of all submissions."""
    rows = []
    for checked in all_checked:
        verdict = checked.verdict
        graded = verdict.status == "graded"
        earned = (
            f"{points(verdict.score)} / {points(verdict.max_score)}" if graded else "unreadable"
        )
        rows.append((escaped(checked.title), earned, done(checked)))
    return table(("notebook", "points", "done"), rows)


def section(checked: Checked) -> str:
    """Return the table of one submission."""
    verdict = checked.verdict
    heading = f"### {escaped(checked.title)}\n"
    said = f"{escaped(verdict.message)}\n" if verdict.message else ""
    if verdict.status != "graded":
        return f"{heading}\nThis notebook cannot be read. {said}"
    rows = [
        (escaped(question.id), share(question), WORDS[question.status], escaped(question.message))
        for question in verdict.questions
    ]
    total = (
        f"{done(checked)} questions done, {points(verdict.score)} of {points(verdict.max_score)} "
        f"points. Sandbox: {verdict.sandbox}.\n"
    )
    listed = table(("question", "points", "status", "message"), rows)
    return "\n".join(part for part in (heading, listed, said, total) if part)


def done(checked: Checked) -> str:
    """Return how many of the questions that are graded automatically are done."""
    verdict = checked.verdict
    asked = verdict.automatic
    return f"{sum(question.status == 'passed' for question in asked)} of {len(asked)}"


def share(question: QuestionVerdict) -> str:
    """Return a question's points as text; those that are open are left out."""
    earned = "…" if question.waits else points(question.score)
    return f"{earned} / {points(question.max_score)}"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, from cells that are Markdown already."""
    rules = ["---:" if head == "points" else "---" for head in heads]
    return "".join(f"| {' | '.join(row)} |\n" for row in (heads, rules, *rows))


def escaped(text: str) -> str:
    """Return text escaped for Markdown: on one line, without markup, links or mentions."""
    return SPECIAL.sub(lambda found: ENTITIES.get(found[0]) or f"\\{found[0]}", one_line(text))
