"""A class of many on the made-up course, for tests of batches: ``make_class(folder, 200)``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from full_exam import answer, full_course
from nbgrader.api import Gradebook

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.course.layout import Course

ASSIGNMENT = "01_warm_up"
KINDS = ("solution", "squares", "copies", "blank", "crash", "broken")


def notebooks(course: Course) -> dict[str, bytes]:
    """Make a notebook of each kind."""
    bundle = make_bundle(course.find("01"))
    codes = {
        "squares": answer("number**2"),
        "copies": answer("number"),
        "crash": "import os\nos._exit(1)",
    }
    made = {
        kind: trial_notebook(bundle, Trial("wrong", "q01_double", code=code))
        for kind, code in codes.items()
    }
    return made | {
        "solution": trial_notebook(bundle, Trial("solution")),
        "blank": trial_notebook(bundle, Trial("blank")),
        "broken": b"no notebook",
    }


def make_class(folder: Path, size: int, kinds: tuple[str, ...] = KINDS) -> Course:
    """Make a course with so many submissions, the kinds in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    course, _ = full_course(folder)
    contents = notebooks(course)
    for number in range(size):
        hand_in(course, f"s{number:04d}", contents[kinds[number % len(kinds)]])
    return course


def hand_in(course: Course, student: str, data: bytes) -> None:
    """Put a notebook where a student's submission belongs."""
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "warm_up.ipynb").write_bytes(data)


def verdicts(course: Course) -> dict[str, Any]:
    """Read what is in autograded/, without what differs from run to run."""
    found = {}
    for path in sorted(course.autograded.glob(f"*/{ASSIGNMENT}/verdict.json")):
        data = json.loads(path.read_text())
        for timed in (data, *data["questions"]):
            timed.pop("seconds")
        data.pop("key", None)
        found[data.pop("student")] = data
    return found


def graded_notebooks(course: Course) -> dict[str, Any]:
    """Read the graded notebooks."""
    found = sorted(course.autograded.glob(f"*/{ASSIGNMENT}/warm_up.ipynb"))
    return {path.parents[1].name: json.loads(path.read_text()) for path in found}


def scores(course: Course) -> dict[str, list[Any]]:
    """Read the gradebook: of each student a list with one entry for each submission."""
    found: dict[str, list[Any]] = {}
    with Gradebook(course.gradebook_url) as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            grades = {g.name: g.auto_score for n in submission.notebooks for g in n.grades}
            found.setdefault(submission.student.id, []).append(grades)
    return found


def start_viva(course: Course, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start ``viva`` in the course folder."""
    command = [sys.executable, "-c", "from viva.cli import main; main()", *arguments]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    return subprocess.Popen(
        command,
        cwd=course.root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # Where tests run in the background of a shell, Ctrl-C is ignored, and so by their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        **options,
    )


def viva(course: Course, *arguments: str, **options: Any) -> tuple[int, str]:
    """Run ``viva`` in the course folder; give its code and what it said."""
    process = start_viva(course, *arguments, **options)
    said, _ = process.communicate(timeout=600)
    return process.returncode, said
