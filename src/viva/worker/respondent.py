"""Answers the judge's questions about a namespace: get a name, call a function, read an attribute.

The same class stands in the sandboxed worker, over the student's namespace, and in the judge,
over the references, so that both answer in the same way.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, MutableMapping
from typing import Any

from viva.worker.wire import Handle, WireError, decode, encode

MAX_TEXT = 500
MAX_PLACES = 20


class Respondent:
    """Answers requests about `namespace`.

    Parameters
    ----------
    namespace
        The names that can be asked for.
    place
        Tells for a code object's file name which cell it is, or None if it is none.
    call_back
        Carries an encoded call to the judge, and the encoded answer back.
    """

    def __init__(
        self,
        namespace: MutableMapping[str, Any],
        place: Callable[[str], int | None] | None = None,
        call_back: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.namespace = namespace
        self.place = place or (lambda filename: None)
        self.call_back = call_back
        self.held: dict[int, Any] = {}

    def answer(self, request: bytes) -> bytes:
        """Answer one encoded request with one encoded reply; never raises for what it is asked."""
        try:
            message = decode(request, self.resolve)
            reply = self.respond(message)
            return encode(reply, self.hold)
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            return encode({"error": describe(error, self.place)})

    def respond(self, message: dict[str, Any]) -> dict[str, Any]:
        """Do what the decoded request says."""
        operation = message["op"]
        if operation == "get":
            return self.get(message["name"])
        if operation == "attribute":
            return {"value": getattr(message["of"], message["name"])}
        if operation == "call":
            return self.call(message)
        if operation == "define":
            self.namespace.update(message["names"])
            return {"value": None}
        if operation == "names":
            return {"value": sorted(name for name in self.namespace if isinstance(name, str))}
        raise WireError(f"no operation {operation!r}")

    def get(self, name: str) -> dict[str, Any]:
        """Get the value of a name, or say that there is none."""
        if name not in self.namespace:
            return {"missing": name}
        return {"value": self.namespace[name]}

    def call(self, message: dict[str, Any]) -> dict[str, Any]:
        """Call a function with the given arguments; on request, return them as it left them."""
        target = message["target"]
        if isinstance(target, str):
            if target not in self.namespace:
                return {"missing": target}
            target = self.namespace[target]
        args, kwargs = message["args"], message["kwargs"]
        reply = {"value": target(*args, **kwargs)}
        if message.get("after"):
            reply["after"] = args
        return reply

    def hold(self, value: Any) -> Handle:
        """Keep what cannot travel, and give a handle to it."""
        kind = "instance"
        if isinstance(value, type):
            kind = "class"
        elif callable(value) and hasattr(value, "__name__"):
            kind = "function"
        number = len(self.held) + 1
        self.held[number] = value
        name = value.__name__ if kind == "class" else type(value).__name__
        return Handle(number, kind, str(name))

    def resolve(self, handle: Handle) -> Any:
        """Find what a handle stands for, or make a function that calls the judge's."""
        if handle.kind == "callback":
            return self.calling_back(handle)
        if handle.number not in self.held:
            raise WireError("a handle that was never given out")
        return self.held[handle.number]

    def calling_back(self, handle: Handle) -> Callable[..., Any]:
        """Make a function that calls one of the judge's, with copies of its arguments."""

        def function(*args: Any, **kwargs: Any) -> Any:
            if self.call_back is None:
                raise WireError("nobody to call back")
            message = {"callback": handle.number, "args": list(args), "kwargs": kwargs}
            reply = decode(self.call_back(encode(message, self.hold)), self.resolve)
            if "raised" in reply:
                kind, text = reply["raised"]
                raise getattr(builtins, kind, RuntimeError)(text)
            return reply["value"]

        function.__name__ = function.__qualname__ = handle.type_name
        return function


def describe(error: BaseException, place: Callable[[str], int | None]) -> dict[str, Any]:
    """Describe an exception by plain data: its type, text and where in the cells it arose."""
    places = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        cell = place(code.co_filename)
        if cell is not None:
            places.append((cell, traceback.tb_lineno or 0, code.co_name))
        traceback = traceback.tb_next
    kind = type(error)
    if kind.__module__ == "builtins" and kind.__name__ in vars(builtins):
        builtin = kind.__name__
    else:
        builtin = next(
            (base.__name__ for base in kind.__mro__ if base.__module__ == "builtins"), ""
        )
    return {
        "type": str(kind.__name__)[:100],
        "builtin": builtin,
        "text": text_of(error)[:MAX_TEXT],
        "places": places[-MAX_PLACES:],
    }


def text_of(error: BaseException) -> str:
    """Get the text of an exception, even of one whose ``__str__`` raises."""
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""
