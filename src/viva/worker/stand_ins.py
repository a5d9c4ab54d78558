"""What stands in the student's process for references: each call of it is answered elsewhere."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from viva.worker.references import Remembering
from viva.worker.wire import Handle, WireError, decode, encode

UNFIT = "these arguments do not fit"
# The number of no reference: a class whose instances the references alone make.
NOBODY = -1
# Of files that a call names, so many bytes travel with it at most.
MOST_FILES = 32 * 2**20
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift"
_OTHER = (
    "neg pos abs invert lt le eq ne gt ge hash len contains getitem setitem iter call bool int "
    "float complex index round repr str"
)
# What Python asks of a class and not of an instance, so that it must be there as a method.
SPECIAL = frozenset(
    f"__{before}{name}__"
    for befores, names in ((("", "r", "i"), _BINARY), (("",), _OTHER))
    for name in names.split()
    for before in befores
)


class StandIns:
    """Functions and classes of which the references do the work.

    Parameters
    ----------
    carry
        Carries an encoded call to the references, and the encoded answer back.

    Attributes
    ----------
    left
        How many calls are still made; None where the references alone count them.
    sent
        How many instances the last call was given.
    """

    def __init__(self, carry: Callable[[bytes], bytes]) -> None:
        self.carry = carry
        self.left: int | None = None
        self.sent = 0
        self.classes: dict[str, type] = {}
        self.instances: dict[int, Any] = {}

    def ask(
        self, message: dict[str, Any], carry: Callable[[bytes], bytes] | None = None
    ) -> dict[str, Any]:
        """Ask the references, and return their reply, or raise what they say.

        Files and folders that are arguments go along: the references see none of those here.

        Parameters
        ----------
        carry
            Takes the place of the one that all have, for calls with plain data alone: what holds
            of an instance may change.
        """
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise ValueError(UNFIT)
        if "args" in message:
            args, kwargs = message["args"], message["kwargs"]
            message = message | {
                "args": [as_text(value) for value in args],
                "kwargs": {name: as_text(value) for name, value in kwargs.items()},
            }
            if files := files_of(args, kwargs):
                message["files"] = files
        self.sent = 0
        try:
            frame = encode(message, self._handle)
        except WireError:
            raise ValueError(UNFIT) from None
        carried = self.carry if carry is None or self.sent else carry
        reply: dict[str, Any] = decode(carried(frame), self._resolve)
        if "raised" in reply:
            kind, text = reply["raised"]
            raise getattr(builtins, kind, RuntimeError)(text)
        return reply

    def of(self, handle: Handle) -> Any:
        """Make what stands in for a reference."""
        if handle.kind == "reference class":
            return self._class(handle.type_name, handle.number)
        return self._function(handle.type_name, handle.number)

    def add_operators(self, operators: Mapping[str, Iterable[str]]) -> None:
        """Add to classes the special methods that their references have."""
        for name, methods in operators.items():
            for method in SPECIAL.intersection(methods):
                setattr(self.classes[name], method, self._operator(method))

    def _handle(self, value: Any) -> Handle:
        """Return the handle of an instance of a stand-in; nothing else goes to the references."""
        number = getattr(value, "_number", None)
        if type(number) is int and self.instances.get(number) is value:
            self.sent += 1
            return Handle(number, "instance", type(value).__name__)
        raise WireError(f"{type(value).__name__} cannot be sent to the references")

    def _resolve(self, handle: Handle) -> Any:
        """Return the instance that stands in for one of the references'."""
        if handle.kind != "instance":
            raise WireError("a handle that no reference gives out")
        if handle.type_name not in self.classes:
            self._class(handle.type_name, NOBODY)
        if handle.number not in self.instances:
            made: Any = object.__new__(self.classes[handle.type_name])
            object.__setattr__(made, "_number", handle.number)
            self.instances[handle.number] = made
        return self.instances[handle.number]

    def _function(self, name: str, number: int) -> Callable[..., Any]:
        """Make a function that calls a reference, with copies of its arguments."""
        carry = Remembering(self.carry)

        def function(*args: Any, **kwargs: Any) -> Any:
            message = {"callback": number, "args": list(args), "kwargs": kwargs}
            return self.ask(message, carry)["value"]

        function.__name__ = function.__qualname__ = name
        return function

    def _operator(self, name: str) -> Callable[..., Any]:
        def operator(instance: Any, *args: Any) -> Any:
            place = {"instance": instance._number, "attribute": name}
            reply = self.ask(place | {"args": list(args), "kwargs": {}})
            value = reply.get("value", NotImplemented)
            return iter(value) if name == "__iter__" else value

        operator.__name__ = operator.__qualname__ = name
        return operator

    def _class(self, name: str, number: int) -> type:
        """Make a class whose instances are kept by the references, with all that they hold.

        What begins with an underscore stays here.
        """
        ask, instances = self.ask, self.instances

        class StandIn:
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                made = ask({"callback": number, "args": list(args), "kwargs": kwargs})
                object.__setattr__(self, "_number", made["instance"])
                instances[made["instance"]] = self

            def __getattr__(self, attribute: str) -> Any:
                if attribute.startswith("_"):
                    raise AttributeError(attribute)
                place = {"instance": self._number, "attribute": attribute}
                found = ask(place)
                if "absent" in found:
                    raise AttributeError(attribute)
                if not found.get("method"):
                    return found["value"]

                def method(*args: Any, **kwargs: Any) -> Any:
                    return ask(place | {"args": list(args), "kwargs": kwargs})["value"]

                method.__name__ = attribute
                return method

            def __setattr__(self, attribute: str, value: Any) -> None:
                if attribute.startswith("_"):
                    object.__setattr__(self, attribute, value)
                else:
                    ask({"instance": self._number, "attribute": attribute, "to": value})

        StandIn.__name__ = StandIn.__qualname__ = name
        self.classes[name] = StandIn
        return StandIn


def as_text(value: Any) -> Any:
    """Return the text of a path, and anything else as it is."""
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def files_of(args: list[Any], kwargs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what stands in files and folders that are arguments, with the arguments' places."""
    found: list[dict[str, Any]] = []
    left = MOST_FILES
    for place, value in (*enumerate(args), *kwargs.items()):
        if not isinstance(value, (str, os.PathLike)):
            continue
        try:
            path = Path(value)
            if path.name in ("", ".."):
                continue  # a word, or all that is here
            content = content_of(path, left)
        except (OSError, ValueError, TypeError):
            continue
        left -= sum(map(len, content.values()))
        found.append(
            {
                "place": place,
                "name": path.name,
                "path": str(path),
                "relative": not path.is_absolute() and ".." not in path.parts,
                "files": content,
                "folder": path.is_dir(),
                "end": "/" if isinstance(value, str) and value.endswith("/") else "",
                "text": isinstance(value, str),
            }
        )
    return found


def content_of(path: Path, most: int) -> dict[str, bytes]:
    """Read a file, or all files below a folder, by their paths from there.

    Raises
    ------
    OSError
        If there is neither, or it is too much.
    """
    found_in = path.rglob("*") if path.is_dir() else [path]
    files = [found for found in found_in if found.is_file()]
    if not files and not path.is_dir():
        raise FileNotFoundError(path)
    if sum(found.stat().st_size for found in files) > most:
        raise OSError("too much")
    return {str(found.relative_to(path)): found.read_bytes() for found in files}
