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
    ask_reference
        Carries an encoded call to the references, and the encoded answer back.
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
        self.ask_reference: Callable[[bytes], bytes] | None = None
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
        if handle.kind in ("callback", "reference"):
            return self.calling_back(handle)
        if handle.kind == "reference class":
            return stand_in(handle.type_name, handle.number, self.ask)
        if handle.number not in self.held:
            raise WireError("a handle that was never given out")
        return self.held[handle.number]

    def calling_back(self, handle: Handle) -> Callable[..., Any]:
        """Make a function that calls one of the judge's, with copies of its arguments."""

        def function(*args: Any, **kwargs: Any) -> Any:
            carry = self.call_back if handle.kind == "callback" else self.ask_reference
            message = {"callback": handle.number, "args": list(args), "kwargs": kwargs}
            return self.carried(carry, message)["value"]

        function.__name__ = function.__qualname__ = handle.type_name
        return function

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Ask the references, and return their reply, or raise what they say."""
        return self.carried(self.ask_reference, message)

    def carried(
        self, carry: Callable[[bytes], bytes] | None, message: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the reply to a message, with copies of all that is in both, or raise it."""
        if carry is None:
            raise WireError("nobody to call back")
        reply: dict[str, Any] = decode(carry(encode(message, self.hold)), self.resolve)
        if "raised" in reply:
            kind, text = reply["raised"]
            raise getattr(builtins, kind, RuntimeError)(text)
        return reply


def stand_in(name: str, number: int, ask: Callable[[dict[str, Any]], dict[str, Any]]) -> type:
    """Make a class whose instances are kept by the references, with all that they hold.

    What begins with an underscore stays here.

    Parameters
    ----------
    number
        That of the reference.
    ask
        Sends a message to the references, and returns their reply.
    """

    class StandIn:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            made = ask({"callback": number, "args": list(args), "kwargs": kwargs})
            object.__setattr__(self, "_number", made["instance"])

        def __getattr__(self, attribute: str) -> Any:
            if attribute.startswith("_"):
                raise AttributeError(attribute)
            place = {"instance": self._number, "attribute": attribute}
            found = ask(place)
            if not found.get("method"):
                return found["value"]

            def method(*args: Any, **kwargs: Any) -> Any:
                reply = ask(place | {"args": list(args), "kwargs": kwargs})
                return self if "instance" in reply else reply["value"]

            method.__name__ = attribute
            return method

        def __setattr__(self, attribute: str, value: Any) -> None:
            if attribute.startswith("_"):
                object.__setattr__(self, attribute, value)
            else:
                ask({"instance": self._number, "attribute": attribute, "to": value})

    StandIn.__name__ = StandIn.__qualname__ = name
    return StandIn


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
