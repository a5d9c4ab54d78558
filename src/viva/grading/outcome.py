"""Put a case to a candidate, and note what came of it."""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from viva.exam import Case, Pair, Wrong
from viva.exam.load import texts_beside
from viva.remote.candidate import Candidate
from viva.remote.transport import (
    CallKilled,
    CallTimedOut,
    CandidateError,
    Missing,
    Transport,
)
from viva.worker.wire import MAX_DEPTH, WireError

WORD = re.compile(r"\w+")
SIZES = re.compile(r"(?<!\d)\d+(?:\[\w{1,20}\])?\Z")

STRANGE_DTYPES = (
    "object",
    "str",
    "bytes",
    "void",
    "datetime",
    "timedelta",
    "float128",
    "complex256",
)

# What a case raises that goes on with something else than it thinks; a number that is far too
# large for a length costs memory.
UNFIT = (
    *(TypeError, ValueError, AttributeError, LookupError, ArithmeticError),
    *(MemoryError, RecursionError, NameError, StopIteration),
)
# What the worker's end of the wire says of values that cannot travel.
UNSENDABLE = frozenset(
    {
        f"a value nested more than {MAX_DEPTH} deep",
        "a value that is too large to send",
        "an int that is too large to send",
        "text that is too large to send",
        "an array that is too large to send",
        "an object that is not what it says",
    }
    | {f"an array of dtype {name}" for name in STRANGE_DTYPES}
    | {f"a NumPy {name}" for name in STRANGE_DTYPES}
)


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
    sizes, lengths
        Lengths of the arguments' axes: those that have a name, and all of them. Arguments may hold
        what the candidate returned before, so only those of a reference may be told.
    drawn
        Whether the case drew inputs at random, before it ended.
    """

    kind: str
    value: Any = None
    expected: Any = None
    message: str = ""
    error: CandidateError | None = None
    subject: str = ""
    called: bool = False
    sizes: dict[str, int] = field(default_factory=dict)
    lengths: frozenset[int] = frozenset()
    drawn: bool = False


def unsendable(text: str) -> str:
    """Return the wire's words for what cannot be sent, or nothing if these are not the wire's."""
    if text not in UNSENDABLE:
        text = SIZES.sub("", text)
    return text if text in UNSENDABLE else ""


def own_words(wrong: Exception) -> str:
    """Return a case's objection, with only such words and numbers as stand in the exam's own texts.

    A sentence that is put together may hold what the candidate returned, and the candidate may
    return what it was asked with.
    """
    words: frozenset[str] = frozenset()
    traceback = wrong.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        own = "".join(linecache.getlines(frame.f_code.co_filename))
        # The exam's texts as they were when it was loaded: a process may know several of one path.
        for text in texts_beside(frame.f_globals) or (own,):
            words |= words_of(text)
        traceback = traceback.tb_next
    return WORD.sub(lambda word: word[0] if word[0] in words else "…", str(wrong))


@lru_cache(maxsize=256)
def words_of(source: str) -> frozenset[str]:
    """Return the words of the texts in a module; its numbers may be hidden inputs."""
    tree = ast.parse(source)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return frozenset(word for text in texts if isinstance(text, str) for word in WORD.findall(text))


def put(case: Case, transport: Transport) -> Outcome:
    """Put `case` to the candidate behind `transport`."""
    candidate = Candidate(transport, case.seconds)
    channel = candidate._channel
    rng = case.rng()
    start = rng.bit_generator.state

    def outcome(kind: str, **fields: Any) -> Outcome:
        fields |= {"sizes": dict(channel.sizes), "lengths": frozenset(channel.lengths)}
        fields |= {"drawn": rng.bit_generator.state != start}
        return Outcome(kind, subject=channel.last, called=bool(channel.calls), **fields)

    try:
        answer = case.ask(candidate, rng)
    except Wrong as wrong:
        return outcome("wrong", message=own_words(wrong))
    except AssertionError as error:
        # An author's `assert` is an objection as well.
        return outcome("wrong", message=own_words(error))
    except CandidateError as error:
        # In a cell of the candidate's, a WireError is the candidate's own.
        if error.type_name == "WireError" and not error.places:
            return outcome("unsendable", message=unsendable(error.text))
        return outcome("error", error=error)
    except Missing as missing:
        return outcome("missing", message=missing.name)
    except CallTimedOut:
        return outcome("timeout")
    except CallKilled:
        return outcome("killed")
    except WireError as error:
        return outcome("unsendable", message=str(error))
    except UNFIT as error:
        # The case took the answer for something that it is not; the answer is to blame.
        value = channel.returned if channel.calls else channel.fetched[1]
        return outcome("unusable", value=value, message=type(error).__name__)
    if isinstance(answer, Pair):
        return outcome("pair", value=answer.value, expected=answer.expected)
    return outcome("value", value=answer)
