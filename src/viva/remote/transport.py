"""How a candidate is reached: a transport for requests, and what may come back instead of a value.

Behind a candidate stands a snapshot in the worker or, for the references and in an instructor's
own notebook, a namespace in this process.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

from viva.worker.respondent import Respondent

# Takes a frame; returns what to send back if it was a call back, or None if it was the reply.
Listener = Callable[[bytes], bytes | None]

MOST_TEXT = 500
MOST_NAME = 100
MOST_PLACES = 20


class Transport(Protocol):
    """Carries an encoded request to where the answer is, and the encoded reply back."""

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send a request, and pass on what comes until `listen` has heard the reply."""
        ...


class Answering(Transport, Protocol):
    """A transport to a process that may die, for one question at a time.

    Attributes
    ----------
    dead
        Whether it will not answer any more.
    deadline
        On the submission's clock: after it nothing is asked.
    """

    dead: bool
    deadline: float

    def connect(self, references: socket.socket, process: int) -> None:
        """Pass on a connection over which the candidate asks the references in a process."""
        ...

    def close(self) -> None:
        """Ask nothing more."""
        ...


class LocalTransport:
    """Asks a namespace in this process; time limits do not apply."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self.respondent = Respondent(namespace)

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Answer the request at once."""
        before = self.respondent.call_back
        self.respondent.call_back = lambda frame: listen(frame) or b""
        try:
            listen(self.respondent.answer(request))
        finally:
            self.respondent.call_back = before


class Missing(Exception):
    """The candidate does not define a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CallTimedOut(Exception):
    """A call into the student's code took longer than it may."""


class CallKilled(Exception):
    """The process that should have answered is gone."""


class CandidateError(Exception):
    """The candidate's code raised an exception.

    Attributes
    ----------
    type_name, builtin, text
        Its class, the closest built-in class, and its text. All three are the student's to choose.
    places
        ``(cell, line, function)`` of the frames that are in the student's cells, outermost first.
    call
        The name of the function that was called.
    """

    def __init__(self, described: Any, call: str) -> None:
        data = described if isinstance(described, dict) else {}
        self.type_name = _identifier(data.get("type")) or "Exception"
        self.builtin = _identifier(data.get("builtin"))
        text = data.get("text")
        self.text = text[:MOST_TEXT] if isinstance(text, str) else ""
        places = data.get("places")
        self.places = tuple(
            place
            for place in (places[-MOST_PLACES:] if isinstance(places, (list, tuple)) else ())
            if isinstance(place, tuple)
            and len(place) == 3
            and type(place[0]) is int
            and type(place[1]) is int
            and isinstance(place[2], str)
        )
        self.call = call
        super().__init__(f"{self.type_name}: {self.text}")


def _identifier(text: Any) -> str:
    known = isinstance(text, str) and len(text) <= MOST_NAME and text.isidentifier()
    return text if known else ""
