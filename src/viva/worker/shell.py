"""An IPython shell without a kernel: runs cells and collects their outputs."""

from __future__ import annotations

import builtins
import contextlib
import gc
import getpass
import inspect
import linecache
import os
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell

from viva.worker.outputs import Outputs, Stream
from viva.worker.respondent import describe

CELL_NAME = "<cell {}>"


class _Hook(DisplayHook):
    """Turns the value of a cell's last expression into an ``execute_result``."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        self.shell.outputs.result(format_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    """Turns ``display(...)`` into outputs."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **options: Any,
    ) -> None:
        display_id = str((transient or {}).get("display_id", ""))
        if update:
            self.shell.outputs.update(data, display_id)
        else:
            self.shell.outputs.display(data, metadata or {}, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


def no_input(prompt: object = "") -> str:
    """Raise in place of ``input`` and ``getpass``: nobody is there to type.

    Raises
    ------
    EOFError
        Always, with what to do.
    """
    raise EOFError("input() does not work during grading; put the value in the code.")


class _NoHistory(HistoryManager):
    """Keeps a session's inputs in memory only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["enabled"] = False
        super().__init__(*args, **kwargs)


class Shell(InteractiveShell):
    """Runs the cells of one notebook as a kernel would, in this process."""

    outputs: Outputs
    cell_number: int = 0

    def __init__(self, **kwargs: Any) -> None:
        self.outputs = Outputs()
        super().__init__(displayhook_class=_Hook, display_pub_class=_Publisher, **kwargs)
        self.compile.get_code_name = self._cell_name  # type: ignore[method-assign]
        self.last_error: dict[str, Any] | None = None
        builtins.input = no_input
        getpass.getpass = no_input  # type: ignore[assignment]

    def _cell_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return CELL_NAME.format(self.cell_number)

    def init_history(self) -> None:
        """Keep no history on disk."""
        self.history_manager = _NoHistory(shell=self, parent=self)
        self.configurables.append(self.history_manager)  # type: ignore[arg-type]

    def init_virtualenv(self) -> None:
        """Leave `sys.path` as it is."""

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no event loop to integrate with."""

    def ask_exit(self) -> None:
        """Do nothing: ``exit`` in a cell ends nothing."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        name = getattr(etype, "__name__", "Exception")
        text = self.last_error["text"] if self.last_error else ""
        lines = stb if isinstance(stb, list) else str(stb).split("\n")
        self.outputs.error(str(name), text, lines)

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Record the exception before IPython formats it, which may fail."""
        try:
            error = exc_tuple[1] if exc_tuple else sys.exc_info()[1]
        except (TypeError, IndexError):
            error = None
        if isinstance(error, BaseException):
            self.last_error = describe(error, place_of)
        before = len(self.outputs.entries)
        with contextlib.suppress(BaseException):  # a hostile exception breaks the formatter
            super().showtraceback(exc_tuple, *args, **kwargs)
        if len(self.outputs.entries) == before and self.last_error:
            self.outputs.error(self.last_error["type"], self.last_error["text"], [])

    def _format_exception_for_storage(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Keep no second copy of a traceback: it belongs to a history that nobody reads."""
        return {}

    def run(self, number: int, source: str) -> dict[str, Any]:
        """Run one cell.

        Returns
        -------
        dict
            ``outputs`` as in the notebook format, and ``error``: None, or as `describe` gives it.
        """
        self.cell_number = number
        name_module(CELL_NAME.format(number))
        self.outputs.start()
        self.last_error = None
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        result = self.run_cell(keep_lines(source), store_history=True, cell_id=None)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and self.last_error is None:
            self.last_error = describe(error, place_of)
        if isinstance(error, SyntaxError) and self.last_error is not None and error.lineno:
            self.last_error["places"] = [(number, int(error.lineno), "<module>")]
        return {"outputs": self.outputs.finish(), "error": self.last_error}


def name_module(file: str) -> None:
    """Register a cell's module with `inspect`, which would search every module for it."""
    inspect.modulesbyfile[file] = "__main__"
    with contextlib.suppress(Exception):  # the folder may be gone
        inspect.modulesbyfile[os.path.abspath(file)] = "__main__"


def keep_lines(source: str) -> str:
    """Write comments for the empty lines at the top, which IPython would not count."""
    text = source.lstrip()
    if text.startswith("%%"):
        return source
    top = source[: len(source) - len(text)]
    return "#\n" * top.count("\n") + top.rpartition("\n")[2] + text


def place_of(filename: str) -> int | None:
    """Return the cell that a code object's file name stands for."""
    if filename.startswith("<cell ") and filename.endswith(">"):
        digits = filename[6:-1]
        return int(digits) if digits.isdigit() else None
    return None


def _name_figures(outputs: Outputs, plt: Any) -> None:
    """Show the name of each open figure in the place of its picture, and close it."""
    for number in plt.get_fignums():
        outputs.display({"text/plain": repr(plt.figure(number))}, {})
    plt.close("all")


def _write_in_place(shell: Shell) -> None:
    """Let what is written to an output widget stand where it is written; nobody else shows it."""
    import ipywidgets

    def enter(widget: Any) -> None:
        shell.outputs.open_area()

    def leave(widget: Any, kind: Any, error: Any, traceback: Any) -> bool:
        if kind is not None:
            before = shell.last_error
            shell.showtraceback((kind, error, traceback))
            shell.last_error = before
        shell.outputs.close_area()
        # As with a kernel: the widget shows the exception, and the cell goes on.
        return kind is not None

    ipywidgets.Output.__enter__ = enter
    ipywidgets.Output.__exit__ = leave


def warm_shell(figures: bool) -> Shell:
    """Make the shell, with plots going inline as in a notebook.

    Parameters
    ----------
    figures
        Whether figures are rendered into outputs; otherwise only their names are.
    """
    shell = Shell.instance()
    import matplotlib.pyplot as plt
    from matplotlib_inline.backend_inline import flush_figures
    from matplotlib_inline.config import InlineBackend

    settings = InlineBackend.instance(parent=shell)
    settings.shell = shell
    shell.run_line_magic("matplotlib", "inline")
    if not figures:
        shell.events.unregister("post_execute", flush_figures)
        shell.events.register("post_execute", lambda: _name_figures(shell.outputs, plt))
    _write_in_place(shell)
    # Or else it would look for garbage among all that has been imported.
    gc.freeze()
    shell.reset(new_session=True)
    gc.unfreeze()
    linecache.clearcache()
    return shell
