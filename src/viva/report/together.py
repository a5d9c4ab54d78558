"""Count the notebooks of an assignment that has several as one: points, questions and times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from viva.classroom.history import Attempt
from viva.grading.verdict import Verdict
from viva.report.time_spent import TimeSpent


def together(verdicts: Sequence[Verdict], alone: Collection[str] = ()) -> list[Verdict]:
    """Return verdicts, those on a student's notebooks of one assignment as one.

    Its questions are called as they are, with the name of their notebook before them. It counts as
    graded if one of the notebooks could be.

    Parameters
    ----------
    alone
        Notebooks that stay by themselves, as people call them: ``ps1/a``.
    """
    groups: dict[object, list[Verdict]] = {}
    for number, verdict in enumerate(verdicts):
        if verdict.label in alone:
            verdict = replace(verdict, assignment=verdict.label, part="")
        key = (verdict.assignment, verdict.student) if verdict.part else number
        groups.setdefault(key, []).append(verdict)
    return [one_of(group) if group[0].part else group[0] for group in groups.values()]


def one_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict on all notebooks of one student's submission."""
    graded = [verdict for verdict in verdicts if verdict.status == "graded"]
    first = (graded or verdicts)[0]
    return replace(
        first,
        part="",
        layout="",
        notebook=None,
        seconds=sum(verdict.seconds for verdict in verdicts),
        message=" ".join(f"{v.part}: {v.message}" for v in verdicts if v.message),
        questions=tuple(
            replace(q, id=named(verdict.part, q.id))
            for verdict in verdicts
            for q in verdict.questions
        ),
        written=frozenset(named(v.part, q) for v in verdicts for q in v.written),
        inline=frozenset(named(v.part, q) for v in verdicts for q in v.inline),
    )


def named(part: str, question: str) -> str:
    """Return what a question is called among those of all notebooks; itself where there is one."""
    return f"{part}/{question}" if part else question


def times_together(parts: Sequence[tuple[str, TimeSpent]]) -> TimeSpent:
    """Return what is known of the times of all notebooks, each given with its name."""
    totals: defaultdict[str, float] = defaultdict(float)
    for _, spent in parts:
        for student, seconds in spent.totals.items():
            totals[student] += seconds
    return TimeSpent(
        sum(spent.recorded for _, spent in parts),
        sum(spent.at_one_go for _, spent in parts),
        tuple(
            replace(each, question=named(part, each.question))
            for part, spent in parts
            for each in spent.questions
        ),
        totals,
    )


def attempts_together(parts: Sequence[tuple[str, Sequence[Attempt]]]) -> list[Attempt]:
    """Return a student's hand-ins of all notebooks, each given with its name.

    The first one is the first of each that could be read, and so on; of a notebook that was handed
    in less often the last one stays.
    """
    if len(parts) == 1:
        return list(parts[0][1])
    readable = [(part, [each for each in found if each.questions]) for part, found in parts]
    readable = [(part, found) for part, found in readable if found]
    return [
        Attempt(
            "",
            "",
            {
                named(part, question): answered
                for part, found in readable
                for question, answered in found[min(place, len(found) - 1)].questions.items()
            },
        )
        for place in range(max((len(found) for _, found in readable), default=0))
    ]
