"""Answers the judge's questions about a namespace: get a name, call a function, read an attribute.

The same class stands in the sandboxed worker, over the student's namespace, and in the judge,
over the references, so that both answer in the same way.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, MutableMapping
from typing import Any

from viva.worker.stand_ins import StandIns
from viva.worker.wire import Handle, WireError, decode, encode

MAX_TEXT = 500
MAX_PLACES = 20
BUILTIN = [
    (name, kind)
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind.__name__ == name
]
# How Python itself reads these, whatever a class defines under the same names.
_NAME: Any = vars(type)["__name__"]
_MRO: Any = vars(type)["__mro__"]
_TRACEBACK: Any = vars(BaseException)["__traceback__"]


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

    Attributes
    ----------
    stand_ins
        What stands in for references, once there is a line to them.
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
        self.stand_ins: StandIns | None = None
        self.held: dict[int, Any] = {}
        self.asked: dict[str, Any] = {}

    def answer(self, request: bytes) -> bytes:
        """Answer one encoded request with one encoded reply; never raises for what it is asked."""
        try:
            message = decode(request, self.resolve)
            reply = self.respond(message)
            if self.rebound():
                reply["rebound"] = True
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
        if operation == "each":
            return self.each(message["target"], message["inputs"])
        if operation == "define":
            self.namespace.update(message["names"])
            if self.stand_ins is not None:
                self.stand_ins.add_operators(message.get("operators", {}))
                self.stand_ins.left = message.get("calls")
            return {"value": None}
        if operation == "execute":
            return self.execute(message["source"], message["file"])
        if operation == "names":
            return {"value": sorted(name for name in self.namespace if isinstance(name, str))}
        raise WireError(f"no operation {operation!r}")

    def get(self, name: str) -> dict[str, Any]:
        """Get the value of a name, or say that there is none."""
        if name not in self.namespace:
            return {"missing": name}
        self.asked[name] = self.namespace[name]
        return {"value": self.namespace[name]}

    def rebound(self) -> bool:
        """Return whether a name that was asked for is bound to something else by now."""
        if all(self.namespace.get(name) is value for name, value in self.asked.items()):
            return False
        self.asked.clear()
        return True

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

    def each(self, target: Any, inputs: list[list[Any]]) -> dict[str, Any]:
        """Call a function with each of the inputs, and return the values, until one raises.

        Each value is written down before the next call can change it.
        """
        reply: dict[str, Any] = {"values": []}
        try:
            for args in inputs:
                reply["values"].append(encode(target(*args), self.hold))
        except BaseException as error:  # noqa: BLE001 - student code may raise anything
            reply["error"] = describe(error, self.place)
        return reply

    def execute(self, source: str, file: str) -> dict[str, Any]:
        """Run a text among the names, as a cell would."""
        exec(compile(source, file, "exec"), self.namespace)  # type: ignore[arg-type]
        return {"value": None}

    def hold(self, value: Any) -> Handle:
        """Keep what cannot travel, and give a handle to it."""
        own = type(value)
        kind = "instance"
        if issubclass(own, type):
            kind = "class"
        elif callable(value) and hasattr(value, "__name__"):
            kind = "function"
        number = len(self.held) + 1
        self.held[number] = value
        return Handle(number, kind, class_name(value if kind == "class" else own))

    def resolve(self, handle: Handle) -> Any:
        """Find what a handle stands for, or make a function that calls the judge's."""
        if handle.kind == "callback":
            return self.calling_back(handle)
        if handle.kind in ("reference", "reference class"):
            if self.stand_ins is None:
                raise WireError("nobody to call back")
            return self.stand_ins.of(handle)
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
    """Describe an exception by plain data: its type, text and where in the cells it arose.

    Never raises, whatever the exception's class says about itself: what can be overridden in a
    class is not asked.
    """
    kind = type(error)
    builtin = next(name for base in _MRO.__get__(kind) for name, own in BUILTIN if own is base)
    return {
        "type": class_name(kind)[:100],
        "builtin": builtin,
        "text": text_of(error)[:MAX_TEXT],
        "places": places_of(error, place)[-MAX_PLACES:],
    }


def places_of(
    error: BaseException, place: Callable[[str], int | None]
) -> list[tuple[int, int, str]]:
    """Return cell, line and function of the frames through which an exception passed."""
    places = []
    traceback = _TRACEBACK.__get__(error)
    while traceback is not None:
        code = traceback.tb_frame.f_code
        filename, function = str.__str__(code.co_filename), str.__str__(code.co_name)
        cell = place(filename)
        if cell is not None:
            places.append((cell, traceback.tb_lineno or 0, function[:100]))
        traceback = traceback.tb_next
    return places


def class_name(kind: type) -> str:
    """Get the name of a class, even of one whose metaclass has something else to say."""
    return str.__str__(_NAME.__get__(kind))


def text_of(error: BaseException) -> str:
    """Get the text of an exception, even of one whose ``__str__`` raises."""
    try:
        return str.__str__(str(error))
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return ""
