"""Put references in the place of earlier answers, so that a wrong one costs only itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from viva.remote.reference_server import ReferenceServer, operators_of
from viva.remote.transport import Answering, Listener
from viva.worker.wire import Handle, WireError, encode


class WithReferences:
    """A transport to a candidate in which some names stand for the references.

    Functions are called in a `ReferenceServer`, over a connection of their own, and nothing of
    them but what they return reaches the student's process. Instances of classes stay there, too.
    Other values are copied. What can be neither stays as it is.

    Parameters
    ----------
    snapshot
        Where the candidate is.
    names
        The references by name.
    seconds
        Of the processor's, for which the references answer.

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

    def __init__(self, snapshot: Answering, names: Mapping[str, Any], seconds: float) -> None:
        self.snapshot = snapshot
        given: dict[str, Any] = {}
        functions: dict[int, Callable[..., Any]] = {}
        for name, value in names.items():
            if callable(value):
                kind = "reference class" if isinstance(value, type) else "reference"
                given[name] = Handle(len(functions), kind, name)
                functions[len(functions)] = value
            elif _travels(value):
                given[name] = value
        self.names = frozenset(given)
        self.server = ReferenceServer(functions, seconds)
        try:
            snapshot.connect(self.server.connection, self.server.process)
            self.server.connection.close()
            operators = {n: operators_of(v) for n, v in names.items() if isinstance(v, type)}
            message = {"op": "define", "names": given, "operators": operators}
            snapshot.ask(encode(message), 10.0, lambda frame: None)
        except BaseException:
            self.server.close()
            raise

    def __enter__(self) -> WithReferences:
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.close()

    def allow(self, calls: int | None) -> None:
        """Let the candidate call the references so many times more; None for as they count.

        Raises
        ------
        CallTimedOut, CallKilled, WireError
            If the candidate does not take it.
        """
        message: dict[str, Any] = {"op": "define", "names": {}, "calls": calls}
        self.snapshot.ask(encode(message), 10.0, lambda frame: None)

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send a request, as `Snapshot.ask` does."""
        self.snapshot.ask(request, seconds, listen)


def stands_in(value: Any) -> bool:
    """Return whether a reference can take the place of an answer: it is called, or is copied."""
    return callable(value) or _travels(value)


def _travels(value: Any) -> bool:
    try:
        encode(value)
    except WireError:
        return False
    return True
