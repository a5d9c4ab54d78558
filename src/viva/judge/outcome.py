"""Put a case to a candidate, and note what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from viva.exam.questions import Case, Pair, Wrong
from viva.judge.candidate import Candidate, CandidateError, Missing, Transport
from viva.judge.client import CallKilled, CallTimedOut
from viva.worker.wire import WireError


@dataclass(frozen=True)
class Outcome:
    """What a candidate did with a case.

    Attributes
    ----------
    kind
        ``value``, ``pair`` (a value and what it should be), ``wrong`` (the case itself objected),
        ``error``, ``missing``, ``timeout``, ``killed``, ``unsendable``, or ``unusable`` (the case
        could not go on with what a call returned).
    value
        The answer, for ``value`` and ``pair``; what the last call returned, for ``unusable``.
    expected
        What it should be, for ``pair``.
    message
        The case's objection, or the missing name.
    error
        The exception, for ``error``.
    subject
        The function that was called last, or else the name that was read last.
    called
        Whether any function was called.
    sizes
        Sizes of the arguments, by name.
    """

    kind: str
    value: Any = None
    expected: Any = None
    message: str = ""
    error: CandidateError | None = None
    subject: str = ""
    called: bool = False
    sizes: dict[str, int] = field(default_factory=dict)


def put(case: Case, transport: Transport) -> Outcome:
    """Put `case` to the candidate behind `transport`."""
    candidate = Candidate(transport, case.seconds)
    line = candidate._line

    def outcome(kind: str, **fields: Any) -> Outcome:
        subject = line.calls[-1] if line.calls else line.fetched[0]
        called = bool(line.calls)
        return Outcome(kind, subject=subject, called=called, sizes=dict(line.sizes), **fields)

    try:
        answer = case.ask(candidate, case.rng())
    except Wrong as wrong:
        return outcome("wrong", message=str(wrong))
    except CandidateError as error:
        if error.type_name == "WireError":
            return outcome("unsendable", message=error.text)
        return outcome("error", error=error)
    except Missing as missing:
        return outcome("missing", message=missing.name)
    except CallTimedOut:
        return outcome("timeout")
    except CallKilled:
        return outcome("killed")
    except WireError as error:
        return outcome("unsendable", message=str(error))
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as error:
        # The case took the answer for something that it is not; the answer is to blame.
        value = line.returned if line.calls else line.fetched[1]
        return outcome("unusable", value=value, message=type(error).__name__)
    if isinstance(answer, Pair):
        return outcome("pair", value=answer.value, expected=answer.expected)
    return outcome("value", value=answer)
