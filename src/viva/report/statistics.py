"""What a class's verdicts say, in numbers: pure functions from verdicts to plain records."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from viva.grading.verdict import QuestionStatus, QuestionVerdict, Verdict

MISTAKEN: frozenset[QuestionStatus] = frozenset({"partial", "failed", "error", "timeout", "killed"})
UNTOUCHED: frozenset[QuestionStatus] = frozenset({"blank", "missing"})
STATUS_ORDER: tuple[QuestionStatus, ...] = (
    "passed",
    "partial",
    "failed",
    "error",
    "timeout",
    "killed",
    "blank",
    "missing",
    "manual",
    "marked",
    "missing package",
)


@dataclass(frozen=True)
class Mistake:
    """One mistake in one question, and who made it.

    Attributes
    ----------
    title
        The title of the recognised wrong answer; None for a group of like messages.
    message
        The message that most of these students read.
    students
        Ids, in the order of the verdicts.
    """

    question: str
    title: str | None
    message: str
    students: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many students made the mistake."""
        return len(self.students)


@dataclass(frozen=True)
class QuestionStatistics:
    """How a class did on one question.

    Attributes
    ----------
    written
        Whether a person marks the question, or another machine must, so that its scores mean
        nothing yet.
    statuses
        How many answers have each status, in the order of `STATUS_ORDER`, without zeros.
    mean_share
        Mean share of the points, from 0 to 1; None for written answers.
    pass_rate
        Share of the answers with full points; None for written answers.
    """

    id: str
    max_score: float
    written: bool
    statuses: dict[QuestionStatus, int]
    mean_share: float | None
    pass_rate: float | None
    mistakes: tuple[Mistake, ...]

    @property
    def answers(self) -> int:
        """How many submissions have a verdict on the question."""
        return sum(self.statuses.values())


@dataclass(frozen=True)
class Bin:
    """One bar of a histogram: scores from `low` to `high`, both shares of the maximum."""

    low: float
    high: float
    count: int


@dataclass(frozen=True)
class AssignmentStatistics:
    """How a class did on one assignment.

    Attributes
    ----------
    verdicts
        All of them, sorted by student.
    mean, median
        Of the scores of the submissions that could be read; None where there is none.
    deviation
        Standard deviation of these scores; None for fewer than two.
    max_score
        Points of the questions that are graded automatically.
    written_max_score
        Points that a person gives.
    awaiting
        How many written answers were handed in for a person to mark.
    lacking
        The questions that could not be graded, each with the message that says why.
    sandboxes
        What kept the students' code in, each name once.
    inline
        The questions whose tests ran beside the answers, as nbgrader runs them.
    """

    name: str
    verdicts: tuple[Verdict, ...]
    max_score: float
    written_max_score: float
    mean: float | None
    median: float | None
    deviation: float | None
    bins: tuple[Bin, ...]
    questions: tuple[QuestionStatistics, ...]
    awaiting: int
    lacking: tuple[tuple[str, str], ...]
    sandboxes: tuple[str, ...]
    inline: frozenset[str]

    @property
    def graded(self) -> tuple[Verdict, ...]:
        """The submissions that could be read."""
        return tuple(verdict for verdict in self.verdicts if verdict.status == "graded")

    @property
    def unreadable(self) -> tuple[Verdict, ...]:
        """The submissions that could not be read."""
        return tuple(verdict for verdict in self.verdicts if verdict.status != "graded")

    @property
    def lowest(self) -> float:
        """The lowest score; 0 where no submission could be read."""
        return min((verdict.score for verdict in self.graded), default=0.0)

    @property
    def highest(self) -> float:
        """The highest score; 0 where no submission could be read."""
        return max((verdict.score for verdict in self.graded), default=0.0)

    @property
    def with_all_points(self) -> int:
        """How many students have all points that are given automatically."""
        return sum(verdict.score >= self.max_score for verdict in self.graded)

    @property
    def without_points(self) -> int:
        """How many students have none of these points."""
        return sum(verdict.score <= 0 for verdict in self.graded)

    def commonest_mistakes(self, limit: int) -> list[Mistake]:
        """Return the mistakes that most students made, over all questions."""
        every = [mistake for question in self.questions for mistake in question.mistakes]
        return sorted(every, key=lambda mistake: -mistake.count)[:limit]


def by_assignment(verdicts: Iterable[Verdict]) -> list[AssignmentStatistics]:
    """Summarise each assignment that occurs, sorted by name."""
    groups: defaultdict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.assignment].append(verdict)
    return [summarise(groups[name]) for name in sorted(groups)]


def summarise(verdicts: Sequence[Verdict]) -> AssignmentStatistics:
    """Summarise the verdicts of one assignment.

    Raises
    ------
    ValueError
        If there is no verdict, or they are not all of one assignment.
    """
    names = {verdict.assignment for verdict in verdicts}
    if len(names) != 1:
        raise ValueError(f"One assignment is summarised at a time, not {len(names)}.")
    ordered = tuple(sorted(verdicts, key=lambda verdict: verdict.student or ""))
    graded = [verdict for verdict in ordered if verdict.status == "graded"]
    scores = [verdict.score for verdict in graded]
    # A notebook without any question the exam knows must not shrink the scale of the others.
    max_score = max((verdict.max_score for verdict in ordered), default=0.0)
    return AssignmentStatistics(
        name=names.pop(),
        verdicts=ordered,
        max_score=max_score,
        written_max_score=max(verdict.written_max_score for verdict in ordered),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        deviation=statistics.stdev(scores) if len(scores) > 1 else None,
        bins=histogram([share(score, max_score) for score in scores]),
        questions=tuple(
            question_statistics(question_id, graded) for question_id in question_ids(ordered)
        ),
        awaiting=sum(awaits_marking(verdict) for verdict in graded),
        lacking=tuple({q.id: q.message for v in graded for q in v.lacking}.items()),
        sandboxes=tuple(sorted({verdict.sandbox for verdict in graded})),
        inline=frozenset[str]().union(*(verdict.inline for verdict in graded)),
    )


def share(score: float, max_score: float) -> float:
    """Return `score` as a share of `max_score`, from 0 to 1; 0 if there is nothing to earn."""
    return min(max(score / max_score, 0.0), 1.0) if max_score > 0 else 0.0


def histogram(shares: Iterable[float], bins: int = 10) -> tuple[Bin, ...]:
    """Count shares in `bins` equal steps from 0 to 1; the last step holds 1 as well."""
    # The rounding keeps 0.3 out of the step that ends at 0.3, as 0.3 * 10 is below 3 in binary
    # for some ways of computing 0.3.
    counts = Counter(min(int(round(value * bins, 9)), bins - 1) for value in shares)
    return tuple(Bin(step / bins, (step + 1) / bins, counts[step]) for step in range(bins))


def question_ids(verdicts: Iterable[Verdict]) -> list[str]:
    """Return the ids of all questions, in the order of the most complete verdicts."""
    longest_first = sorted(verdicts, key=lambda verdict: -len(verdict.questions))
    return list(dict.fromkeys(q.id for verdict in longest_first for q in verdict.questions))


def awaits_marking(verdict: Verdict) -> int:
    """Count the written answers of a submission that a person has yet to mark."""
    return sum(question.status == "manual" for question in verdict.questions)


def question_statistics(question_id: str, verdicts: Sequence[Verdict]) -> QuestionStatistics:
    """Summarise one question over the submissions that have a verdict on it."""
    answers = [
        (verdict, question)
        for verdict in verdicts
        for question in verdict.questions
        if question.id == question_id
    ]
    written = any(question_id in verdict.written or question.waits for verdict, question in answers)
    counts = Counter(question.status for _, question in answers)
    mean_share = pass_rate = None
    if answers and not written:
        mean_share = statistics.fmean(share(q.score, q.max_score) for _, q in answers)
        pass_rate = counts["passed"] / len(answers)
    return QuestionStatistics(
        id=question_id,
        max_score=max((question.max_score for _, question in answers), default=0.0),
        written=written,
        statuses={status: counts[status] for status in STATUS_ORDER if counts[status]},
        mean_share=mean_share,
        pass_rate=pass_rate,
        mistakes=tuple(mistakes(answers)),
    )


def mistakes(answers: Iterable[tuple[Verdict, QuestionVerdict]]) -> list[Mistake]:
    """Group the answers to one question that lost points by what went wrong, commonest first.

    A recognised wrong answer is one group. Without one, like messages are a group, whatever
    their line numbers and counts.
    """
    groups: defaultdict[tuple[str | None, str], list[tuple[Verdict, QuestionVerdict]]]
    groups = defaultdict(list)
    for verdict, question in answers:
        if question.status in MISTAKEN:
            kind = "" if question.diagnosis else f"{question.status}/{_kind_of(question.message)}"
            groups[question.diagnosis or None, kind].append((verdict, question))
    found = []
    for (title, _), members in groups.items():
        messages = Counter(question.message for _, question in members)
        found.append(
            Mistake(
                question=members[0][1].id,
                title=title,
                message=messages.most_common(1)[0][0],
                students=tuple(verdict.student or "" for verdict, _ in members),
            )
        )
    return sorted(found, key=lambda mistake: -mistake.count)


def _kind_of(message: str) -> str:
    message = re.sub(r"\s+", " ", message).strip().casefold()
    message = re.sub(r"\bline \d+", "line #", message)
    return re.sub(r"\b\d+ of \d+\b", "# of #", message)
