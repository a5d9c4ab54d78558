"""Run a visible test in the judge, on proxies of what the student defined."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass

from viva.judge.candidate import Candidate, CandidateError, CandidateNames, Missing, Transport
from viva.judge.client import CallKilled, CallTimedOut
from viva.worker.wire import WireError


@dataclass(frozen=True)
class Trouble:
    """What went wrong in a visible test."""

    kind: str
    message: str = ""
    error: CandidateError | None = None


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
        return Trouble("timeout", "The visible test takes too long and was stopped.")
    except CallKilled:
        return Trouble("killed", "The visible test ended the Python process.")
    except WireError as error:
        return Trouble("error", f"The visible test got something unusable: {error}.")
    except Exception as error:  # noqa: BLE001 - the test meets whatever the student returned
        return Trouble("error", f"The visible test ends with {type(error).__name__}.")
    return None
