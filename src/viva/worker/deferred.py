"""Import what others import for a few of their functions only when one of them is called.

Every part of scikit-learn imports ``scipy.stats`` and, where it is installed, pandas. Together they
take longer than all the rest of it, and hardly a notebook or an exam needs them. Every part of
nbgrader imports its extensions of the Jupyter server, and the gradebook needs none of them.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

DEFERRED = ("scipy.stats", "pandas")
EXTENSIONS = tuple(
    f"nbgrader.server_extensions.{name}"
    for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
)
# What others take from them by name, and call much later if at all.
FUNCTION = "load_jupyter_server_extension"


class Deferred(ModuleType):
    """Stands for a module in those that have imported it, until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        """Return what the module itself has under a name, and import it before if need be."""
        if self.__name__ in EXTENSIONS:
            if name == FUNCTION:
                return lambda *given, **named: getattr(self._found(), name)(*given, **named)
            # Whoever takes the function asks first whether there are modules below this one.
            if name == "__path__":
                raise AttributeError(name)
        return getattr(self._found(), name)

    def _found(self) -> ModuleType:
        """Return the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


@contextlib.contextmanager
def deferring(names: Iterable[str] = DEFERRED) -> Iterator[None]:
    """Let what is imported meanwhile have modules that are imported when they are used.

    Afterwards nobody else meets these: to all who import such a module later, or look whether it
    has been imported, it has not. Meanwhile no garbage is collected: what is imported stays.

    Parameters
    ----------
    names
        Of the modules; those that have been imported, or are not there, stay what they are.
    """
    absent = [name for name in names if name not in sys.modules and is_there(name)]
    modules = {name: Deferred(name) for name in absent}
    sys.modules.update(modules)
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
        for name, module in modules.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


def import_for(texts: Iterable[str]) -> None:
    """Import what Python texts import at their top, other than each other, before they are run.

    Nothing deferred is there while they run. Libraries look among the imported modules whether
    anybody can have given them a table of pandas, and would import it by asking for its type.
    """
    modules = {name for text in texts for name in _imported_at_the_top(text)}
    # Not in the folder in which viva is called: matplotlib would read settings there.
    with deferring(), contextlib.chdir(Path.cwd().anchor):
        for name in sorted(modules):
            # The texts will say themselves what is wrong.
            with contextlib.suppress(Exception, SystemExit):
                importlib.import_module(name)


def _imported_at_the_top(text: str) -> Iterator[str]:
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module


def is_there(name: str) -> bool:
    """Return whether the package of a module is installed, without importing it."""
    return importlib.util.find_spec(name.partition(".")[0]) is not None
