"""Verdicts as annotations: messages that GitHub shows beside the notebook that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from viva.report.checked import Checked, one_line

NOT_WRONG = frozenset({"passed", "blank", "manual", "missing package"})


def github(all_checked: Sequence[Checked]) -> Iterator[str]:
    """Yield the workflow commands for GitHub: one for each question that is not right.

    GitHub shows the first ten of a step; the others are in the log.
    """
    for checked in all_checked:
        verdict = checked.verdict
        if verdict.status != "graded":
            yield command(checked, "", checked.title, verdict.message)
        for question in verdict.questions if verdict.status == "graded" else ():
            if question.status not in NOT_WRONG:
                yield command(checked, question.id, question.id, question.message)


def command(checked: Checked, question: str, title: str, message: str) -> str:
    """Return the workflow command for one error."""
    told = {"file": checked.file, "line": checked.lines.get(question, 1), "title": title}
    places = ",".join(f"{name}={_property(f'{value}')}" for name, value in told.items() if value)
    return f"::error {places}::{_data(message or 'not right')}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
