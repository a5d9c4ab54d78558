"""Measure how long single commands take, beside what they cannot do without.

Whatever is compared runs in turns, and the least time of each counts: what else a machine does can
only add to it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.course.layout import Course
from viva.grading.cells import grade_id, is_answer
from viva.remote.plain import own_worker
from viva.student.watching import Watcher

REPOSITORY = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
IMPORTS = "import numpy, matplotlib.pyplot, IPython, sklearn"
WRONG = 3
START = "src/viva/release/start.py"
ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):\d+/\S*\?token=\w+")
LAB_SECONDS = 120.0


def in_turns(rounds: int, what: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """Do everything in turns; give the least seconds of each."""
    least = dict.fromkeys(what, float("inf"))
    for _ in range(rounds):
        for name, measure in what.items():
            least[name] = min(least[name], measure())
    return least


def timed(*command: str, folder: Path = REPOSITORY) -> Callable[[], float]:
    """Give what runs a command to its end and gives its seconds."""

    def measure() -> float:
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr[-2000:]}")
        return seconds

    return measure


def help_(options: argparse.Namespace) -> dict[str, Any]:
    """Run ``viva --help`` in turns with a Python that does nothing."""
    return in_turns(
        4 * options.repetitions,
        {
            "python -c pass": timed(sys.executable, "-c", "pass"),
            "viva --help": timed(str(BIN / "viva"), "--help"),
        },
    )


def file(options: argparse.Namespace) -> dict[str, Any]:
    """Grade and check single files of 01, in turns with the imports of its notebook."""
    viva = str(BIN / "viva")
    with handed_in() as (solution, wrong):
        found = in_turns(
            options.repetitions,
            {
                "imports": timed(sys.executable, "-c", IMPORTS),
                "viva grade, the solution": timed(viva, "grade", str(solution)),
                "viva grade, three wrong answers": timed(viva, "grade", str(wrong)),
                "viva check": timed(viva, "check", str(solution)),
            },
        )
        # Not in turns with commands: as long as a notebook is watched, this thread stays on the
        # processor of its session, and so would all that it starts.
        with Again(solution) as again:
            return found | in_turns(options.repetitions, {"watch, a further look": again.look})


@contextlib.contextmanager
def handed_in() -> Iterator[tuple[Path, Path]]:
    """Make two notebooks of 01: the solution, and one with wrong answers."""
    bundle = make_bundle(Course(REPOSITORY).find("01"))
    assert bundle.exam is not None
    solution = trial_notebook(bundle, Trial("solution"))
    notebook = json.loads(solution)
    asked = [q for q in bundle.exam.questions.values() if q.cases and q.wrong_answers][:WRONG]
    codes = {question.id: question.wrong_answers[0].code for question in asked}
    for cell in notebook["cells"]:
        if is_answer(cell) and grade_id(cell) in codes:
            cell["source"] = codes[grade_id(cell)]
    with tempfile.TemporaryDirectory(prefix="viva-benchmark-") as folder:
        paths = []
        for name, content in (("right", solution), ("wrong", json.dumps(notebook).encode())):
            path = Path(folder) / name / f"{bundle.notebook}.ipynb"
            path.parent.mkdir()
            path.write_bytes(content)
            paths.append(path)
        yield paths[0], paths[1]


class Again:
    """Looks at a notebook of 01 again and again, each time with another form of one answer."""

    def __init__(self, path: Path) -> None:
        self.path = path.parent / "watched.ipynb"
        self.notebook = json.loads(path.read_bytes())
        answers = [c for c in self.notebook["cells"] if is_answer(c) and c["cell_type"] == "code"]
        self.cell = answers[2]
        self.text, self.looks = self.cell["source"], 0

    def __enter__(self) -> Again:
        self.stack = contextlib.ExitStack()
        self.watcher = self.stack.enter_context(
            Watcher(self.path, self.stack.enter_context(own_worker()))
        )
        # The first look runs everything, and the second stands before the cell from then on.
        self.look()
        self.look()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stack.close()

    def look(self) -> float:
        """Save the notebook and look at it; give the seconds."""
        self.looks += 1
        self.cell["source"] = f"{self.text}\n# {self.looks}"
        self.path.write_text(json.dumps(self.notebook), encoding="utf-8")
        start = time.perf_counter()
        assert self.watcher.look() is not None
        return time.perf_counter() - start


# ------------------------------------------------------------------ JupyterLab


def lab(options: argparse.Namespace) -> dict[str, Any]:
    """Start JupyterLab by a student's ``start.py``, in turns with an earlier checkout's."""
    found: dict[str, Path] = {"now": REPOSITORY}
    if options.before is not None:
        found["before"] = options.before.resolve()
    with contextlib.ExitStack() as stack:
        folders = {n: stack.enter_context(students_folder(path)) for n, path in found.items()}
        measures = {
            name: lambda folder=folder: to_notebook(folder) for name, folder in folders.items()
        }
        return in_turns(options.repetitions, measures)


@contextlib.contextmanager
def students_folder(checkout: Path) -> Iterator[Path]:
    """Make a student's folder whose environment is there already: a checkout's."""
    with tempfile.TemporaryDirectory(prefix="viva-benchmark-") as place:
        folder = Path(place)
        shutil.copy(checkout / START, folder / "start.py")
        (folder / "requirements.txt").write_text("")
        (folder / "viva_autograder-0-py3-none-any.whl").write_bytes(b"")
        released = sorted((checkout / "release").glob("01_*/*.ipynb"))[0]
        (folder / released.parent.name).mkdir()
        shutil.copy(released, folder / released.parent.name)
        environment(folder / ".venv", checkout / ".venv")
        mark = [sys.executable, "-c", MARK]
        subprocess.run(mark, cwd=folder, check=True)
        yield folder


# What start.py writes when it has installed everything.
MARK = """
import start
with open(".venv/viva-ready", "w") as file:
    file.write(start.digest(*start.needed_files()))
"""


def environment(folder: Path, original: Path) -> None:
    """Make an environment that has the packages of another one, and settings of its own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (packages,) = original.glob("lib/python3*/site-packages")
    own = folder / packages.relative_to(original)
    own.rmdir()
    own.symlink_to(packages)
    shutil.rmtree(folder / "share", ignore_errors=True)
    (folder / "share").symlink_to(original / "share")
    shutil.copytree(original / "etc", folder / "etc", dirs_exist_ok=True)


def fetch(address: str, until: float) -> None:
    """Fetch a page; a server says where it is before it takes connections."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=LAB_SECONDS) as answer:
                answer.read()
            return
        except urllib.error.URLError as problem:
            refused = isinstance(problem.reason, ConnectionRefusedError)
            if not refused or time.perf_counter() > until:
                raise
            time.sleep(0.02)


def to_notebook(folder: Path) -> float:
    """Start JupyterLab and ask for the page of its notebook, and for the notebook; give seconds."""
    log = folder / "lab.log"
    settings = os.environ | {"JUPYTER_CONFIG_DIR": str(folder / "config"), "HOME": str(folder)}
    command = [sys.executable, "start.py", "--no-browser"]
    if os.name == "posix" and os.geteuid() == 0:
        (folder / "config").mkdir(exist_ok=True)
        allowed = {"ServerApp": {"allow_root": True}}
        (folder / "config" / "jupyter_server_config.json").write_text(json.dumps(allowed))
    start = time.perf_counter()
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, cwd=folder, env=settings, stdout=file, stderr=file, start_new_session=True
        )
    try:
        address = None
        while address is None:
            if server.poll() is not None or time.perf_counter() - start > LAB_SECONDS:
                raise RuntimeError(f"JupyterLab: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)
            address = ADDRESS.search(log.read_text(errors="replace"))
        page = address[0]
        contents = page.replace("/lab/tree/", "/api/contents/", 1)
        for each in (page, contents):
            fetch(each, start + LAB_SECONDS)
        return time.perf_counter() - start
    finally:
        os.killpg(server.pid, 15)
        server.wait()
