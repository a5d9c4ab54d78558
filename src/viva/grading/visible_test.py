"""Run a visible test: in the judge on proxies of what the student defined, or beside it."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from viva.grading.outcome import Outcome
from viva.grading.wording import about
from viva.remote.candidate import Candidate, CandidateNames, Channel
from viva.remote.transport import (
    CallKilled,
    CallTimedOut,
    CandidateError,
    Missing,
    Transport,
)
from viva.worker.wire import WireError


@dataclass(frozen=True)
class VisibleFailure:
    """How a visible test failed.

    Attributes
    ----------
    kind
        ``failed``, ``error``, ``missing``, ``timeout`` or ``killed``.
    error
        The exception that the student's code raised, if it was one.
    name
        What is not defined, if it is ``missing``.
    """

    kind: str
    message: str = ""
    error: CandidateError | None = None
    name: str = ""

    @property
    def stuck(self) -> bool:
        """Whether the process hung or died."""
        return self.kind in ("timeout", "killed")


def run_test(
    text: str, name: str, transport: Transport, imports: Mapping[str, str], seconds: float = 10.0
) -> VisibleFailure | None:
    """Run the test `text` on the candidate behind `transport`; return how it failed, if it did.

    Parameters
    ----------
    name
        Of the question.
    imports
        What the test means by imported names, see `CandidateNames`.
    seconds
        Time limit for each call.
    """
    candidate = Candidate(transport, seconds=seconds, write_back=True)
    names = CandidateNames(candidate, imports)
    try:
        code = compile(text, f"<{name}>", "exec")
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            exec(code, names)
    except AssertionError as error:
        return VisibleFailure("failed", str(error).strip().split("\n")[0][:500])
    except CandidateError as error:
        return VisibleFailure("error", error=error)
    except Missing as missing:
        return not_defined(missing.name)
    except CallTimedOut:
        return VisibleFailure("timeout", about(Outcome("timeout", subject=candidate._channel.last)))
    except CallKilled:
        return VisibleFailure("killed", about(Outcome("killed", subject=candidate._channel.last)))
    except WireError as error:
        return VisibleFailure(
            "error", f"The visible test got a value the grader cannot read ({error})."
        )
    except Exception as error:  # noqa: BLE001 - the test meets whatever the student returned
        if isinstance(error, NameError) and error.name:
            return not_defined(error.name)
        return VisibleFailure("error", f"The visible test raised {type(error).__name__}.")
    return None


def run_test_inside(
    text: str, number: int, transport: Transport, seconds: float
) -> VisibleFailure | None:
    """Run the test `text` in the student's own process; return how it failed, if it did.

    For a test that is the student's to change: it may do no more than their answers may.

    Parameters
    ----------
    number
        Of the test's cell, by which places name it.
    seconds
        Time limit for all of it.
    """
    channel = Channel(transport, seconds)
    message = {"op": "execute", "source": text, "file": f"<cell {number}>"}
    try:
        channel.ask(message, "")
    except CandidateError as error:
        return failure_inside(error, text, number)
    except CallTimedOut:
        return VisibleFailure("timeout", "The visible test took too long and was stopped.")
    except CallKilled:
        return VisibleFailure("killed", "The visible test crashed Python.")
    except (Missing, WireError) as error:
        return VisibleFailure(
            "error", f"The visible test got a value the grader cannot read ({error})."
        )
    return None


def failure_inside(error: CandidateError, text: str, number: int) -> VisibleFailure:
    """Return how a test failed: by an objection of its own, or an exception in what it called."""
    called = next((place for place in error.places if place[0] != number), None)
    if called is not None and error.type_name != "AssertionError":
        error.call = called[2] if called[2].isidentifier() else ""
        return VisibleFailure("error", error=error)
    said = error.text.strip().split("\n")[0][:500]
    lines = text.split("\n")
    at = next((place[1] for place in reversed(error.places) if place[0] == number), 0)
    line = lines[at - 1].strip()[:120] if 1 <= at <= len(lines) else ""
    stands = f" at the line `{line}`" if line else ""
    if error.type_name == "AssertionError":
        return VisibleFailure("failed", said or f"The visible test fails{stands}.")
    if error.type_name == "NotImplementedError":
        return VisibleFailure("error", error=error)
    name = re.match(r"name '(\w+)' is not defined", said)
    if error.type_name == "NameError" and name is not None:
        return not_defined(name[1])
    told = f"{error.type_name}: {said.rstrip('.')}" if said else error.type_name
    return VisibleFailure(
        "error", f"The visible test raised {told}{',' if stands else ''}{stands}."
    )


def not_defined(name: str) -> VisibleFailure:
    """Return that a test met a name that is not defined."""
    return VisibleFailure("missing", f"`{name}` is not defined.", name=name)
