"""Pack an autograder for Gradescope: one that stock otter-grader grades with, too.

otter-grader packs its part. What Gradescope runs (``setup.sh``, ``run_autograder``) is replaced: it
installs what is locked, with uv, and grades through the judge and the sandbox.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from viva.course.bundle import make_bundle
from viva.course.layout import Assignment, Course
from viva.export.otter_assignment import export_otter, write_course
from viva.export.otter_tests import ExportProblem
from viva.export.sitting import COURSE
from viva.release.packing import (
    build_wheel,
    packed,
    project_folder,
    viva_wheel,
    without_viva,
)

ZIP = "autograder.zip"
SETTINGS = "viva.json"
LOCKED, UV = "requirements.txt", "requirements-uv.txt"
# Only for a notebook that uses PyTorch.
FOR_TORCH = ("torch", "requirements-torch.txt")
SCRIPTS = ("setup.sh", "run_autograder")
# What belongs to otter's own set-up, which installs Miniforge, TeX and a browser.
REPLACED = frozenset({*SCRIPTS, "run_otter.py", "environment.yml"})


def export_gradescope(
    course: Course, assignment: Assignment, destination: Path, visibility: str = "visible"
) -> Path:
    """Write ``autograder.zip`` of an assignment.

    Parameters
    ----------
    destination
        The folder for all assignments, usually ``dist/gradescope``.
    visibility
        When students see their points and messages, in Gradescope's words: ``visible``,
        ``after_due_date``, ``after_published`` or ``hidden``.

    Returns
    -------
    Path
        The zip.

    Raises
    ------
    ExportProblem
        As `export_otter` does, or if something that must be in the zip is not in the course.
    ReleaseError
        If viva's wheel cannot be built.
    """
    locked = _locked(course, [assignment])
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = export_otter(course, assignment, work) / "autograder"
        wheel, content = wheel_for(course)
        members = pack_with_otter(folder, work / ZIP) | {wheel: content} | locked
    return _write_zip(course, members, destination / assignment.label, visibility)


def export_gradescope_together(
    course: Course, notebooks: Sequence[Assignment], destination: Path, visibility: str = "visible"
) -> Path:
    """Write one ``autograder.zip`` for all notebooks of an assignment, which are handed in as one.

    otter-grader grades one notebook at a time, so nothing of its is in this zip. For the other
    parameters and what is raised see `export_gradescope`.
    """
    members = _locked(course, notebooks)
    wheel, content = wheel_for(course)
    members[wheel] = content
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / COURSE
        write_course(course, notebooks, folder)
        members |= {
            f"files/{COURSE}/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
    return _write_zip(course, members, destination / notebooks[0].name, visibility)


def _locked(course: Course, notebooks: Sequence[Assignment]) -> dict[str, bytes]:
    """Return the lists of packages that notebooks need, without viva itself."""
    package, needs = FOR_TORCH
    uses_torch = any(package in make_bundle(each).optional.values() for each in notebooks)
    locked = {name: course.root / name for name in (LOCKED, *([needs] if uses_torch else []))}
    for name, path in locked.items():
        if not path.is_file():
            raise ExportProblem(
                f"{course.root} has no {name}: the autograder installs the packages that it lists."
            )
    return {name: without_viva(path.read_bytes()) for name, path in locked.items()}


def _write_zip(course: Course, members: Mapping[str, bytes], folder: Path, visibility: str) -> Path:
    """Write the zip into a folder, with what sets it up, and return its path."""
    members = dict(members) | {script: _script(script) for script in SCRIPTS}
    members[UV] = uv_requirements(course)
    members[SETTINGS] = (json.dumps({"visibility": visibility}) + "\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / ZIP
    target.write_bytes(packed(members, executable=SCRIPTS))
    return target


def pack_with_otter(folder: Path, path: Path) -> dict[str, bytes]:
    """Pack the tests, the settings and the files of an autograder folder with otter-grader.

    Returns
    -------
    dict
        The content of each file that grading needs, by its name in the zip.
    """
    from otter.generate import main as generate

    beside = [each.name for each in folder.iterdir()]
    files = [n for n in beside if n not in ("tests", "otter_config.json") and n[-6:] != ".ipynb"]
    with contextlib.chdir(folder):
        generate(
            tests_dir="tests",
            output_path=str(path),
            config="otter_config.json",
            lang="python",
            no_requirements=True,
            no_environment=True,
            files=sorted(files),
        )
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name not in REPLACED}


def wheel_for(course: Course) -> tuple[str, bytes]:
    """Return the wheel beside the course, or else the one of the viva that runs.

    Returns
    -------
    tuple
        Its file name and its content.

    Raises
    ------
    ReleaseError
        If it cannot be made.
    """
    if (course.root / "src" / "viva").is_dir():
        return build_wheel(course.root)
    found = sorted(course.root.glob("viva_autograder-*.whl"))
    return (found[-1].name, found[-1].read_bytes()) if found else viva_wheel()


def uv_requirements(course: Course) -> bytes:
    """Return the file that locks uv: the course's, or the one that comes with viva."""
    project = project_folder()
    folders = [course.root, *([project] if project is not None else [])]
    places = [
        *(folder / UV for folder in folders),
        resources.files("viva.export") / "gradescope" / UV,
    ]
    return next(place for place in places if place.is_file()).read_bytes()


def _script(name: str) -> bytes:
    return (resources.files("viva.export") / "gradescope" / name).read_bytes()
