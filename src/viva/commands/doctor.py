"""``viva doctor``: what this machine can do, and what is missing."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console

EXAMPLES = """\b
Examples:
  viva doctor               can this machine grade other people's code?
"""


@click.command("doctor", epilog=EXAMPLES)
def doctor() -> None:
    """Check whether this machine can grade, and show what is missing.

    Exits with code 1 if it cannot run other people's code in the sandbox.
    """
    console = Console(soft_wrap=True, markup=False, highlight=False)
    ready = True
    for name, good, said in findings():
        console.print(f"{'✓' if good else '✗'} {name}: {said}", style="" if good else "red")
        ready = ready and good
    if not ready:
        raise SystemExit(1)


def findings() -> Iterator[tuple[str, bool, str]]:
    """Yield for each requirement its name, whether it is met, and what was found."""
    from viva.worker.limits import MIB, Resources
    from viva.worker.sandbox import INSTALL, sandbox_problem

    yield "Python", sys.version_info >= (3, 11), platform.python_version()
    yield "system", True, f"{platform.system()} {platform.release()} on {platform.machine()}"
    yield "bubblewrap", *_version("bwrap")
    problem = sandbox_problem()
    yield "sandbox", not problem, f"{problem} {INSTALL}" if problem else "works"
    if not problem:
        limits = Resources()
        said = (
            f"{limits.memory // MIB} MiB of memory and {limits.cpu_seconds} s of CPU time for each "
            f"process, {limits.processes} processes, {limits.scratch // MIB} MiB of scratch space"
        )
        yield "limits", True, said
        yield "worker", *_worker()
    yield "course", *_course()


def _version(program: str) -> tuple[bool, str]:
    path = shutil.which(program)
    if path is None:
        return False, "not installed"
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    return True, done.stdout.strip() or path


def _worker() -> tuple[bool, str]:
    """Start a worker in the sandbox and let it run a cell."""
    import time

    from viva.grading.remote.client import Worker, WorkerProblem
    from viva.grading.remote.session import Session

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


def _course() -> tuple[bool, str]:
    from viva.course.layout import Course, UsageProblem

    try:
        course = Course()
    except UsageProblem as problem:
        return True, problem.message
    names = ", ".join(assignment.name for assignment in course.assignments()) or "no assignments"
    return True, f"{names} in {Path(course.root).name}"
