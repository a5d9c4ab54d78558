"""The candidate: what a case sees of the student.

Names resolve to copies of plain values, or to proxies of functions, classes and instances that
stay where they are. Behind a candidate stands a transport: a snapshot in the worker, or, for the
references and in an instructor's own notebook, a namespace in this process.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from viva.grading.known import TYPE_NAMES
from viva.worker.respondent import Respondent
from viva.worker.wire import Handle, WireError, encode, weighed_decode

MAX_RECEIVED = 128 * 2**20
MAX_WEIGHT = 8_000_000
# Takes a frame; gives what to send back if it was a call back, or None if it was the reply.
Listener = Callable[[bytes], bytes | None]

MOST_TEXT = 500
# How far the lengths of nested arguments are looked for.
MAX_DEPTH = 3
MAX_ENTRIES = 8


class Transport(Protocol):
    """Carries an encoded request to where the answer is, and the encoded reply back."""

    def ask(self, request: bytes, seconds: float, listen: Listener) -> None:
        """Send a request, and pass on what comes until `listen` has heard the reply."""
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
        self.places = tuple(
            place
            for place in data.get("places") or ()
            if isinstance(place, tuple)
            and len(place) == 3
            and type(place[0]) is int
            and type(place[1]) is int
            and isinstance(place[2], str)
        )
        self.call = call
        super().__init__(f"{self.type_name}: {self.text}")


def _identifier(text: Any) -> str:
    return text if isinstance(text, str) and text.isidentifier() else ""


@dataclass
class Line:
    """A transport with what was said over it: the calls and the sizes of their arguments.

    What comes over one line is bounded, all replies together, because a case may call many times.

    Attributes
    ----------
    sizes, lengths
        Lengths of the arguments' axes: those that have a name, and all of them.
    known
        What names stand for, as long as it is not told that one stands for something else.
    """

    transport: Transport
    seconds: float = 10.0
    write_back: bool = False
    calls: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    lengths: set[int] = field(default_factory=set)
    returned: Any = None
    fetched: tuple[str, Any] = ("", None)
    known: dict[str, Remote] = field(default_factory=dict)
    lent: list[Callable[..., Any]] = field(default_factory=list)
    received: int = 0
    weight: int = 0

    @property
    def last(self) -> str:
        """The function that was called last, or else the name that was read last."""
        return self.calls[-1] if self.calls else self.fetched[0]

    def ask(self, message: dict[str, Any], name: str) -> Any:
        """Send a message and give the reply's value, with proxies for handles.

        Raises
        ------
        Missing, CandidateError
            As the candidate answers.
        WireError
            If the reply is not well formed.
        """
        replies: list[Any] = []

        def listen(frame: bytes) -> bytes | None:
            heard = self.hear(frame, name)
            if isinstance(heard, dict) and "callback" in heard:
                return self.call_back(heard)
            replies.append(heard)
            return None

        self.transport.ask(encode(message, self.lend), self.seconds, listen)
        reply = replies[-1] if replies else None
        if not isinstance(reply, dict):
            raise WireError("a reply that is none")
        if reply.keys() & {"rebound", "error"}:
            self.known.clear()
        if "missing" in reply:
            # What the reply calls missing is the candidate's to say; what was asked for is not.
            raise Missing(name)
        if "error" in reply:
            raise CandidateError(reply["error"], name)
        if "value" not in reply:
            raise WireError("a reply without a value")
        return reply

    def hear(self, frame: bytes, name: str) -> Any:
        """Decode a frame, with proxies for handles, as long as it is not too much."""
        self.received += len(frame)
        value, weight = weighed_decode(frame, self._proxy(name))
        self.weight += weight
        if self.received > MAX_RECEIVED or self.weight > MAX_WEIGHT:
            raise WireError("more than the examiner can look through")
        return value

    def call_back(self, message: dict[str, Any]) -> bytes:
        """Call a function that was lent to the candidate, and encode what it gives."""
        number, args, kwargs = (message.get(key) for key in ("callback", "args", "kwargs"))
        known = isinstance(number, int) and 0 <= number < len(self.lent)
        if not (known and isinstance(args, list) and isinstance(kwargs, dict)):
            raise WireError("a call back that is none")
        assert isinstance(number, int)
        try:
            return encode({"value": self.lent[number](*args, **kwargs)}, self.lend)
        except Exception as error:  # noqa: BLE001 - the candidate may call it with anything
            kind = type(error).__name__
            kind = kind if hasattr(builtins, kind) else "RuntimeError"
            return encode({"raised": (kind, str(error)[:200])})

    def lend(self, value: Any) -> Handle:
        """Give the handle of a proxy, or lend a function for the candidate to call."""
        handle = getattr(value, "_handle", None)
        if isinstance(value, Remote) and isinstance(handle, Handle):
            return handle
        if callable(value) and not isinstance(value, type):
            self.lent.append(value)
            name = str(getattr(value, "__name__", "function"))
            return Handle(len(self.lent) - 1, "callback", name)
        raise WireError(f"{type(value).__name__} cannot be sent to the candidate")

    def _proxy(self, name: str) -> Any:
        def resolve(handle: Handle) -> Any:
            kinds = {"function": RemoteFunction, "class": RemoteClass, "instance": RemoteInstance}
            if handle.kind not in kinds:
                raise WireError("a handle of another kind")
            return kinds[handle.kind](self, handle, name)

        return resolve

    def call(self, target: Any, name: str, args: tuple, kwargs: dict, after: bool) -> Any:
        """Call something and give its value, or with `after` also the arguments as it left them."""
        self.calls.append(name)
        self.returned = None
        for argument in (*args, *kwargs.values()):
            note_sizes(argument, self.sizes)
            self.lengths |= lengths_of(argument)
        message = {
            "op": "call",
            "target": target,
            "args": list(args),
            "kwargs": kwargs,
            "after": after or self.write_back,
        }
        reply = self.ask(message, name)
        left = reply.get("after")
        if (after or self.write_back) and not (isinstance(left, list) and len(left) == len(args)):
            raise WireError("a reply without the arguments")
        if self.write_back:
            for mine, theirs in zip(args, left, strict=True):
                write_back(mine, theirs)
        self.returned = reply["value"]
        return (reply["value"], tuple(left)) if after else reply["value"]


def note_sizes(argument: Any, sizes: dict[str, int]) -> None:
    """Note the lengths of an argument's axes, so that a constant factor can be named by them."""
    shape: list[int] = []
    inner = argument
    while isinstance(inner, (list, tuple, np.ndarray)) and len(shape) < 3:
        if isinstance(inner, np.ndarray):
            shape += inner.shape
            break
        shape.append(len(inner))
        inner = inner[0] if inner else None
    for axis, size in enumerate(shape):
        words = ("the number of rows", "the number of columns", "the size of an axis")
        name = words[min(axis, 2)] if len(shape) > 1 else "the number of entries"
        if size > 1 and size not in sizes.values():
            sizes.setdefault(f"{name} of an argument" if name in sizes else name, size)


def lengths_of(value: Any, depth: int = 0) -> set[int]:
    """Give the lengths of all axes of what may be a nesting of lists, tuples, dicts and arrays."""
    if isinstance(value, np.ndarray):
        return set(value.shape)
    if depth > MAX_DEPTH or not isinstance(value, (list, tuple, dict)):
        return set()
    entries = list(value.values()) if isinstance(value, dict) else value[:MAX_ENTRIES]
    found = set() if isinstance(value, dict) else {len(value)}
    return found.union(*(lengths_of(entry, depth + 1) for entry in entries))


def write_back(mine: Any, theirs: Any) -> None:
    """Make the test's own list, dict or array what the call left of its copy."""
    if isinstance(mine, np.ndarray) and isinstance(theirs, np.ndarray):
        if mine.shape == theirs.shape and mine.flags.writeable:
            mine[...] = theirs
    elif isinstance(mine, list) and isinstance(theirs, list):
        if len(mine) == len(theirs) and all(isinstance(entry, (list, dict)) for entry in mine):
            for inner, left in zip(mine, theirs, strict=True):
                write_back(inner, left)
        else:
            mine[:] = theirs
    elif isinstance(mine, dict) and isinstance(theirs, dict):
        if mine.keys() == theirs.keys() and not all(
            isinstance(value, (int, float, str)) for value in mine.values()
        ):
            for key in mine:
                if isinstance(mine[key], (list, dict, np.ndarray)):
                    write_back(mine[key], theirs[key])
                else:
                    mine[key] = theirs[key]
        else:
            mine.clear()
            mine.update(theirs)


class Remote:
    """A proxy of something that stays with the candidate. Equal to nothing but itself."""

    def __init__(self, line: Line, handle: Handle, name: str) -> None:
        object.__setattr__(self, "_line", line)
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_name", name)

    def __repr__(self) -> str:
        return f"<{self._handle.kind} {self._name}>"

    def kind_name(self) -> str:
        """Name what this is, for messages."""
        if self._handle.kind == "function":
            return "a function"
        if self._handle.kind == "class":
            return "a class"
        name = self._handle.type_name
        return f"an object of type {name}" if name in TYPE_NAMES else "an object of another type"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        message = {"op": "attribute", "of": self._handle, "name": name}
        return self._line.ask(message, f"{self._name}.{name}")["value"]


class RemoteFunction(Remote):
    """A function of the candidate: call it, with copies of the arguments."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function and give what it returns."""
        return self._line.call(self._handle, self._name, args, kwargs, after=False)

    def observe(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function; give what it returns and the positional arguments as it left them."""
        return self._line.call(self._handle, self._name, args, kwargs, after=True)


class RemoteClass(RemoteFunction):
    """A class of the candidate: call it to make an instance."""


class RemoteInstance(RemoteFunction):
    """An object of the candidate: read its attributes, call its methods or the object itself."""


class Candidate:
    """The names of a candidate, as attributes.

    Parameters
    ----------
    transport
        Where the answers are.
    seconds
        Time limit for each call.
    write_back
        Whether a call may change the caller's lists, dicts and arrays, as it would in one process.
        The visible tests want that; hidden cases pass copies.
    """

    def __init__(
        self, transport: Transport, seconds: float = 10.0, write_back: bool = False
    ) -> None:
        self._line = Line(transport, seconds, write_back)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        line = self._line
        value = line.known.get(name)
        if value is None:
            value = line.ask({"op": "get", "name": name}, name)["value"]
            if isinstance(value, Remote):
                line.known[name] = value
        line.fetched = (name, value)
        return value

    def defines(self, name: str) -> bool:
        """Tell whether the candidate defines `name`."""
        try:
            self._line.ask({"op": "get", "name": name}, name)
        except Missing:
            return False
        except CandidateError:
            return True
        return True


class CandidateNames(dict[str, Any]):
    """Global names for a visible test: what it does not define itself is the candidate's.

    Parameters
    ----------
    imports
        Import statements by the name they bind. These names are the instructor's, so that a test
        compares with its own NumPy and not with one that a student has changed.
    """

    def __init__(self, candidate: Candidate, imports: Mapping[str, str] | None = None) -> None:
        super().__init__(__name__="__main__", __builtins__=__builtins__)
        self.candidate = candidate
        self.imports = imports or {}

    def __missing__(self, name: str) -> Any:
        builtin = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
        if name in builtin or name.startswith("__"):
            raise KeyError(name)
        if name in self.imports:
            space: dict[str, Any] = {}
            exec(self.imports[name], space)
            self[name] = space[name]
            return space[name]
        try:
            return getattr(self.candidate, name)
        except Missing:
            raise KeyError(name) from None
