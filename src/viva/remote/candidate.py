"""The candidate: what a case sees of the student.

Names resolve to copies of plain values, or to proxies of functions, classes and instances that
stay where they are.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from viva.remote.arguments import lengths_of, note_sizes, write_back
from viva.remote.known import TYPE_NAMES
from viva.remote.transport import CandidateError, Missing, Transport
from viva.worker.wire import Handle, WireError, encode, weighed_decode

MAX_RECEIVED = 128 * 2**20
MAX_WEIGHT = 8_000_000


@dataclass
class Channel:
    """A transport, with what was asked over it: the calls and the sizes of their arguments.

    What one channel receives is bounded, all replies together: a case may call many times.

    Attributes
    ----------
    sizes, lengths
        Lengths of the arguments' axes: those that have a name, and all of them.
    known
        Proxies by name, until a reply tells that a name may have been bound anew.
    callbacks
        Functions that the candidate may call, by the number in their handles.
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
    callbacks: list[Callable[..., Any]] = field(default_factory=list)
    received: int = 0
    weight: int = 0

    @property
    def last(self) -> str:
        """The function that was called last, or else the name that was read last."""
        return self.calls[-1] if self.calls else self.fetched[0]

    def ask(self, message: dict[str, Any], name: str) -> Any:
        """Send a message, and return the reply with proxies for handles.

        Raises
        ------
        Missing, CandidateError
            As the candidate answers.
        WireError
            If the reply is not well formed.
        """
        reply = self.reply_to(message, name, self.seconds)
        if "error" in reply:
            raise CandidateError(reply["error"], name)
        if "value" not in reply:
            raise WireError("a reply without a value")
        return reply

    def reply_to(self, message: dict[str, Any], name: str, seconds: float) -> dict[str, Any]:
        """Send a message, and return the reply, be it that something was raised.

        Raises
        ------
        Missing
            If the candidate does not have what was asked for.
        WireError
            If the reply is not well formed.
        """
        replies: list[Any] = []

        def listen(frame: bytes) -> bytes | None:
            received = self.decoded(frame, name)
            if isinstance(received, dict) and "callback" in received:
                return self.call_back(received)
            replies.append(received)
            return None

        self.transport.ask(encode(message, self.handle_of), seconds, listen)
        reply = replies[-1] if replies else None
        if not isinstance(reply, dict):
            raise WireError("a malformed reply")
        if reply.keys() & {"rebound", "error"}:
            self.known.clear()
        if "missing" in reply:
            # What the reply calls missing is the candidate's to say; what was asked for is not.
            raise Missing(name)
        return reply

    def decoded(self, frame: bytes, name: str) -> Any:
        """Return what a frame holds, with proxies for handles.

        Raises
        ------
        WireError
            If it is not well formed, or too much has come by now.
        """
        self.received += len(frame)
        value, weight = weighed_decode(frame, self._proxy(name))
        self.weight += weight
        if self.received > MAX_RECEIVED or self.weight > MAX_WEIGHT:
            raise WireError("more data than the grader can check")
        return value

    def call_back(self, message: dict[str, Any]) -> bytes:
        """Return the encoded result of a function of the test's that the candidate calls back."""
        number, args, kwargs = (message.get(key) for key in ("callback", "args", "kwargs"))
        known = isinstance(number, int) and 0 <= number < len(self.callbacks)
        if not (known and isinstance(args, list) and isinstance(kwargs, dict)):
            raise WireError("a malformed call back")
        assert isinstance(number, int)
        try:
            return encode({"value": self.callbacks[number](*args, **kwargs)}, self.handle_of)
        except Exception as error:  # noqa: BLE001 - the candidate may call it with anything
            kind = type(error).__name__
            kind = kind if hasattr(builtins, kind) else "RuntimeError"
            return encode({"raised": (kind, str(error)[:200])})

    def handle_of(self, value: Any) -> Handle:
        """Return the handle of a proxy, or of a function that the candidate may call back."""
        handle = getattr(value, "_handle", None)
        if isinstance(value, Remote) and isinstance(handle, Handle):
            return handle
        if callable(value) and not isinstance(value, type):
            self.callbacks.append(value)
            name = str(getattr(value, "__name__", "function"))
            return Handle(len(self.callbacks) - 1, "callback", name)
        raise WireError(f"{type(value).__name__} cannot be sent to the candidate")

    def _proxy(self, name: str) -> Any:
        def resolve(handle: Handle) -> Any:
            kinds = {"function": RemoteFunction, "class": RemoteClass, "instance": RemoteInstance}
            if handle.kind not in kinds:
                raise WireError("an unknown kind of handle")
            return kinds[handle.kind](self, handle, name)

        return resolve

    def call(
        self, target: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], after: bool
    ) -> Any:
        """Call something; return its value, with `after` also the arguments as it left them."""
        self.calls.append(name)
        self.returned = None
        self.note_arguments((*args, *kwargs.values()))
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

    def note_arguments(self, arguments: Iterable[Any]) -> None:
        """Record the lengths of the axes of what a call is given."""
        for argument in arguments:
            note_sizes(argument, self.sizes)
            self.lengths |= lengths_of(argument)

    def call_each(self, target: Any, name: str, inputs: list[tuple[Any, ...]]) -> Iterator[Any]:
        """Call something with each of the inputs; yield what calls one by one would return.

        What the first call raises that raises something is raised in its place.
        """
        self.calls.append(name)
        self.returned = None
        for args in inputs:
            self.note_arguments(args)
        message = {"op": "each", "target": target, "inputs": [list(args) for args in inputs]}
        reply = self.reply_to(message, name, self.seconds * len(inputs))
        frames, failed = reply.get("values", []), "error" in reply
        if not isinstance(frames, list) or not (failed or len(frames) == len(inputs)):
            raise WireError("a reply without the values")
        return self._each(frames[: len(inputs)], reply.get("error"), failed, name)

    def _each(self, frames: list[Any], error: Any, failed: bool, name: str) -> Iterator[Any]:
        for frame in frames:
            if not isinstance(frame, bytes):
                raise WireError("a malformed reply")
            self.returned = self.decoded(frame, name)
            yield self.returned
        if failed:
            self.returned = None
            raise CandidateError(error, name)


class Remote:
    """A proxy of something that stays with the candidate. Equal to nothing but itself."""

    def __init__(self, channel: Channel, handle: Handle, name: str) -> None:
        object.__setattr__(self, "_channel", channel)
        object.__setattr__(self, "_handle", handle)
        object.__setattr__(self, "_name", name)

    def __repr__(self) -> str:
        return f"<{self._handle.kind} {self._name}>"

    def kind_name(self) -> str:
        """Return what this is, in words for messages."""
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
        return self._channel.ask(message, f"{self._name}.{name}")["value"]


class RemoteFunction(Remote):
    """A function of the candidate: call it, with copies of the arguments."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the function returns."""
        return self._channel.call(self._handle, self._name, args, kwargs, after=False)

    def observe(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the function returns, and the positional arguments as it left them."""
        return self._channel.call(self._handle, self._name, args, kwargs, after=True)

    def each(self, inputs: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield what the function returns for each tuple of arguments, as calls in a loop would.

        The calls after the first travel together: this is for many quick calls of which none
        follows from what another returns.
        """
        # One that never ends is found at the first call, before the others add their time to it.
        given = list(inputs)
        for some in (given[:1], given[1:]):
            if some:
                yield from self._channel.call_each(self._handle, self._name, some)


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
        self._channel = Channel(transport, seconds, write_back)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        channel = self._channel
        value = channel.known.get(name)
        if value is None:
            value = channel.ask({"op": "get", "name": name}, name)["value"]
            if isinstance(value, Remote):
                channel.known[name] = value
        channel.fetched = (name, value)
        return value

    def defines(self, name: str) -> bool:
        """Return whether the candidate defines `name`."""
        try:
            self._channel.ask({"op": "get", "name": name}, name)
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
