"""The course of grading one submission: run its cells, ask its questions, say what came of it."""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from viva.exam import Case, Question
from viva.grading.again import names_used
from viva.grading.bundle import Graded, classic, grade_id, source, visible
from viva.grading.examiner import Examination
from viva.grading.notebook import clean_outputs, ending, shown_test, unique_ids
from viva.grading.plan import Plan, Step
from viva.grading.remote.candidate import CandidateError, Transport
from viva.grading.remote.client import WorkerProblem
from viva.grading.remote.session import (
    Branch,
    CallKilled,
    CallTimedOut,
    CellResult,
    Session,
    Snapshot,
)
from viva.grading.remote.supplied import Supplied
from viva.grading.safe_html import safe_html
from viva.grading.verdict import CaseResult, QuestionStatus, QuestionVerdict
from viva.grading.visible_test import Trouble, show, show_inside
from viva.grading.wording import Source, about_error
from viva.worker.outputs import NOTE
from viva.worker.wire import WireError

if TYPE_CHECKING:
    from viva.grading.grade import Judge

VISIBLE_TITLE = "the visible test"
SUPPLIED_SECONDS = 20.0
MOST_LINES = 1000
MAX_OUTPUT = 20 * 2**20
LEFT_OUT = "[output left out: this notebook has more than the grader keeps]\n"


@dataclass
class Run:
    """The course of grading one submission.

    Attributes
    ----------
    trunk
        A session that stands at step `begin`, where this one goes on.
    hasty
        Whether the first failure ends a question.
    """

    judge: Judge
    plan: Plan
    files: Mapping[str, bytes]
    deadline: float
    only: Collection[str] | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    results: dict[int, CellResult] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    answers_until: float = math.inf
    kept: int = 0
    out_of_time: bool = False
    trunk: Session | None = None
    begin: int = 0
    hasty: bool = False

    def all(self) -> tuple[QuestionVerdict, ...]:
        """Run all cells, then ask all questions."""
        theirs = self.judge.bundle.files
        # The instructor's come first, and what cannot lie beside them is left out.
        supplied = {**theirs, **{n: c for n, c in self.files.items() if n not in theirs}}
        worker = self.judge.worker
        with Branch(self.trunk) if self.trunk else Session(worker, supplied) as session:
            for number, step in enumerate(self.plan.steps):
                if number < self.begin:
                    continue
                if step.kind == "run":
                    self.run_cell(session, number, step)
                elif step.kind == "test" and self.wanted(step) and self.ready(session, number):
                    assert step.question is not None
                    snapshot = session.snapshot()
                    if snapshot is not None:
                        self.snapshots[step.question] = snapshot
            wanted = [q for q in self.judge.bundle.questions if self.asks(q.id)]
            self.answers_until = time.monotonic() + self.judge.bundle.limits.answers_seconds
            # All visible tests come first: what they make the student's code say may be told,
            # and nobody in the sandbox has seen a hidden input yet.
            shown: dict[str, Trouble | None] = {}
            for graded in wanted:
                snapshot = self.asked(graded)
                if snapshot is not None:
                    with self.timing(graded.id):
                        shown[graded.id] = self.show(graded, snapshot)
            found = []
            failing: dict[str, str] = {}
            for graded in self.judge.bundle.questions:
                status = self.statuses.get(graded.id, "passed")
                if graded in wanted:
                    with self.timing(graded.id):
                        verdict = self.question(graded, shown.get(graded.id))
                        verdict = self.with_causes(graded, verdict, failing)
                    verdict = replace(verdict, seconds=round(self.seconds[graded.id], 3))
                    status = verdict.status
                    found.append(verdict)
                if status not in ("passed", "manual"):
                    failing |= dict.fromkeys(graded.needs, graded.id)
                if graded.id in self.snapshots:
                    self.snapshots[graded.id].close()
            return tuple(found)

    def asks(self, question: str) -> bool:
        """Tell whether a question is to be asked."""
        return self.only is None or question in self.only

    @contextlib.contextmanager
    def timing(self, question: str | None) -> Iterator[None]:
        """Count what is done within towards the time of a question, if it is for one."""
        start = time.monotonic()
        yield
        if question is not None:
            spent = time.monotonic() - start
            self.seconds[question] = self.seconds.get(question, 0.0) + spent

    def asked(self, graded: Graded) -> Snapshot | None:
        """Give the snapshot that answers a question, with the time that this may take from now."""
        snapshot = self.snapshots.get(graded.id)
        if snapshot is not None:
            seconds = self.judge.bundle.limits.question_seconds + self.longest(graded)
            snapshot.deadline = min(time.monotonic() + seconds, self.answers_until)
        return snapshot

    def longest(self, graded: Graded) -> float:
        """Tell how long one call into an answer may take, in seconds."""
        allowed = max((case.seconds for case in self.cases(graded)), default=10.0)
        return min(allowed, self.judge.bundle.limits.call_seconds)

    def cases(self, graded: Graded) -> Sequence[Case]:
        """Give the hidden cases of a question."""
        question = self.examined(graded)
        return question.cases if question else ()

    def with_causes(
        self, graded: Graded, verdict: QuestionVerdict, failing: Mapping[str, str]
    ) -> QuestionVerdict:
        """Ask again with right earlier answers, if the answer uses one that is not right.

        Parameters
        ----------
        failing
            Names that earlier answers should define and that are not right, with their question.
        """
        if not failing or verdict.status not in ("failed", "partial", "error", "timeout"):
            return verdict
        used = names_used(self.plan, graded.id)
        causes = {name: failing[name] for name in sorted(used & set(failing))}
        if not causes:
            return verdict
        again = self.supplied(graded, causes)
        if again is not None and again.score > verdict.score:
            return again
        listed = [f"{name} ({question})" for name, question in causes.items()]
        told = all(question in verdict.message for question in causes.values())
        if verdict.diagnosis is not None or told:
            return verdict
        verb = "is" if len(listed) == 1 else "are"
        note = f"It uses {', '.join(listed)}, which {verb} not right yet."
        return replace(verdict, message=f"{verdict.message} {note}".strip())

    def supplied(self, graded: Graded, causes: Mapping[str, str]) -> QuestionVerdict | None:
        """Examine an answer with references in the place of earlier answers."""
        examiner, snapshot = self.judge.examiner, self.asked(graded)
        if examiner is None or snapshot is None or snapshot.dead or not self.examined(graded):
            return None
        references = examiner.exam.namespace()
        own = {name: references[name] for name in causes if name in references}
        snapshot.deadline = min(snapshot.deadline, time.monotonic() + SUPPLIED_SECONDS)
        text = visible(next(c for c in self.judge.bundle.cells if grade_id(c) == graded.cell_id))
        try:
            with Supplied(snapshot, own, snapshot.deadline) as transport:
                if not transport.names:
                    return None
                hidden = self.examine(graded, transport)
                trouble = show(text, graded.id, transport, self.judge.bundle.imports)
        except (WireError, CallKilled, CallTimedOut):
            return None
        # By now hidden inputs are known in there: the student's own words are told no more.
        verdict = self.judged(graded, hidden, Trouble("failed") if trouble else None)
        names = [f"{name} ({causes[name]})" for name in sorted(transport.names)]
        note = f"Graded with a right {' and '.join(names)} in place of yours."
        return replace(verdict, message=f"{verdict.message} {note}".strip())

    def wanted(self, step: Step) -> bool:
        """Tell whether a step's question is to be asked."""
        return step.question is not None and self.asks(step.question)

    def run_cell(self, session: Session, number: int, step: Step) -> None:
        """Run one cell, with what is left of the submission's time."""
        left = self.deadline - time.monotonic()
        if left <= 0 or not self.ready(session, number):
            self.out_of_time |= self.deadline <= time.monotonic()
            self.results[number] = CellResult("timeout" if self.out_of_time else "killed")
            return
        seconds = min(self.judge.bundle.limits.cell_seconds, left)
        with self.timing(step.question):
            result = session.run(number, step.cell["source"], seconds)
        self.results[number] = replace(result, outputs=self.bounded(result.outputs))

    def bounded(self, outputs: list[Any]) -> list[dict[str, Any]]:
        """Keep a cell's outputs as long as the whole notebook's are not too much."""
        cleaned = clean_outputs(outputs)
        size = len(json.dumps(cleaned))
        if self.kept + size > MAX_OUTPUT:
            return [{"output_type": "stream", "name": "stderr", "text": LEFT_OUT}]
        self.kept += size
        return cleaned

    def ready(self, session: Session, upto: int) -> bool:
        """Have a live session; after a cell has ended the last one, replay those before it."""
        if session.alive:
            return True
        try:
            session.restart()
        except WorkerProblem:
            return False
        for number in range(self.begin, upto):
            result = self.results.get(number)
            if result is not None and result.status in ("ok", "error"):
                left = max(self.deadline - time.monotonic(), 0.1)
                seconds = min(self.judge.bundle.limits.cell_seconds, left)
                session.run(number, self.plan.steps[number].cell["source"], seconds)
                if not session.alive:
                    return False
        return True

    def question(self, graded: Graded, trouble: Trouble | None) -> QuestionVerdict:
        """Examine the submission on one question.

        Parameters
        ----------
        trouble
            What was wrong in its visible test.
        """
        if graded.written:
            return self.written(graded)
        snapshot = self.asked(graded)
        if snapshot is None:
            return self.unanswered(graded, "killed", "The notebook could not be run so far.")
        if time.monotonic() > self.answers_until:
            message = "The questions before this one took so long that it was not asked."
            return self.unanswered(graded, "timeout", message)
        if self.hasty and trouble is not None:
            status: QuestionStatus = "timeout" if trouble.kind == "timeout" else "failed"
            return self.unanswered(graded, status, trouble.message)
        if self.untouched(graded, trouble):
            shown = CaseResult(VISIBLE_TITLE, False, 1.0)
            hidden = (CaseResult(case.title, False, case.weight) for case in self.cases(graded))
            return self.unanswered(graded, "blank", "Not answered yet.", (shown, *hidden))
        examined = self.examine(graded, snapshot)
        if trouble is not None and examined is not None and snapshot.dead and trouble.stuck:
            # Nobody was left to answer the hidden test.
            examined = replace(examined, message=trouble.message, trouble=trouble.kind)
        return self.judged(graded, examined, trouble)

    def untouched(self, graded: Graded, trouble: Trouble | None) -> bool:
        """Tell whether there is nothing to ask: what the visible test met is the released stub.

        Only of answers with a single name: of two, one might be defined somewhere else.
        """
        if trouble is None or graded.id not in self.plan.blank or len(graded.needs) != 1:
            return False
        (name,) = graded.needs
        absent = trouble.message == f"`{name}` is not defined."
        return (trouble.error is not None or absent) and self.is_stub(graded, trouble.error)

    def judged(
        self, graded: Graded, examined: Examination | None, trouble: Trouble | None
    ) -> QuestionVerdict:
        """Give the verdict on what the hidden cases and the visible test found."""
        number = self.test_number(graded)
        shown = CaseResult(VISIBLE_TITLE, trouble is None, 1.0)
        if examined is None:
            share = 0.0 if trouble else 1.0
            examined = Examination((), share)
        elif trouble:
            # The visible test earns nothing by itself, but a failure costs one case.
            total = sum(case.weight for case in examined.results)
            examined = replace(examined, share=examined.share * total / (total + 1.0))
        cases = (shown, *examined.results)
        score = round(graded.points * examined.share, 4)
        if examined.share >= 1.0:
            note = self.plan.notes.get(graded.id, "")
            return QuestionVerdict(
                graded.id, graded.points, graded.points, "passed", note, None, cases
            )
        return self.failed(graded, number, examined, trouble, score, cases)

    def test_number(self, graded: Graded) -> int:
        """Give the number of the step that is a question's test."""
        return next(
            n for n, s in enumerate(self.plan.steps) if s.kind == "test" and s.question == graded.id
        )

    def examined(self, graded: Graded) -> Question | None:
        """Give the exam's question, if it has it with cases."""
        examiner = self.judge.examiner
        question = examiner.exam.questions.get(graded.id) if examiner else None
        return question if question is not None and question.cases else None

    def examine(self, graded: Graded, transport: Transport) -> Examination | None:
        """Put the exam's question, if it has it with cases."""
        question = self.examined(graded)
        if question is None or self.judge.examiner is None:
            return None
        limit = self.judge.bundle.limits.call_seconds
        return self.judge.examiner.examine(question, transport, limit, self.hasty)

    def show(self, graded: Graded, snapshot: Snapshot) -> Trouble | None:
        """Run the question's visible test."""
        cell = next(c for c in self.judge.bundle.cells if grade_id(c) == graded.cell_id)
        text = classic(cell) if self.judge.examiner is None else visible(cell)
        if not self.judge.trusted:
            seconds = self.judge.bundle.limits.question_seconds
            return show_inside(text, self.test_number(graded), snapshot, seconds)
        return show(text, graded.id, snapshot, self.judge.bundle.imports, self.longest(graded))

    def failed(
        self,
        graded: Graded,
        number: int,
        examined: Examination,
        trouble: Trouble | None,
        score: float,
        cases: tuple[CaseResult, ...],
    ) -> QuestionVerdict:
        """Say why points were lost."""
        own = self.answer_results(graded)
        stub = self.is_stub(graded, examined.error or (trouble.error if trouble else None))
        if score == 0 and (graded.id in self.plan.blank or stub):
            return self.unanswered(graded, "blank", "Not answered yet.", cases)
        broken = next((result for _, result in own if result.status != "ok"), None)
        if score == 0 and broken is not None and examined.diagnosis is None:
            status, message = self.about_cell(graded, broken)
            return QuestionVerdict(graded.id, 0.0, graded.points, status, message, None, cases)
        if score == 0 and graded.id in self.plan.missing and examined.trouble == "missing":
            message = "The answer's cell is not in the notebook, and its names are not defined."
            return self.unanswered(graded, "missing", message, cases)
        message = examined.message
        if not message and examined.error is not None:
            message = self.about_call(graded, examined.error, False, examined.lengths)
        if trouble is not None and examined.diagnosis is None:
            said = self.about_visible(graded, trouble)
            vague = not message or "not right." in message
            message = said if vague and said else message
        if trouble is None and not message:
            message = "A hidden test fails."
        kinds: dict[str, QuestionStatus] = {
            "error": "error",
            "missing": "error",
            "unsendable": "error",
            "timeout": "timeout",
            "killed": "killed",
        }
        kind = examined.trouble or (trouble.kind if trouble else "failed")
        status = "partial" if score > 0 else kinds.get(kind, "failed")
        note = self.plan.notes.get(graded.id)
        message = f"{message} ({note})" if note else message
        return QuestionVerdict(
            graded.id, score, graded.points, status, message, examined.diagnosis, cases
        )

    def unanswered(
        self,
        graded: Graded,
        status: QuestionStatus,
        message: str,
        cases: tuple[CaseResult, ...] = (),
    ) -> QuestionVerdict:
        """Give the verdict on a question that earned nothing for want of an answer."""
        return QuestionVerdict(graded.id, 0.0, graded.points, status, message, None, cases)

    def written(self, graded: Graded) -> QuestionVerdict:
        """Give the verdict on a written answer: it waits for a person, unless it is untouched."""
        if graded.id in self.plan.missing:
            return self.unanswered(graded, "missing", "The answer's cell is not in the notebook.")
        if graded.id in self.plan.blank:
            return self.unanswered(graded, "blank", "Not answered yet.")
        return self.unanswered(graded, "manual", "Waits to be marked by a person.")

    def answer_results(self, graded: Graded) -> list[tuple[int, CellResult]]:
        """Give how the answer's cells ran."""
        return [
            (number, self.results[number])
            for number, step in enumerate(self.plan.steps)
            if step.question == graded.id and step.kind == "run" and number in self.results
        ]

    def is_stub(self, graded: Graded, error: CandidateError | None) -> bool:
        """Tell whether the answer still raises what the released stub raises."""
        for _, result in self.answer_results(graded):
            if result.error is not None and result.error.get("type") == "NotImplementedError":
                return result.error.get("text") in (graded.id, "")
        return (
            error is not None
            and error.type_name == "NotImplementedError"
            and error.text in (graded.id, "")
        )

    def about_cell(self, graded: Graded, result: CellResult) -> tuple[QuestionStatus, str]:
        """Say how the answer's own cell failed."""
        if result.status == "timeout":
            return "timeout", "The cell takes too long and was stopped. Does a loop never end?"
        if result.status == "killed" or result.error is None:
            return "killed", "The cell ended the Python process, so it gives no answer."
        error = CandidateError(result.error, "")
        other = self.unanswered_by(error)
        if other is not None and other != graded.id:
            return "error", f"The cell needs {other}, which is not answered yet."
        message = about_error(error, Source(self.text()), self.line, own_words=True)
        return "error", message.replace("the code raised", "The cell raises", 1)

    def about_call(
        self,
        graded: Graded,
        error: CandidateError,
        own_words: bool,
        lengths: frozenset[int] = frozenset(),
    ) -> str:
        """Say what a call into the student's code raised."""
        other = self.unanswered_by(error)
        if other is not None:
            return f"{error.call or 'The answer'} needs {other}, which is not answered yet."
        if error.type_name == "KeyboardInterrupt":
            return f"{error.call} was interrupted."
        return about_error(error, Source(self.text()), self.line, own_words, lengths)

    def unanswered_by(self, error: CandidateError) -> str | None:
        """Give the question whose stub raised this, if one did."""
        known = error.text in {question.id for question in self.judge.bundle.questions}
        return error.text if known and error.type_name == "NotImplementedError" else None

    def about_visible(self, graded: Graded, trouble: Trouble) -> str:
        """Say what went wrong in the visible test, whose inputs are no secret."""
        if trouble.error is not None:
            return self.about_call(graded, trouble.error, True)
        return trouble.message

    def text(self) -> str:
        """Give all source of the notebook, in which names may be looked up."""
        return "\n".join(source(step.cell) for step in self.plan.steps)

    def line(self, number: int, line: int) -> str:
        """Give one line of the student's own cell, or nothing.

        A program may choose by a hidden input which of its lines to show, so only those that
        come first in the notebook are given.
        """
        if not 0 <= number < len(self.plan.steps) or not self.plan.steps[number].own:
            return ""
        before = (step for step in self.plan.steps[:number] if step.own and step.kind == "run")
        left = MOST_LINES - sum(source(step.cell).count("\n") + 1 for step in before)
        lines = source(self.plan.steps[number].cell).split("\n")
        return lines[line - 1].strip() if 1 <= line <= min(len(lines), left) else ""

    def message(self) -> str:
        """Say what concerns the submission as a whole."""
        own = [result for number, result in self.results.items() if self.plan.steps[number].own]
        said = []
        if self.out_of_time:
            seconds = self.judge.bundle.limits.total_seconds
            said.append(
                f"The notebook takes longer than {seconds:g} seconds; the rest was not run."
            )
        elif any(result.status == "timeout" for result in own):
            said.append("A cell takes too long and was stopped.")
        if any(result.status == "killed" for result in own) and not self.out_of_time:
            said.append("A cell ended the Python process; the cells after it were run without it.")
        if any(is_cut(result.outputs) for result in own):
            said.append("Some output is longer than the grader keeps, and was cut.")
        return " ".join(said)

    def notebook(self, questions: tuple[QuestionVerdict, ...]) -> dict[str, Any]:
        """Compose the graded notebook: cells with their outputs, test cells with their verdict."""
        verdicts = {question.id: question for question in questions}
        cells = []
        count = 0
        for number, step in enumerate(self.plan.steps):
            cell = dict(step.cell)
            cell.setdefault("id", f"step-{number}")
            if step.own and cell["cell_type"] == "markdown":
                cell["source"] = safe_html(cell["source"])
            if step.kind == "test" and step.question:
                if step.question in verdicts:
                    cell = shown_test(cell, verdicts[step.question])
                else:
                    cell["source"] = visible(cell).rstrip("\n")
            elif number in self.results:
                count += 1
                result = self.results[number]
                cell["execution_count"] = count
                cell["outputs"] = result.outputs + ending(result)
            cells.append(cell)
        return {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": self.judge.bundle.metadata,
            "cells": unique_ids(cells),
        }


def is_cut(outputs: list[dict[str, Any]]) -> bool:
    """Tell whether a cell printed more than is kept."""
    ends = tuple(str(output.get("text", ""))[-len(NOTE) :] for output in outputs)
    return NOTE in ends or any(output.get("text") == LEFT_OUT for output in outputs)
