"""Turn findings into a verdict: scores, statuses and sentences. Nothing runs here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from viva.grading.bundle import Bundle, Graded
from viva.grading.examiner import Examination
from viva.grading.execute import Execution
from viva.grading.explain import about_call, about_cell, about_visible, source_of
from viva.grading.findings import AskedAgain, Finding, share_of
from viva.grading.inline import about_output, score_of, shown_lines
from viva.grading.limits import Limits
from viva.grading.optional import cannot_grade
from viva.grading.outputs import is_cut
from viva.grading.plan import Plan, place_of_test, uses_module
from viva.grading.verdict import VISIBLE_TITLE, CaseResult, QuestionStatus, QuestionVerdict
from viva.grading.visible_test import VisibleFailure, failure_inside
from viva.grading.wording import Source
from viva.remote.session import CellResult
from viva.remote.transport import CandidateError

STATUSES: dict[str, QuestionStatus] = {
    "error": "error",
    "missing": "error",
    "unsendable": "error",
    "timeout": "timeout",
    "killed": "killed",
}
# What an answer that uses a refused module can have come to.
JUDGED = ("passed", "partial", "failed")
BLANK = "Not answered yet."
TOO_MUCH = (
    "Not judged: comparing what it returns takes too much time or memory. Return lists or arrays "
    "of the size that the question asks for."
)
NO_CELL = "The answer cell is missing from the notebook."
UNSAID = Examination((), 0.0)
# What a hidden case says where nothing more is known; what a visible one says is more, then.
VAGUE = re.compile(r"not right\.|not the expected text or set\.$|(entries are|entry is) right\.$")


def assess(
    bundle: Bundle, plan: Plan, results: Mapping[int, CellResult], findings: Iterable[Finding]
) -> tuple[QuestionVerdict, ...]:
    """Return the verdict on each question that was asked."""
    assessor = Assessor(bundle, plan, results)
    return tuple(assessor.assess(finding) for finding in findings)


@dataclass(frozen=True)
class Assessor:
    """Gives the verdicts on one submission.

    Attributes
    ----------
    results
        How the submission's cells ended, by the number of their step.
    """

    bundle: Bundle
    plan: Plan
    results: Mapping[int, CellResult]

    @cached_property
    def questions(self) -> dict[str, Graded]:
        """The assignment's questions by their id."""
        return {question.id: question for question in self.bundle.questions}

    @cached_property
    def text(self) -> Source:
        """The submission's source."""
        return source_of(self.plan)

    def assess(self, finding: Finding) -> QuestionVerdict:
        """Return the verdict on one question."""
        verdict = replace(self.judged(finding), seconds=round(finding.seconds, 3))
        refused = self.refused(finding.question)
        if not refused or verdict.status not in JUDGED:
            return verdict
        note = refused if verdict.status == "passed" else f"{verdict.message} {refused}".strip()
        return replace(verdict, score=0.0, status="failed", message=note)

    def refused(self, question: str) -> str:
        """Return what the exam says of a module that an answer uses and may not, or nothing."""
        known = self.bundle.exam.questions.get(question) if self.bundle.exam is not None else None
        said = [
            refusal.sentence
            for refusal in (known.refusals if known is not None else ())
            if uses_module(self.plan, question, refusal.module, refusal.names)
        ]
        return " ".join(said)

    def judged(self, finding: Finding) -> QuestionVerdict:
        """Return the verdict on what an answer does: the better one, if it was asked again."""
        verdict = self.alone(finding)
        if finding.again is not None:
            again = self.with_references(finding, finding.again)
            if again.score > verdict.score:
                return again
        causes = finding.causes
        told = all(question in verdict.message for question in causes.values())
        if not causes or verdict.diagnosis is not None or told:
            return verdict
        listed = ", ".join(f"{name} ({question})" for name, question in causes.items())
        verb = "is" if len(causes) == 1 else "are"
        note = f"It uses {listed}, which {verb} not right yet."
        return replace(verdict, message=f"{verdict.message} {note}".strip())

    def with_references(self, finding: Finding, again: AskedAgain) -> QuestionVerdict:
        """Return the verdict on an answer with references in the place of earlier ones."""
        graded = self.questions[finding.question]
        verdict = self.scored(graded, again.hidden, again.visible)
        wrong = listed({n: q for n, q in again.names.items() if n in finding.causes})
        rest = {name: q for name, q in again.names.items() if name not in finding.causes}
        ours = f"our {listed(rest)}" if rest else ""
        if wrong:
            whose = " and ".join(filter(None, (f"a correct {wrong}", ours)))
            note = f"Graded with {whose} in place of yours."
        elif len(rest) == 1:
            note = f"Graded with {ours} in place of yours, which passes but does not fit here."
        else:
            note = f"Graded with {ours} in place of yours: one that passes does not fit here."
        return replace(verdict, message=f"{verdict.message} {note}".strip())

    def alone(self, finding: Finding) -> QuestionVerdict:
        """Return the verdict on an answer as it was first asked."""
        graded, failure = self.questions[finding.question], finding.visible
        if finding.asking == "written":
            return self.written(graded)
        if finding.asking == "inline":
            return self.inline(graded)
        if finding.asking == "lacking":
            return nothing(graded, "missing package", cannot_grade(graded.lacking))
        if finding.asking == "not reached":
            return nothing(graded, "killed", "The notebook could not be run up to this question.")
        if finding.asking == "spared":
            return nothing(graded, "killed", TOO_MUCH)
        if finding.asking == "out of time":
            message = "Not run: earlier questions used up the time limit."
            return nothing(graded, "timeout", message)
        if finding.asking == "visible only" and failure is not None:
            status: QuestionStatus = "timeout" if failure.kind == "timeout" else "failed"
            return nothing(graded, status, failure.message)
        if finding.asking == "untouched":
            cases = finding.hidden.results if finding.hidden is not None else ()
            return nothing(graded, "blank", BLANK, (visible_case(failure), *cases))
        return self.scored(graded, finding.hidden, failure)

    def inline(self, graded: Graded) -> QuestionVerdict:
        """Return the verdict on an answer whose test ran beside it: the score is nbgrader's."""
        number = place_of_test(self.plan, graded.id)
        result = self.results.get(number)
        if graded.lacking and (result is None or result.status != "ok"):
            return nothing(graded, "missing package", cannot_grade(graded.lacking))
        if result is None or result.status == "killed":
            return nothing(graded, "killed", "The test crashed Python, or could not be run.")
        if result.status == "timeout":
            return nothing(graded, "timeout", "The test took too long and was stopped.")
        score = score_of(result.outputs, graded.points) if result.status == "ok" else 0.0
        if score >= graded.points and result.status == "ok":
            note = self.plan.notes.get(graded.id, "")
            return QuestionVerdict(graded.id, score, graded.points, "passed", note)
        if score > 0:
            return QuestionVerdict(graded.id, score, graded.points, "partial")
        failure, message = None, about_output(result.outputs)
        if result.error is not None:
            error = CandidateError(result.error, "")
            failure = failure_inside(error, shown_lines(self.plan.steps[number].cell), number)
            message = about_visible(failure, self.text, self.questions)
            message = message.replace("The visible test", "The test", 1)
        lost = self.lost(graded, UNSAID, failure, ())
        if lost is not None:
            return lost
        status = STATUSES.get(failure.kind, "failed") if failure is not None else "failed"
        return nothing(graded, status, message)

    def written(self, graded: Graded) -> QuestionVerdict:
        """Return the verdict on a written answer: it waits for a person, unless it is untouched."""
        if graded.id in self.plan.missing:
            return nothing(graded, "missing", NO_CELL)
        if graded.id in self.plan.blank:
            return nothing(graded, "blank", BLANK)
        return nothing(graded, "manual", "Will be marked by hand.")

    def scored(
        self, graded: Graded, hidden: Examination | None, failure: VisibleFailure | None
    ) -> QuestionVerdict:
        """Return the verdict that follows from what the hidden cases and the visible test found."""
        share = share_of(hidden, failure)
        cases = (visible_case(failure), *(hidden.results if hidden is not None else ()))
        if share >= 1.0:
            note = self.plan.notes.get(graded.id, "")
            return QuestionVerdict(
                graded.id, graded.points, graded.points, "passed", note, None, cases
            )
        hidden = hidden or UNSAID
        score = round(graded.points * share, 4)
        lost = self.lost(graded, hidden, failure, cases) if score == 0 else None
        if lost is not None:
            return lost
        kind = hidden.trouble or (failure.kind if failure else "failed")
        status = "partial" if score > 0 else STATUSES.get(kind, "failed")
        message = self.message(graded, hidden, failure)
        return QuestionVerdict(
            graded.id, score, graded.points, status, message, hidden.diagnosis, cases
        )

    def lost(
        self,
        graded: Graded,
        hidden: Examination,
        failure: VisibleFailure | None,
        cases: tuple[CaseResult, ...],
    ) -> QuestionVerdict | None:
        """Return the verdict on an answer that earned nothing for want of one; None if it is one.

        It may be blank, its own cell may have failed, or be absent.
        """
        stub = self.is_stub(graded, hidden.error or (failure.error if failure else None))
        if {graded.id, graded.answer_id} & self.plan.blank or stub:
            return nothing(graded, "blank", BLANK, cases)
        broken = next((each for each in self.cells_of(graded) if each.status != "ok"), None)
        if broken is not None and hidden.diagnosis is None:
            status, message = about_cell(broken, self.text, self.questions)
            return nothing(graded, status, message, cases)
        absent = {graded.id, graded.answer_id} & self.plan.missing
        if absent and (hidden.trouble == "missing" or graded.inline):
            message = "The answer cell is missing, and no other cell defines what it should."
            return nothing(graded, "missing", message, cases)
        return None

    def message(self, graded: Graded, hidden: Examination, failure: VisibleFailure | None) -> str:
        """Return why points were lost."""
        message = hidden.message
        if not message and hidden.error is not None:
            message = about_call(
                hidden.error, self.text, self.questions, own_words=False, lengths=hidden.lengths
            )
        if failure is not None and hidden.diagnosis is None:
            said = about_visible(failure, self.text, self.questions)
            message = said if said and (not message or VAGUE.search(message)) else message
        if failure is None and not message:
            message = "A hidden test fails."
        note = self.plan.notes.get(graded.id)
        return f"{message} ({note})" if note else message

    def cells_of(self, graded: Graded) -> list[CellResult]:
        """Return how the answer's cells ended."""
        return [
            self.results[number]
            for number, step in enumerate(self.plan.steps)
            if step.question in (graded.id, graded.answer_id)
            and step.kind == "run"
            and number in self.results
        ]

    def is_stub(self, graded: Graded, error: CandidateError | None) -> bool:
        """Return whether the answer still raises what the released stub raises.

        Parameters
        ----------
        error
            What calling it raised.
        """
        for result in self.cells_of(graded):
            raised = CandidateError(result.error, "") if result.error is not None else None
            if raised is not None and raised.type_name == "NotImplementedError":
                return raised.text in (graded.id, graded.answer_id, "")
        return (
            error is not None
            and error.type_name == "NotImplementedError"
            and error.text in (graded.id, graded.answer_id, "")
        )


def listed(names: Mapping[str, str]) -> str:
    """Write names with the questions that define them."""
    return " and ".join(f"{name} ({question})" for name, question in names.items())


def nothing(
    graded: Graded, status: QuestionStatus, message: str, cases: tuple[CaseResult, ...] = ()
) -> QuestionVerdict:
    """Return the verdict on a question that earned nothing."""
    return QuestionVerdict(graded.id, 0.0, graded.points, status, message, None, cases)


def visible_case(failure: VisibleFailure | None) -> CaseResult:
    """Return how the visible test went, as a case."""
    return CaseResult(VISIBLE_TITLE, failure is None, 1.0)


def summary(plan: Plan, execution: Execution, limits: Limits) -> str:
    """Return what a student should know of the submission as a whole."""
    own = [result for number, result in execution.results.items() if plan.steps[number].own]
    said = []
    if execution.out_of_time:
        said.append(
            f"The notebook took longer than {limits.total_seconds:g} seconds; the rest was not run."
        )
    elif any(result.status == "timeout" for result in own):
        said.append("A cell took too long and was stopped.")
    if any(result.status == "killed" for result in own) and not execution.out_of_time:
        said.append("A cell crashed Python; the cells after it were run without it.")
    if any(is_cut(result.outputs) for result in own):
        said.append("Some output was too long and was cut.")
    return " ".join(said)
