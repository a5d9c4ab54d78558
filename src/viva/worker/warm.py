"""Import what notebooks use, once, before the first of them comes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from typing import Any

from viva.worker.setting import WARM


def warm_up(figures: bool, modules: Iterable[str] = WARM) -> Any:
    """Import what notebooks use; return the shell that every session starts from."""
    shell = import_all(figures, modules)
    try_out(shell)
    return shell


def import_all(figures: bool, modules: Iterable[str] = WARM) -> Any:
    """Import NumPy, matplotlib, IPython and these modules; return the shell.

    Besides `try_out` that is all that `warm_up` does.
    """
    import matplotlib.pyplot  # noqa: F401
    import numpy  # noqa: F401

    from viva.lab.alternative import describe_figures
    from viva.worker.shell import warm_shell

    for module in modules:
        importlib.import_module(module)
    shell: Any = warm_shell(figures)
    # In a kernel the notebook's import of viva.lab does it; here the package is there before.
    describe_figures(shell)
    return shell


def try_out(shell: Any) -> None:
    """Draw, fail and print once: what these import and find out, submissions need not.

    It takes some tenths of a second, and leaves the shell as it was.
    """
    import matplotlib.pyplot

    figure, axes = matplotlib.pyplot.subplots()
    axes.plot([0, 1])
    figure.canvas.draw()
    matplotlib.pyplot.close("all")
    shell.run(0, "1 / 0")
    shell.run(0, "print(1)")
    find_plugins()
    shell.reset(new_session=True)
    shell.execution_count = 1


def find_plugins() -> None:
    """Let scikit-learn look at every installed package, as it does when it first gets data."""
    if "sklearn.datasets" in sys.modules:
        from sklearn.utils import shuffle

        shuffle([0], random_state=0)
