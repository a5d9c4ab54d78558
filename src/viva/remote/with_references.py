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
    Other values are copied, with functions in them as such. What can be neither stays as it is.

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
            elif stands_in(value):
                given[name] = value

        def hold(value: Any) -> Handle:
            functions[len(functions)] = value
            return handle_of(value, len(functions) - 1)

        self.names = frozenset(given)
        operators = {n: operators_of(v) for n, v in names.items() if isinstance(v, type)}
        message = encode({"op": "define", "names": given, "operators": operators}, hold)
        self.server = ReferenceServer(functions, seconds)
        try:
            snapshot.connect(self.server.connection, self.server.process)
            self.server.connection.close()
            snapshot.ask(message, 10.0, lambda frame: None)
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
    if callable(value):
        return True
    try:
        encode(value, handle_of)
    except WireError:
        return False
    return True


def handle_of(value: Any, number: int = 0) -> Handle:
    """Return the handle of a function that stands in a value.

    Raises
    ------
    WireError
        If it is none: a class, or what can be called and has state.
    """
    if isinstance(value, type) or not (callable(value) and hasattr(value, "__name__")):
        raise WireError(f"{type(value).__name__} cannot be sent to the candidate")
    return Handle(number, "reference", str(value.__name__))
