"""``viva doctor``: what this machine can do, and what is missing."""

from __future__ import annotations

import platform
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import click

from viva import terminal
from viva.search_path import program

# Packages that every worker imports; of their files this share may be without a compiled one.
COMPILED = ("IPython.core", "matplotlib", "numpy", "viva.worker", "viva.lab")
SOME = 0.3
MARKS = {True: ("✓", ""), None: ("!", "yellow"), False: ("✗", "red")}

EXAMPLES = """\b
Examples:
  viva doctor               can this machine grade other people's code?
"""
WORLDS = "each in a world of its own, so that nothing of it is left for the next one"
SWEPT = (
    "one after the other in the same sandbox, which is swept in between, because this system makes "
    "no namespaces inside the sandbox"
)


@click.command("doctor", epilog=EXAMPLES)
def doctor() -> None:
    """Check whether this machine can grade, and show what is missing.

    Exits with code 1 if it cannot run other people's code in the sandbox.
    """
    console = terminal.console()
    ready = True
    for name, good, said in findings():
        mark, style = MARKS[good]
        console.print(f"{mark} {name}: {said}", style=style)
        ready = ready and good is not False
    if not ready:
        raise SystemExit(1)


def findings() -> Iterator[tuple[str, bool | None, str]]:
    """Yield for each requirement its name, whether it is met, and what was found.

    None stands for what works, and could be better.
    """
    from viva.worker.limits import MIB, Resources
    from viva.worker.sandbox import obstacle, worlds_work

    yield "Python", sys.version_info >= (3, 11), platform.python_version()
    yield "system", True, f"{platform.system()} {platform.release()} on {platform.machine()}"
    yield "bubblewrap", *_version("bwrap")
    problem = obstacle()
    yield "sandbox", problem is None, "works" if problem is None else str(problem)
    if problem is None:
        yield "submissions", True, WORLDS if worlds_work() else SWEPT
        limits = Resources()
        said = (
            f"{limits.memory // MIB} MiB of memory and {limits.cpu_seconds} s of CPU time for each "
            f"process, {limits.processes} processes, {limits.scratch // MIB} MiB of scratch space"
        )
        yield "limits", True, said
        yield "worker", *_worker()
    yield "compiled files", *compiled()
    yield "course", *_course()


def _version(name: str) -> tuple[bool, str]:
    path = program(name)
    if path is None:
        return False, "not installed"
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    return True, done.stdout.strip() or path


def _worker() -> tuple[bool, str]:
    """Start a worker in the sandbox and let it run a cell."""
    import time

    from viva.remote.client import Worker
    from viva.remote.session import Session
    from viva.remote.world import WorkerProblem

    start = time.monotonic()
    try:
        with Worker(figures=False, sandboxed=True) as worker:
            worker.start()
            warm = time.monotonic()
            with Session(worker) as session:
                result = session.run(1, "6 * 7", 30)
            done = time.monotonic()
    except WorkerProblem as problem:
        return False, str(problem)
    said = f"starts in {warm - start:.1f} s, then runs a cell in {done - warm:.2f} s"
    return result.status == "ok", said


def compiled() -> tuple[bool | None, str]:
    """Return whether packages are compiled: the sandbox, which reads only, compiles each time."""
    import importlib.util

    files = []
    for name in COMPILED:
        found = importlib.util.find_spec(name)
        folder = Path(found.origin).parent if found is not None and found.origin else None
        files += list(folder.glob("*.py")) if folder is not None else []
    caches = {file: Path(importlib.util.cache_from_source(str(file))) for file in files}
    without = [file for file, cache in caches.items() if not cache.exists()]
    if len(without) <= SOME * len(files):
        return True, "there"
    return None, (
        f"{len(without)} of {len(files)} files that were looked at are not compiled, so the "
        "sandbox compiles them at each start. Run once, as whoever may write there: "
        f"python -m compileall -q {sysconfig.get_path('purelib')}"
    )


def _course() -> tuple[bool, str]:
    from viva.course.layout import Course, UsageProblem

    try:
        course = Course()
    except UsageProblem as problem:
        return True, problem.message
    names = ", ".join(assignment.label for assignment in course.assignments()) or "no assignments"
    return True, f"{names} in {Path(course.root).name}"
