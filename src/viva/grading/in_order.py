"""Run a plan's cells, and ask its questions: afterwards, or where they stand.

Where a session can be copied, every question is put to a copy after the last cell has run.
Elsewhere visible tests run where they stand, between the cells.
"""

from __future__ import annotations

from collections.abc import Callable

from viva.grading.ask import CALL_SECONDS, Asker, ask
from viva.grading.bundle import Bundle
from viva.grading.examiner import Examiner
from viva.grading.execute import NOTHING, Execution, execute
from viva.grading.findings import Finding
from viva.grading.plan import Plan
from viva.grading.visible_test import VisibleFailure
from viva.remote.session import Session
from viva.remote.transport import Answering


def run_and_ask(
    plan: Plan,
    session: Session,
    bundle: Bundle,
    examiner: Examiner | None,
    trusted: bool = True,
    hasty: bool = False,
    spared: frozenset[str] = frozenset(),
    say: Callable[[str, str], None] = lambda doing, question: None,
    done: Execution = NOTHING,
    first: int = 0,
) -> tuple[Execution, tuple[Finding, ...]]:
    """Return what came of the cells from the step `first` on, and what is found on each question.

    Parameters
    ----------
    trusted, hasty, spared, say
        As `viva.grading.ask.ask` has them.
    done
        What came of the steps before `first`, where the session stands.
    """
    limits = bundle.limits
    deadline = session.clock() + limits.total_seconds
    seen: dict[str, VisibleFailure | None] = {}

    def at_test(question: str, snapshot: Answering) -> None:
        graded = next(each for each in bundle.questions if each.id == question)
        if question not in spared and not graded.lacking:
            until = session.clock() + limits.question_seconds + CALL_SECONDS
            asker = Asker(bundle, plan, {}, examiner, until, session.clock, trusted)
            seen[question] = asker.visible(graded, snapshot)

    inside = None if session.copies else at_test
    origin = first if session.copies else 0
    execution = execute(plan, session, limits, deadline, done, first, origin, inside)
    ran = None if inside is None else seen
    return execution, ask(plan, execution, bundle, examiner, trusted, hasty, spared, say, ran)
