"""The class report's tables beside the scores, as CSV: questions, mistakes, times, alike."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from viva.grading.verdict import Verdict
from viva.report.durations import worked
from viva.report.item_analysis import GROUPS, item
from viva.report.mistake_pairs import mistake_pairs
from viva.report.records import Records
from viva.report.spreadsheet import plain_text
from viva.report.statistics import AssignmentStatistics, by_assignment
from viva.report.words import shortened

QUESTIONS = (
    *("assignment", "question", "max_score", "tests_in_notebook", "answers", "mean_share"),
    *("pass_rate", "discrimination", "discrimination_low", "discrimination_high", "remark"),
    *("standard_deviation", "tried_share", *(f"quintile_{n}" for n in range(1, GROUPS + 1))),
    *("time_notebooks", "time_median_minutes", "time_low_minutes", "time_high_minutes"),
    *("again_students", "again_first_share", "again_last_share", "again_better", "again_worse"),
    "again_mistakes_overcome",
)
MISTAKES = (
    *("earlier_assignment", "earlier_question", "earlier_mistake"),
    *("later_assignment", "later_question", "later_mistake"),
    *("students", "earlier_count", "later_count", "both", "expected", "lift", "probability"),
)
TIMES = ("assignment", "minutes", "score", "max_score")
ALIKE = ("assignment", "student", "other_student", "question", "similarity", "words_and_signs")


def write_tables(verdicts: Sequence[Verdict], records: Records, scores: Path) -> list[Path]:
    """Write the tables as CSV files beside the one with the scores; return their paths.

    Of answers that are alike there is one only where they were compared, and of times only where
    notebooks tell them; one from before is removed.

    Parameters
    ----------
    scores
        The path of the CSV file with the scores: the others are called like it.
    """
    assignments = by_assignment(verdicts)
    paths = [scores.with_name(f"{scores.stem}-{name}.csv") for name in ("questions", "mistakes")]
    _write(paths[0], QUESTIONS, _questions(assignments, records))
    _write(paths[1], MISTAKES, _mistakes(assignments))
    times = [
        (assignment.name, _number(one.minutes, 1), one.score, one.max_score)
        for assignment in assignments
        for one in worked(records.times.get(assignment.name), assignment.graded)
    ]
    path = scores.with_name(f"{scores.stem}-times.csv")
    if times:
        _write(path, TIMES, times)
        paths.append(path)
    else:
        path.unlink(missing_ok=True)
    alike = scores.with_name(f"{scores.stem}-alike.csv")
    if records.similar:
        _write(alike, ALIKE, _alike(records))
        paths.append(alike)
    else:
        alike.unlink(missing_ok=True)
    return paths


def _write(path: Path, heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        for row in rows:
            # A negative number is no text, and stays one.
            writer.writerow([plain_text(cell) if isinstance(cell, str) else cell for cell in row])


def _questions(
    assignments: Iterable[AssignmentStatistics], records: Records
) -> Iterable[Sequence[Any]]:
    for assignment in assignments:
        spent = records.times.get(assignment.name)
        times = {row.question: row for row in spent.questions} if spent else {}
        again = records.hand_ins.get(assignment.name)
        changes = {row.question: row for row in again.questions} if again else {}
        for question in assignment.questions:
            if question.written:
                continue
            row = item(question.id, assignment.graded)
            found = row.discrimination
            time, change = times.get(question.id), changes.get(question.id)
            yield (
                *(assignment.name, question.id, question.max_score),
                "yes" if question.id in assignment.inline else "no",
                *(row.answers, _number(row.difficulty), _number(question.pass_rate)),
                *map(_number, (found.r, found.low, found.high) if found else (None,) * 3),
                row.remark,
                *(_number(row.deviation), _number(row.tried)),
                *map(_number, row.quintiles or (None,) * GROUPS),
                time.students if time else "",
                *(
                    _number(seconds / 60, 1)
                    for seconds in ((time.median, time.low, time.high) if time else ())
                ),
                *([""] * (0 if time else 3)),
                *(
                    (
                        *(change.students, _number(change.first), _number(change.last)),
                        *(change.better, change.worse),
                        "; ".join(f"{title} ({count})" for title, count in change.overcome),
                    )
                    if change
                    else [""] * 6
                ),
            )


def _mistakes(assignments: Sequence[AssignmentStatistics]) -> Iterable[Sequence[Any]]:
    for pair in mistake_pairs(assignments).found:
        yield (
            *(pair.earlier_assignment, pair.earlier.question),
            pair.earlier.title or shortened(pair.earlier.message),
            *(pair.later_assignment, pair.later.question),
            pair.later.title or shortened(pair.later.message),
            *(pair.students, pair.earlier_count, pair.later_count, pair.both),
            *(_number(pair.expected), _number(pair.lift), f"{pair.chance:.2g}"),
        )


def _alike(records: Records) -> Iterable[Sequence[Any]]:
    for assignment, similar in records.similar.items():
        for pair in similar.pairs:
            for answer in pair.answers:
                yield (
                    *(assignment, *pair.students, answer.question),
                    *(_number(answer.similarity), answer.tokens),
                )


def _number(value: float | None, digits: int = 3) -> float | str:
    return "" if value is None else round(value, digits)
