"""Which mistakes go with which mistakes in later questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viva.report.statistics import UNTOUCHED, AssignmentStatistics, Mistake

# Fewer students who made both mistakes are a coincidence or two.
FEWEST = 3
MOST_BY_CHANCE = 0.05


@dataclass(frozen=True)
class MistakePair:
    """Two mistakes that the same students made.

    Attributes
    ----------
    students
        How many answered both questions; all other numbers are of these.
    earlier_count, later_count
        How many of them made the first mistake, and how many the second one.
    made_both
        The ids of those who made both.
    """

    earlier_assignment: str
    earlier: Mistake
    later_assignment: str
    later: Mistake
    students: int
    earlier_count: int
    later_count: int
    made_both: tuple[str, ...]

    @property
    def both(self) -> int:
        """How many made both mistakes."""
        return len(self.made_both)

    @property
    def expected(self) -> float:
        """How many would have made both if the mistakes had nothing to do with each other."""
        return self.earlier_count * self.later_count / self.students

    @property
    def lift(self) -> float:
        """How many times as many made both as would if the mistakes were unrelated.

        Notes
        -----
        P(both) / (P(first) P(second)). Brin, Motwani, Ullman and Tsur, "Dynamic itemset counting
        and implication rules for market basket data" (SIGMOD 1997), call it interest.
        """
        return self.both / self.expected

    @property
    def chance(self) -> float:
        """How probable as many or more are if the mistakes are unrelated.

        Notes
        -----
        The one-sided exact test of Fisher, *Statistical Methods for Research Workers* (5th
        edition, 1934), section 21.02: the upper tail of the hypergeometric distribution.
        """
        from scipy.stats import hypergeom

        return float(
            hypergeom.sf(self.both - 1, self.students, self.earlier_count, self.later_count)
        )


@dataclass(frozen=True)
class MistakePairs:
    """The pairs that are worth a look, the least probable by chance first.

    Attributes
    ----------
    compared
        How many pairs were looked at, by the assignment of the later mistake.
    """

    found: tuple[MistakePair, ...]
    compared: Mapping[str, int]

    def of(self, assignment: str) -> list[MistakePair]:
        """Return the pairs whose later mistake is in this assignment."""
        return [pair for pair in self.found if pair.later_assignment == assignment]


@dataclass(frozen=True)
class _Place:
    assignment: str
    question: str
    answered: frozenset[str]
    mistakes: tuple[Mistake, ...]


def mistake_pairs(assignments: Sequence[AssignmentStatistics]) -> MistakePairs:
    """Return which mistakes go together, over all questions of all these assignments in order.

    A pair is listed if at least `FEWEST` students made both mistakes, and if chance alone would
    give so many with a probability of at most 5 %.
    """
    places = [place for assignment in assignments for place in _places(assignment)]
    found: list[MistakePair] = []
    compared: Counter[str] = Counter()
    for number, earlier in enumerate(places):
        for later in places[number + 1 :]:
            answered = earlier.answered & later.answered
            for first in earlier.mistakes:
                made_first = answered.intersection(first.students)
                if len(made_first) < FEWEST:
                    continue
                for second in later.mistakes:
                    made_second = answered.intersection(second.students)
                    if len(made_second) < FEWEST:
                        continue
                    compared[later.assignment] += 1
                    pair = MistakePair(
                        *(earlier.assignment, first, later.assignment, second),
                        *(len(answered), len(made_first), len(made_second)),
                        tuple(sorted(made_first & made_second)),
                    )
                    if pair.both >= FEWEST and pair.chance <= MOST_BY_CHANCE:
                        found.append(pair)
    # Sorting is stable: pairs that are as probable stay in the order of the questions.
    return MistakePairs(tuple(sorted(found, key=lambda pair: pair.chance)), compared)


def _places(assignment: AssignmentStatistics) -> list[_Place]:
    """Return the questions of an assignment with who answered them."""
    answered: dict[str, set[str]] = {}
    for verdict in assignment.graded:
        for question in verdict.automatic:
            if question.status not in UNTOUCHED:
                answered.setdefault(question.id, set()).add(verdict.student or "")
    return [
        _Place(
            assignment.name,
            question.id,
            frozenset(answered.get(question.id, ())),
            tuple(mistake for mistake in question.mistakes if mistake.count >= FEWEST),
        )
        for question in assignment.questions
    ]
