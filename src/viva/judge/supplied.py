"""Supply earlier answers from the references, so that one that is wrong costs only itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from viva.judge.candidate import Listener, Transport
from viva.judge.understudy import Understudy
from viva.worker.wire import Handle, WireError, encode, first_entry

# Above the numbers of the functions that a case may lend.
FIRST = 2**20


class Supplied:
    """A transport to a candidate in which some names stand for the references.

    Functions are called back: they run in an understudy, and nothing of them but what they return
    reaches the student's process. Other values are copied. What can be neither stays as it is.

    Parameters
    ----------
    transport
        To the candidate.
    names
        The references by name.
    until
        On the clock of `time.monotonic`: after it the references do not answer.

    Use as a context manager.
    """

    def __init__(self, transport: Transport, names: Mapping[str, Any], until: float) -> None:
        self.transport = transport
        self.functions: list[str] = []
        given: dict[str, Any] = {}
        for name, value in names.items():
            if callable(value) and not isinstance(value, type):
                given[name] = Handle(FIRST + len(self.functions), "callback", name)
                self.functions.append(name)
            elif _travels(value):
                given[name] = value
        self.names = frozenset(given)
        functions = {FIRST + at: names[name] for at, name in enumerate(self.functions)}
        self.understudy = Understudy(functions, until)
        try:
            transport.ask(encode({"op": "define", "names": given}), 10.0, lambda frame: None)
        except BaseException:
            self.understudy.close()
            raise

    def __enter__(self) -> Supplied:
        return self

    def __exit__(self, *exception: object) -> None:
        self.understudy.close()

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send a request; answer calls of the references in between."""

        def hear(frame: bytes) -> bytes | None:
            word, number = first_entry(frame)
            ours = word == "callback" and type(number) is int
            if ours and 0 <= number - FIRST < len(self.functions):
                return self.understudy.answer(frame)
            return listen(frame)

        self.transport.ask(request, seconds, hear)


def _travels(value: Any) -> bool:
    try:
        encode(value)
    except WireError:
        return False
    return True
