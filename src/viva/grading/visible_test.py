"""Run a visible test: in the judge on proxies of what the student defined, or beside it."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from viva.grading.outcome import Outcome
from viva.grading.remote.candidate import (
    Candidate,
    CandidateError,
    CandidateNames,
    Line,
    Missing,
    Transport,
)
from viva.grading.remote.session import CallKilled, CallTimedOut
from viva.grading.wording import about
from viva.worker.wire import WireError


@dataclass(frozen=True)
class Trouble:
    """What went wrong in a visible test."""

    kind: str
    message: str = ""
    error: CandidateError | None = None

    @property
    def stuck(self) -> bool:
        """Whether the process hung or died."""
        return self.kind in ("timeout", "killed")


def show(
    text: str, name: str, transport: Transport, imports: Mapping[str, str], seconds: float = 10.0
) -> Trouble | None:
    """Run the test `text` on the candidate behind `transport`; tell what was wrong.

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
        return Trouble("failed", str(error).strip().split("\n")[0][:500])
    except CandidateError as error:
        return Trouble("error", error=error)
    except Missing as missing:
        return Trouble("missing", f"`{missing.name}` is not defined.")
    except NameError as error:
        return Trouble("missing", f"`{error.name}` is not defined.")
    except CallTimedOut:
        return Trouble("timeout", about(Outcome("timeout", subject=candidate._line.last)))
    except CallKilled:
        return Trouble("killed", about(Outcome("killed", subject=candidate._line.last)))
    except WireError as error:
        return Trouble("error", f"The visible test got something unusable: {error}.")
    except Exception as error:  # noqa: BLE001 - the test meets whatever the student returned
        return Trouble("error", f"The visible test ends with {type(error).__name__}.")
    return None


def show_inside(text: str, number: int, transport: Transport, seconds: float) -> Trouble | None:
    """Run the test `text` in the student's own process; tell what was wrong.

    For a test that is the student's to change: it may do no more than their answers may.

    Parameters
    ----------
    number
        Of the test's cell, by which places name it.
    seconds
        Time limit for all of it.
    """
    line = Line(transport, seconds)
    message = {"op": "execute", "source": text, "file": f"<cell {number}>"}
    try:
        line.ask(message, "")
    except CandidateError as error:
        return trouble_inside(error, text, number)
    except CallTimedOut:
        return Trouble("timeout", "The visible test takes too long and was stopped.")
    except CallKilled:
        return Trouble("killed", "The visible test ended the Python process.")
    except (Missing, WireError) as error:
        return Trouble("error", f"The visible test got something unusable: {error}.")
    return None


def trouble_inside(error: CandidateError, text: str, number: int) -> Trouble:
    """Tell an objection of the test from an exception in what it called."""
    called = next((place for place in error.places if place[0] != number), None)
    if called is not None and error.type_name != "AssertionError":
        error.call = called[2] if called[2].isidentifier() else ""
        return Trouble("error", error=error)
    said = error.text.strip().split("\n")[0][:500]
    lines = text.split("\n")
    at = next((place[1] for place in reversed(error.places) if place[0] == number), 0)
    stands = f" at its line `{lines[at - 1].strip()[:120]}`" if 1 <= at <= len(lines) else ""
    if error.type_name == "AssertionError":
        return Trouble("failed", said or f"The visible test fails{stands}.")
    if error.type_name == "NotImplementedError":
        return Trouble("error", error=error)
    name = re.match(r"name '(\w+)' is not defined", said)
    if error.type_name == "NameError" and name is not None:
        return Trouble("missing", f"`{name[1]}` is not defined.")
    told = f"{error.type_name}: {said.rstrip('.')}" if said else error.type_name
    return Trouble("error", f"The visible test ends with {told}{',' if stands else ''}{stands}.")
