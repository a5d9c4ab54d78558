"""What stands for a package that is not installed: to use it raises one sentence, no traceback."""

from __future__ import annotations

from typing import Any, NoReturn


class MissingPackage(ImportError):
    """A package that is not installed was used; the message says what to do."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows instead of a traceback."""
        return [str(self)]


class Absent:
    """Stands for a package, or for what would be imported from it.

    To read an attribute gives another one, and to derive a class from it works, so that definitions
    can be run. To call it, or to ask whether it is there, raises `MissingPackage`.

    Parameters
    ----------
    sentence
        What is missing, and what to do.
    """

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Return the bases of a class that is derived from what is missing."""

        def refuse(*arguments: Any, **keywords: Any) -> NoReturn:
            raise MissingPackage(self._sentence)

        return (type("AbsentBase", (), {"__new__": refuse}),)

    def _refuse(self, *arguments: Any, **keywords: Any) -> NoReturn:
        raise MissingPackage(self._sentence)

    __call__ = __bool__ = __enter__ = __exit__ = __iter__ = __getitem__ = _refuse


def absent(error: ModuleNotFoundError, where: str, how: str) -> Absent:
    """Print in one sentence which package is missing, and return what stands for it.

    Parameters
    ----------
    error
        What the import raised.
    where
        What needs the package, such as "Part 2 of this notebook".
    how
        What to do, as an imperative without a full stop.

    Examples
    --------
    In a notebook::

        try:
            import torch
        except ModuleNotFoundError as error:
            torch = absent(error, "Part 2 of this notebook", "run: python3 start.py --with-torch")
    """
    package = (error.name or "a package").partition(".")[0]
    sentence = f"{where} needs {package}, which is not installed here. To install it, {how}."
    print(sentence)
    return Absent(sentence)
