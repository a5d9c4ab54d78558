"""Keep the folder in which a command is called off Python's path: a student's files may lie there.

Only what Python has loaded before any other module is imported here.
"""

from __future__ import annotations

import os
import sys


def leave_out_current_folder() -> None:
    """Take the current folder off the path of this process and of each Python that it starts.

    It gets there by an empty or relative entry of ``PYTHONPATH``, and by ``python -c``, with which
    `multiprocessing` starts its helpers.
    """
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    absolute = [entry for entry in entries if os.path.isabs(entry)]
    unwanted = {""}
    if os.environ.get("PYTHONPATH"):
        # Python has made them absolute when it started.
        relative = [entry for entry in entries if not os.path.isabs(entry)]
        unwanted |= {*relative, *map(os.path.abspath, relative)} - {*absolute}
    sys.path[:] = [entry for entry in sys.path if entry not in unwanted]
    if absolute:
        os.environ["PYTHONPATH"] = os.pathsep.join(absolute)
    else:
        os.environ.pop("PYTHONPATH", None)
    os.environ["PYTHONSAFEPATH"] = "1"


def program(name: str) -> str | None:
    """Return where a program is, by the entries of ``PATH`` that do not depend on the folder."""
    import shutil  # with much else: not before the path is as it should be

    entries = os.environ.get("PATH", os.defpath).split(os.pathsep)
    return shutil.which(name, path=os.pathsep.join(filter(os.path.isabs, entries)))
