"""Leave the streams of random numbers as they were.

A notebook that draws from them gives other numbers after anybody else has drawn. otter-grader does:
`grader.check` draws a picture for each answer that passes, when the notebook shows the result.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

POST_RUN = "post_run_cell"


def hold_streams() -> Callable[[], None]:
    """Save the states of Python's and NumPy's global streams; return what restores them."""
    python, numpy = random.getstate(), np.random.get_state()

    def put_back() -> None:
        random.setstate(python)
        np.random.set_state(numpy)

    return put_back


@contextlib.contextmanager
def kept_streams() -> Iterator[None]:
    """Restore the streams' states from before the block, however it ends."""
    put_back = hold_streams()
    try:
        yield
    finally:
        put_back()


def keep_streams_until_cell_ends() -> None:
    """Restore the streams' states when the running notebook cell has ended and shown its result.

    Where no notebook runs, nothing is done.
    """
    module = sys.modules.get("IPython")
    shell: Any = module.get_ipython() if module is not None else None
    if shell is None:
        return
    put_back = hold_streams()

    def once(*result: object) -> None:
        shell.events.unregister(POST_RUN, once)
        put_back()

    shell.events.register(POST_RUN, once)
