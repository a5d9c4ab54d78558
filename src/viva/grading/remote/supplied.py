"""Supply earlier answers from the references, so that one that is wrong costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from viva.grading.remote.candidate import Listener
from viva.grading.remote.session import Snapshot
from viva.grading.remote.understudy import Understudy
from viva.worker.wire import Handle, WireError, encode


class Supplied:
    """A transport to a candidate in which some names stand for the references.

    Functions are called in an understudy, over a line of their own, and nothing of them but what
    they return reaches the student's process. Other values are copied. What can be neither stays
    as it is.

    Parameters
    ----------
    snapshot
        Where the candidate is.
    names
        The references by name.
    until
        On the clock of `time.monotonic`: after it the references do not answer.

    Attributes
    ----------
    names
        Those that stand for the references.

    Raises
    ------
    CallTimedOut, CallKilled, WireError
        If the candidate does not take them.

    Use as a context manager.
    """

    def __init__(self, snapshot: Snapshot, names: Mapping[str, Any], until: float) -> None:
        self.snapshot = snapshot
        given: dict[str, Any] = {}
        functions: dict[int, Callable[..., Any]] = {}
        for name, value in names.items():
            if callable(value) and not isinstance(value, type):
                given[name] = Handle(len(functions), "reference", name)
                functions[len(functions)] = value
            elif _travels(value):
                given[name] = value
        self.names = frozenset(given)
        self.understudy = Understudy(functions, until)
        try:
            snapshot.connect(self.understudy.connection)
            self.understudy.connection.close()
            snapshot.ask(encode({"op": "define", "names": given}), 10.0, lambda frame: None)
        except BaseException:
            self.understudy.close()
            raise

    def __enter__(self) -> Supplied:
        return self

    def __exit__(self, *exception: object) -> None:
        self.understudy.close()

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send a request, as `Snapshot.ask` does."""
        self.snapshot.ask(request, seconds, listen)


def _travels(value: Any) -> bool:
    try:
        encode(value)
    except WireError:
        return False
    return True
