"""Examine the exam: each wrong answer must fail and earn its own hint, each right one must pass.

Every answer is put into the solution notebook in place of the instructor's and graded for real.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from viva.certify.cases import about_given, look_at_cases, not_given
from viva.certify.costs import Costs, can_stand_in, costs_of, questions_after
from viva.classroom.grader import Grader
from viva.classroom.pool import SERIAL, Pool, cores
from viva.classroom.tasks import JudgeProblem, Lost
from viva.course.bundle import make_bundle
from viva.course.confinement import confine_own
from viva.course.floor import RIGHT_USUAL, WRONG_USUAL, Floor, read_floor
from viva.course.layout import Assignment, Course
from viva.exam.records import MOST_KEPT
from viva.grading.agreement import disagreements
from viva.grading.bundle import Bundle
from viva.grading.cells import (
    grade_id,
    is_answer,
    is_inline_test,
    is_task,
    nbgrader,
    solution,
)
from viva.grading.limits import Limits
from viva.grading.plain import plain
from viva.grading.rehearsal import Rehearsal
from viva.grading.verdict import QuestionVerdict, Verdict

PART = 16
SUMMED = ("points", "cases", "wrong", "killed", "own_hint", "right", "passed", "seconds")


@dataclass(frozen=True)
class Trial:
    """One notebook to be graded: the solution, the blank release, or one with another answer.

    Attributes
    ----------
    limits
        Other limits than the assignment's.
    stop_early
        Whether it is enough to know that the answer is wrong.
    keeps
        The share of the points that a wrong answer may keep.
    also
        Later questions that are asked as well: what the answer costs there is told.
    """

    kind: str
    question: str | None = None
    title: str = ""
    code: str | None = None
    hint: str = ""
    limits: Limits | None = None
    stop_early: bool = False
    keeps: float = MOST_KEPT
    also: tuple[str, ...] = ()


@dataclass
class Line:
    """What certification found for one question; `seconds` is what the solution takes."""

    question: str
    points: float
    cases: int
    wrong: int = 0
    killed: int = 0
    own_hint: int = 0
    right: int = 0
    passed: int = 0
    seconds: float = 0.0


@dataclass
class Certificate:
    """What certification found for one assignment.

    Attributes
    ----------
    problems
        Sentences on what does not hold. The exam is certified if there are none.
    warnings
        Sentences on what holds, and might be better.
    inline
        The questions whose tests stand in the notebook, where no wrong answer is tried.
    costs
        What answers cost in later questions; None where that was not asked.
    """

    assignment: str
    lines: dict[str, Line] = field(default_factory=dict)
    solution: tuple[float, float] = (0.0, 0.0)
    blank: float = 0.0
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    costs: Costs | None = None

    @property
    def total(self) -> Line:
        """All questions together."""
        total = Line("all", 0.0, 0)
        for line in self.lines.values():
            for name in SUMMED:
                setattr(total, name, getattr(total, name) + getattr(line, name))
        return total

    @property
    def kill_rate(self) -> float:
        """Share of the wrong answers that lost their points."""
        total = self.total
        return total.killed / total.wrong if total.wrong else 1.0


def certify(
    course: Course,
    assignment: Assignment,
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    chosen: Callable[[Trial], bool] = lambda trial: True,
    costs: bool = False,
) -> Certificate:
    """Certify the exam of one assignment.

    Parameters
    ----------
    chosen
        Which trials to grade; by default all.
    costs
        Whether to find as well what each answer costs in the questions that use it.
    progress
        Called with how many trials are done, and how many there are.

    Raises
    ------
    ExamProblem
        If the exam is malformed, or missing.
    """
    bundle = make_bundle(assignment)
    certificate = Certificate(assignment.label, costs=Costs() if costs else None)
    for graded in bundle.questions:
        if not graded.written:
            question = bundle.exam.questions.get(graded.id) if bundle.exam else None
            cases = len(question.cases) if question else 0
            certificate.lines[graded.id] = Line(graded.id, graded.points, cases)
    certificate.inline = sorted(bundle.inline)
    floor = read_floor(course)
    certificate.problems += inspect_exam(bundle, floor)
    certificate.warnings += below_usual(bundle, floor)
    trials = [trial for trial in all_trials(bundle, costs) if chosen(trial)]
    parts = in_parts(trials)
    tasks = [(assignment, part) for part in parts]
    wanted = cores() if jobs is None else jobs
    few = min(wanted, max(1, len(tasks) // SERIAL))
    done = 0
    with Pool(few, False, confine_own(course)) as judges:
        judges.import_early(bundle.optional.values())
        if not look_first(judges, assignment, certificate):
            return certificate
        for number, verdicts in judges.run(try_out, tasks):
            if isinstance(verdicts, Lost):
                raise JudgeProblem(lost(parts[number], verdicts))
            for trial, verdict in zip(parts[number], verdicts, strict=True):
                note(certificate, trial, verdict, bundle)
            done += len(verdicts)
            if progress is not None:
                progress(done, len(trials))
    certificate.problems.sort()
    return certificate


def lost(trials: Sequence[Trial], what: Lost) -> str:
    """Return the sentence that says that trials could not be graded."""
    return f"{trials[0].question or trials[0].kind}: trials cannot be graded. {what.reason}"


def certify_quickly(course: Course, assignment: Assignment) -> list[str]:
    """Grade only the solution and the blank release, and return a sentence for each problem."""
    bundle = make_bundle(assignment)
    certificate = Certificate(assignment.label)
    certificate.problems += inspect_exam(bundle, read_floor(course))
    if not any(not question.written for question in bundle.questions):
        return certificate.problems
    with Pool(1, False, confine_own(course)) as judges:
        judges.import_early(bundle.optional.values())
        if not look_first(judges, assignment, certificate):
            return certificate.problems
        for trial in (Trial("solution"), Trial("blank")):
            verdicts = judges.run_one(try_out, assignment, [trial])
            if isinstance(verdicts, Lost):
                raise JudgeProblem(lost([trial], verdicts))
            note(certificate, trial, verdicts[0], bundle)
    return certificate.problems


def look_first(judges: Pool, assignment: Assignment, certificate: Certificate) -> bool:
    """Return whether the references answer every case; else no trial could be judged."""
    found = judges.run_one(cases_of, assignment)
    if isinstance(found, Lost):
        raise JudgeProblem(f"{assignment.label}: its cases cannot be asked. {found.reason}")
    certificate.problems += found
    return not found


def cases_of(grader: Grader, assignment: Assignment) -> list[str]:
    """Return a sentence for each case of an exam that its references do not answer."""
    examiner = grader.judge(assignment).examiner
    return look_at_cases(examiner.expected) if examiner is not None else []


def all_trials(bundle: Bundle, costs: bool = False) -> Iterable[Trial]:
    """List what is to be graded: slow ones first, so that they do not come last on one worker."""
    yield Trial("solution")
    yield Trial("blank")
    if bundle.exam is None:
        return
    for graded in reversed(bundle.questions):
        question = bundle.exam.questions.get(graded.id)
        if question is None:
            continue
        also = questions_after(bundle, question.id) if costs else ()
        for wrong in question.wrong_answers:
            yield Trial(
                "wrong",
                question.id,
                wrong.title,
                wrong.code,
                wrong.hint,
                keeps=wrong.keeps,
                also=also,
            )
        for right in question.right_answers:
            yield Trial("right", question.id, right.title, right.code, also=also)


def in_parts(trials: Sequence[Trial]) -> list[list[Trial]]:
    """Group the trials into tasks: several on one question, or one on a whole notebook."""
    parts: list[list[Trial]] = []
    for trial in trials:
        last = parts[-1] if parts else []
        together = last and trial.question is not None and last[0].question == trial.question
        if together and len(last) < PART:
            last.append(trial)
        else:
            parts.append([trial])
    return parts


def try_out(grader: Grader, assignment: Assignment, trials: Sequence[Trial]) -> list[Verdict]:
    """Grade trials on one question, or a whole notebook."""
    judge = grader.judge(assignment)
    question = trials[0].question
    if question is None:
        return [judge.grade(trial_notebook(judge.bundle, trial)) for trial in trials]
    with Rehearsal(judge, question) as rehearsal:
        return [
            rehearsal.grade(
                trial_notebook(judge.bundle, trial), trial.limits, trial.stop_early, trial.also
            )
            for trial in trials
        ]


def trial_notebook(bundle: Bundle, trial: Trial) -> bytes:
    """Make the notebook of a trial, as a student would hand it in."""
    cells = []
    for cell in bundle.cells:
        copied = dict(cell)
        name = grade_id(cell)
        if is_answer(cell):
            if trial.kind == "blank":
                copied["source"] = bundle.released[name]
            elif name == trial.question and trial.code is not None:
                copied["source"] = trial.code
            else:
                copied["source"] = solution(cell)
        cells.append(copied)
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": bundle.metadata, "cells": cells}
    return json.dumps(content).encode()


def note(certificate: Certificate, trial: Trial, verdict: Verdict, bundle: Bundle) -> None:
    """Record the result of a trial in the certificate."""
    before = len(certificate.problems)
    _note(certificate, trial, verdict)
    if trial.code is not None and len(certificate.problems) > before:
        certificate.problems[-1] += about_given(not_given(bundle, trial.code))
    if trial.also and trial.question is not None and certificate.costs is not None:
        found = costs_of(trial.kind, trial.title, trial.question, verdict.questions)
        certificate.costs.note(trial.question, trial.also, found)
        for cost in found:
            stand_in = can_stand_in(bundle, trial.question, cost.other)
            (certificate.problems if stand_in else certificate.warnings).append(str(cost))


def _note(certificate: Certificate, trial: Trial, verdict: Verdict) -> None:
    problems = certificate.problems
    automatic = [q for q in verdict.questions if q.id not in verdict.written]
    if trial.kind == "solution":
        certificate.solution = (verdict.score, verdict.max_score)
        for solved in automatic:
            if solved.id in certificate.lines:
                certificate.lines[solved.id].seconds = solved.seconds
        problems += [
            f"{q.id}: the solution gets {q.score:g} of {q.max_score:g} points"
            f"{': ' if q.message else '.'}{q.message}"
            for q in automatic
            if q.status != "passed"
        ]
        return
    if trial.kind == "blank":
        certificate.blank = verdict.score
        problems += [
            f"{q.id}: the blank release gets {q.score:g} points ({q.status})."
            for q in automatic
            if (q.score > 0 or q.status != "blank") and q.id not in verdict.inline
        ]
        certificate.warnings += [
            f"{q.id}: a notebook without any answer gets {q.score:g} of {q.max_score:g} points. "
            "Its test does not need the answer."
            for q in automatic
            if q.score > 0 and q.id in verdict.inline
        ]
        return
    found = next(each for each in verdict.questions if each.id == trial.question)
    line = certificate.lines[found.id]
    if trial.kind == "right":
        line.right += 1
        if found.status == "passed":
            line.passed += 1
        else:
            problems.append(
                f"{found.id}: the right answer {trial.title!r} is rejected "
                f"({found.score:g} of {found.max_score:g}): {found.message}"
            )
        return
    note_wrong(line, trial, found, problems)


def note_wrong(line: Line, trial: Trial, found: QuestionVerdict, problems: list[str]) -> None:
    """Record the result of a wrong answer."""
    line.wrong += 1
    # Scores are rounded to four digits, so that two of three points may be a little more.
    if found.score <= round(trial.keeps * found.max_score, 4):
        line.killed += 1
    else:
        passed = ", ".join(case.title for case in found.cases if case.passed)
        problems.append(
            f"{found.id}: the wrong answer {trial.title!r} keeps {found.score:g} of "
            f"{found.max_score:g} points. It passes: {passed}."
        )
    if trial.hint and plain(trial.hint) in found.message:
        line.own_hint += 1
    else:
        problems.append(
            f"{found.id}: the wrong answer {trial.title!r} gets another message instead of "
            f"its own hint: {found.message or '(nothing)'}"
        )


def inspect_exam(bundle: Bundle, floor: Floor = Floor()) -> list[str]:  # noqa: B008 - frozen
    """Check what can be seen without grading: that notebook and exam fit, and hints differ.

    Questions whose tests stand in the notebook have nothing of this.
    """
    exam = bundle.exam
    problems = disagreements(bundle)
    if exam is None:
        return problems
    asked = {q.id for q in bundle.questions if not q.written and not q.inline}
    for cell in bundle.cells:
        name = grade_id(cell)
        test = nbgrader(cell).get("grade") and not is_answer(cell) and not is_inline_test(cell)
        if test and not name.endswith("_test") and not is_task(cell):
            problems.append(f"{name}: name the test cell QUESTION_test.")
    for name in sorted(asked):
        question = exam.questions.get(name)
        if question is None or not question.cases:
            problems.append(
                f'{name}: it has no case in the exam. Add a function below @q.case("...").'
            )
            continue
        if len(question.wrong_answers) < floor.wrong:
            problems.append(
                f"{name}: fewer than {floor.wrong} wrong answers. Add some with q.wrong(...)."
            )
        if len(question.right_answers) < floor.right:
            problems.append(
                f"{name}: fewer than {floor.right} right answers. Add some with q.right(...)."
            )
    hints = Counter(w.hint.strip() for q in exam.questions.values() for w in q.wrong_answers)
    problems += [f"Two wrong answers share a hint: {h!r}" for h, n in hints.items() if n > 1]
    problems += [
        f"{q.id}: the hint of the wrong answer {w.title!r} is empty."
        for q in exam.questions.values()
        for w in q.wrong_answers
        if not w.hint.strip()
    ]
    return problems


def below_usual(bundle: Bundle, floor: Floor) -> list[str]:
    """Return a sentence for each question with fewer answers to try than usual."""
    found = []
    for question in bundle.exam.questions.values() if bundle.exam is not None else ():
        wrong, right = len(question.wrong_answers), len(question.right_answers)
        if not wrong and not floor.wrong:
            found.append(
                f"{question.id}: no wrong answers, so nothing shows that its cases catch any. Add "
                "some with q.wrong(...)."
            )
        elif floor.wrong <= wrong < WRONG_USUAL:
            found.append(
                f"{question.id}: {counted(wrong, 'wrong answer')}; {WRONG_USUAL} are usual."
            )
        if floor.right <= right < RIGHT_USUAL:
            found.append(
                f"{question.id}: {counted(right, 'right answer')}; {RIGHT_USUAL} are usual."
            )
    return found


def counted(number: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"
