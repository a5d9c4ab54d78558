"""Prepare an environment for workers: compiled modules, and matplotlib's list of fonts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from viva.files import cache_folder


def prepare() -> None:
    """Compile what workers import and list the fonts, once for each environment.

    A worker in the sandbox can write neither, and would do both at every start.
    """
    made = Path(sys.prefix).stat()
    name = f"{sys.prefix} {sys.version} {made.st_ino} {made.st_ctime_ns}"
    mark = cache_folder() / f"prepared-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
    with contextlib.suppress(OSError):
        if mark.exists():
            return
        cache_folder().mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"MPLCONFIGDIR": str(cache_folder())}
        # In a folder of its own, as a worker: a student's files may lie where viva is called.
        done = subprocess.run(
            [sys.executable, "-I", "-m", "viva.worker", "--prepare"],
            env=environment,
            cwd=cache_folder(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if done.returncode == 0:
            mark.touch()


def copy_fonts(source: Path, target: Path) -> None:
    """Copy matplotlib's list of fonts, unless it is there; without it things only take longer."""
    with contextlib.suppress(OSError):
        for path in source.glob("fontlist-*.json"):
            if not (target / path.name).exists():
                target.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target / path.name)
