"""Examine the exam: each wrong answer must fail and earn its own hint, each right one must pass.

Every answer is put into the solution notebook in place of the instructor's and graded for real.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from viva.classroom.grader import Grader
from viva.classroom.in_process import InProcess
from viva.classroom.pool import SERIAL, cores, judges_for
from viva.classroom.tasks import JudgeProblem, Lost
from viva.course.bundle import make_bundle
from viva.course.confinement import confine_own
from viva.course.layout import Assignment, Course
from viva.exam.load import ExamProblem
from viva.grading.bundle import Bundle, Limits
from viva.grading.cells import grade_id, is_answer, nbgrader, solution, source
from viva.grading.plain import plain
from viva.grading.rehearsal import Rehearsal
from viva.grading.verdict import QuestionVerdict, Verdict

MOST_KEPT = 0.5
PART = 16
WRONG_AT_LEAST = 4
RIGHT_AT_LEAST = 2
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
    """

    kind: str
    question: str | None = None
    title: str = ""
    code: str | None = None
    hint: str = ""
    limits: Limits | None = None
    stop_early: bool = False


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
    """

    assignment: str
    lines: dict[str, Line] = field(default_factory=dict)
    solution: tuple[float, float] = (0.0, 0.0)
    blank: float = 0.0
    problems: list[str] = field(default_factory=list)

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
) -> Certificate:
    """Certify the exam of one assignment.

    Parameters
    ----------
    chosen
        Which trials to grade; by default all.
    progress
        Called with how many trials are done, and how many there are.

    Raises
    ------
    ExamProblem
        If the assignment has no exam.
    """
    bundle = make_bundle(assignment)
    if bundle.exam is None:
        raise ExamProblem(f"{assignment.name} has no exam: write {_exam_name(assignment)}.")
    certificate = Certificate(assignment.name)
    for graded in bundle.questions:
        if not graded.written:
            question = bundle.exam.questions.get(graded.id)
            cases = len(question.cases) if question else 0
            certificate.lines[graded.id] = Line(graded.id, graded.points, cases)
    certificate.problems += inspect_exam(bundle)
    trials = [trial for trial in all_trials(bundle) if chosen(trial)]
    parts = in_parts(trials)
    tasks = [(assignment, part) for part in parts]
    wanted = cores() if jobs is None else jobs
    few = min(wanted, max(1, len(tasks) // SERIAL))
    done = 0
    with judges_for(few, False, confine_own(course)) as judges:
        for number, verdicts in judges.run(try_out, tasks):
            if isinstance(verdicts, Lost):
                raise JudgeProblem(lost(parts[number], verdicts))
            for trial, verdict in zip(parts[number], verdicts, strict=True):
                note(certificate, trial, verdict)
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
    if bundle.exam is None:
        return []
    certificate = Certificate(assignment.name)
    certificate.problems += inspect_exam(bundle)
    with InProcess(False, confine_own(course)) as judges:
        for trial in (Trial("solution"), Trial("blank")):
            verdicts = judges.run_one(try_out, assignment, [trial])
            if isinstance(verdicts, Lost):
                raise JudgeProblem(lost([trial], verdicts))
            note(certificate, trial, *verdicts)
    return certificate.problems


def _exam_name(assignment: Assignment) -> str:
    return f"tests/hidden/{assignment.notebook_name}.py"


def all_trials(bundle: Bundle) -> Iterable[Trial]:
    """List what is to be graded: slow ones first, so that they do not come last on one worker."""
    yield Trial("solution")
    yield Trial("blank")
    assert bundle.exam is not None
    for graded in reversed(bundle.questions):
        question = bundle.exam.questions.get(graded.id)
        if question is None:
            continue
        for wrong in question.wrong_answers:
            yield Trial("wrong", question.id, wrong.title, wrong.code, wrong.hint)
        for right in question.right_answers:
            yield Trial("right", question.id, right.title, right.code)


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
            rehearsal.grade(trial_notebook(judge.bundle, trial), trial.limits, trial.stop_early)
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


def note(certificate: Certificate, trial: Trial, verdict: Verdict) -> None:
    """Record the result of a trial in the certificate."""
    problems = certificate.problems
    automatic = [q for q in verdict.questions if q.id not in verdict.written]
    if trial.kind == "solution":
        certificate.solution = (verdict.score, verdict.max_score)
        for solved in automatic:
            if solved.id in certificate.lines:
                certificate.lines[solved.id].seconds = solved.seconds
        problems += [
            f"{q.id}: the solution gets {q.score:g} of {q.max_score:g} points: {q.message}"
            for q in automatic
            if q.status != "passed"
        ]
        return
    if trial.kind == "blank":
        certificate.blank = verdict.score
        problems += [
            f"{q.id}: the blank release gets {q.score:g} points ({q.status})."
            for q in automatic
            if q.score > 0 or q.status != "blank"
        ]
        return
    found = verdict.questions[0]
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
    if found.score <= MOST_KEPT * found.max_score:
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


def inspect_exam(bundle: Bundle) -> list[str]:
    """Check what can be seen without grading: that notebook and exam fit, and hints differ."""
    exam = bundle.exam
    assert exam is not None
    problems = []
    if exam.name != bundle.notebook:
        problems.append(f"The exam is called {exam.name!r}, but the notebook {bundle.notebook!r}.")
    asked = {question.id for question in bundle.questions if not question.written}
    for extra in sorted(set(exam.questions) - asked):
        problems.append(f"{extra} is in the exam, but no test cell of the notebook asks it.")
    for cell in bundle.cells:
        if nbgrader(cell).get("grade") and not is_answer(cell):
            problems += inspect_test_cell(exam.name, grade_id(cell), source(cell))
    for name in sorted(asked):
        question = exam.questions.get(name)
        if question is None or not question.cases:
            problems.append(f"{name}: it has no case in the exam.")
            continue
        if len(question.wrong_answers) < WRONG_AT_LEAST:
            problems.append(f"{name}: fewer than {WRONG_AT_LEAST} wrong answers.")
        if len(question.right_answers) < RIGHT_AT_LEAST:
            problems.append(f"{name}: fewer than {RIGHT_AT_LEAST} right answers.")
    hints = Counter(w.hint.strip() for q in exam.questions.values() for w in q.wrong_answers)
    problems += [f"Two wrong answers share a hint: {h!r}" for h, n in hints.items() if n > 1]
    problems += [
        f"{q.id}: a hint is empty."
        for q in exam.questions.values()
        for w in q.wrong_answers
        if not w.hint.strip()
    ]
    return problems


def inspect_test_cell(exam: str, cell: str, text: str) -> list[str]:
    """Check that a test cell's hidden line names its own question."""
    wanted = f'examine("{exam}", "{cell.removesuffix("_test")}", globals())'
    if not cell.endswith("_test"):
        return [f"{cell}: name the test cell QUESTION_test."]
    if wanted not in text:
        return [f"{cell}: its hidden line must be: from viva.grading import examine; {wanted}"]
    return []
