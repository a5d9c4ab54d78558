"""What a visible test raises: IPython shows the line of the test, and nothing of this package."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType
from typing import Any

PACKAGE = str(Path(__file__).parent)


def failure(sentence: str) -> AssertionError:
    """Make the exception of a test that fails.

    Parameters
    ----------
    sentence
        What a student reads.

    Returns
    -------
    error
        To be raised. In IPython its traceback ends with the line that called `viva.lab`
        (``_render_traceback_``, which IPython asks for); elsewhere it is like any other.
    """
    error = AssertionError(sentence)
    error._render_traceback_ = lambda: _rendered(error)  # type: ignore[attr-defined]
    return error


def _rendered(error: AssertionError) -> list[str]:
    shell: Any = sys.modules["IPython"].get_ipython()
    trimmed = error.with_traceback(outside(error.__traceback__))
    return list(
        shell.InteractiveTB.structured_traceback(
            AssertionError, trimmed, trimmed.__traceback__, tb_offset=1
        )
    )


def outside(traceback: TracebackType | None) -> TracebackType | None:
    """Copy a traceback without the frames that lie in this package."""
    if traceback is None:
        return None
    rest = outside(traceback.tb_next)
    if traceback.tb_frame.f_code.co_filename.startswith(PACKAGE):
        return rest
    return TracebackType(rest, traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno)
