"""Change the solutions mechanically and grade every mutant: what survives, no case looks at.

A mutant that keeps all its points is a survivor. It is either a gap in the exam or as right as
the solution; the exam records the latter with ``q.equivalent(...)``, and such a record is checked
too: the mutant must still be made, and must survive.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields

from viva.certify.certify import Trial, in_parts, lost, try_out
from viva.certify.mutate import Mutant, mutants_of
from viva.classroom.pool import Pool, cores
from viva.classroom.tasks import JudgeProblem, Lost
from viva.course.bundle import make_bundle
from viva.course.confinement import confine_own
from viva.course.layout import Assignment, Course
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer
from viva.grading.limits import Limits
from viva.grading.verdict import QuestionVerdict, Verdict

# A mutant may take so many times as long as the solution, and at least so many seconds.
PATIENCE = 5.0
SHORTEST = 2.0


@dataclass(frozen=True)
class QuestionMutant:
    """A mutant of one question's solution; `why` says why it is right, if the exam does."""

    question: str
    mutant: Mutant
    why: str = ""

    @property
    def record(self) -> tuple[str, str, str]:
        """The question, and the line before and after: what a record of it names."""
        return self.question, self.mutant.was, self.mutant.now


@dataclass
class Tally:
    """What became of the mutants of one question.

    Attributes
    ----------
    made
        How many were graded.
    killed
        How many of them lost points.
    late
        How many of the killed took too long.
    explained
        How many survived, and rightly.
    """

    made: int = 0
    killed: int = 0
    late: int = 0
    explained: int = 0

    @property
    def survive(self) -> int:
        """How many survived that should not."""
        return self.made - self.killed - self.explained

    @property
    def kill_rate(self) -> float:
        """Share of the killed among the mutants that are not known to be right."""
        wrong = self.made - self.explained
        return self.killed / wrong if wrong else 1.0


@dataclass
class Campaign:
    """What became of the mutants of one assignment.

    Attributes
    ----------
    whole
        How many mutants there are, of which a sample may have been graded.
    survivors
        Those that survived without an explanation.
    problems
        Sentences on records of equivalents that do not hold.
    seconds
        What each question of the solution took.
    """

    assignment: str
    whole: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    survivors: list[QuestionMutant] = field(default_factory=list)
    explained: list[QuestionMutant] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """All questions together."""
        total = Tally()
        for tally in self.tallies.values():
            for each in fields(Tally):
                setattr(total, each.name, getattr(total, each.name) + getattr(tally, each.name))
        return total


def run_campaign(
    course: Course,
    assignment: Assignment,
    *,
    sample: int | None = None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    whole: Collection[str] = (),
) -> Campaign:
    """Grade the mutants of one assignment's solutions.

    Parameters
    ----------
    whole
        Questions of which all mutants are graded whatever the sample.
    sample
        How many mutants to grade, always the same ones; by default all.
    progress
        Called with how many mutants are graded, and how many there are.
    """
    bundle = make_bundle(assignment)
    every = question_mutants(bundle)
    campaign = Campaign(assignment.label, len(every), problems=stale_equivalents(bundle, every))
    campaign.tallies = {entry.question: Tally() for entry in every}
    chosen = sample_of(every, sample, whole)
    jobs = cores() if jobs is None else jobs
    with Pool(jobs, False, confine_own(course)) as judges:
        judges.import_early(bundle.optional.values())
        solution = [Trial("solution")]
        alone = judges.run_one(try_out, assignment, solution)
        if isinstance(alone, Lost):
            raise JudgeProblem(lost(solution, alone))
        (solved,) = alone
        campaign.seconds = {found.id: found.seconds for found in solved.questions}
        limits = {found.id: limits_for(solved, found) for found in solved.questions}
        parts = in_parts([trial_of(entry, limits[entry.question]) for entry in chosen])
        begins = [sum(map(len, parts[:number])) for number in range(len(parts))]
        found: dict[int, QuestionVerdict] = {}
        for number, verdicts in judges.run(try_out, [(assignment, part) for part in parts]):
            if isinstance(verdicts, Lost):
                raise JudgeProblem(lost(parts[number], verdicts))
            for place, verdict in enumerate(verdicts, start=begins[number]):
                found[place] = verdict.questions[0]
            if progress is not None:
                progress(len(found), len(chosen))
    for number, entry in enumerate(chosen):
        record_result(campaign, entry, found[number])
    campaign.problems += refuted_equivalents(every, chosen, found)
    return campaign


def limits_for(solved: Verdict, question: QuestionVerdict) -> Limits:
    """Return the time limits of a question's mutants, from the times of its solution."""
    return Limits(
        cell_seconds=max(SHORTEST, PATIENCE * solved.seconds),
        call_seconds=max(SHORTEST, PATIENCE * question.seconds),
    )


def question_mutants(bundle: Bundle) -> list[QuestionMutant]:
    """Make all mutants of an assignment's solutions, in the order of the notebook."""
    automatic = {question.id for question in bundle.questions if not question.written}
    reasons = equivalents_of(bundle)
    made = []
    for cell in bundle.cells:
        name = grade_id(cell)
        if is_answer(cell) and name in automatic:
            for mutant in mutants_of(cell):
                why = reasons.get((name, mutant.was, mutant.now), "")
                made.append(QuestionMutant(name, mutant, why))
    return made


def equivalents_of(bundle: Bundle) -> dict[tuple[str, str, str], str]:
    """Return why each equivalent is right, by its question and the line before and after."""
    questions = bundle.exam.questions.values() if bundle.exam is not None else ()
    return {
        (question.id, record.was.strip(), now.strip()): record.why
        for question in questions
        for record in question.equivalents
        for now in record.now
    }


def stale_equivalents(bundle: Bundle, every: Sequence[QuestionMutant]) -> list[str]:
    """Find records of equivalents to which no mutant belongs."""
    there = {entry.record for entry in every}
    return [
        f"{question}: no mutant turns {was!r} into {now!r} any longer: change or "
        "remove its q.equivalent(...)."
        for question, was, now in equivalents_of(bundle)
        if (question, was, now) not in there
    ]


def sample_of(
    every: list[QuestionMutant], size: int | None, whole: Collection[str] = ()
) -> list[QuestionMutant]:
    """Choose some mutants: by what they are, so that an edit elsewhere changes nothing."""
    if size is None or size >= len(every):
        return every

    def draw(entry: QuestionMutant) -> bytes:
        return hashlib.sha256("\n".join(entry.record).encode()).digest()

    drawn = set(sorted(range(len(every)), key=lambda number: draw(every[number]))[:size])
    drawn |= {number for number, entry in enumerate(every) if entry.question in whole}
    return [every[number] for number in sorted(drawn)]


def trial_of(entry: QuestionMutant, limits: Limits) -> Trial:
    """Return the trial of a mutant; an equivalent keeps the assignment's own time limits."""
    return Trial(
        "mutant",
        entry.question,
        entry.mutant.kind,
        entry.mutant.code,
        limits=None if entry.why else limits,
        stop_early=not entry.why,
    )


def record_result(campaign: Campaign, entry: QuestionMutant, found: QuestionVerdict) -> None:
    """Record the result of one mutant."""
    tally = campaign.tallies[entry.question]
    tally.made += 1
    if found.status != "passed":
        tally.killed += 1
        tally.late += found.status == "timeout"
    elif entry.why:
        tally.explained += 1
        campaign.explained.append(entry)
    else:
        campaign.survivors.append(entry)


def refuted_equivalents(
    every: Sequence[QuestionMutant],
    chosen: Sequence[QuestionMutant],
    found: Mapping[int, QuestionVerdict],
) -> list[str]:
    """Find records of equivalents that lose points.

    Where the same line stands twice in an answer, one of its mutants may be right and the other
    not. So a record is refuted only when every mutant that it names has been graded and killed.
    """
    made = Counter(entry.record for entry in every)
    killed: dict[tuple[str, str, str], list[int]] = {}
    for number, entry in enumerate(chosen):
        if entry.why and found[number].status != "passed":
            killed.setdefault(entry.record, []).append(number)
    return [
        f"{chosen[numbers[0]].question}: {chosen[numbers[0]].mutant.now!r} is recorded as right "
        f"({chosen[numbers[0]].why}), but loses points: {found[numbers[0]].message}"
        for record, numbers in killed.items()
        if len(numbers) == made[record]
    ]
