"""Pack an autograder for Gradescope: one that stock otter-grader grades with, too.

otter-grader packs its part. What Gradescope runs (``setup.sh``, ``run_autograder``) is replaced: it
installs what is locked, with uv, and grades through the judge and the sandbox.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib import resources
from pathlib import Path

from viva.course.layout import Assignment, Course
from viva.export.otter_assignment import export_otter
from viva.export.otter_tests import ExportProblem

ZIP = "autograder.zip"
SETTINGS = "viva.json"
LOCKED = ("requirements.txt", "requirements-uv.txt")
SCRIPTS = ("setup.sh", "run_autograder")
# What belongs to otter's own set-up, which installs Miniforge, TeX and a browser.
REPLACED = frozenset({*SCRIPTS, "run_otter.py", "environment.yml"})
# Files in a zip bear a date; with one that never changes the same course makes the same zip.
DATE = (1980, 1, 1, 0, 0, 0)


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
        As `export_otter` does, or if something that must be in the zip is not in the course, or
        cannot be built.
    """
    locked = {name: course.root / name for name in LOCKED}
    for name, path in locked.items():
        if not path.is_file():
            raise ExportProblem(
                f"{course.root} has no {name}: the zip installs what that file locks."
            )
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        folder = export_otter(course, assignment, work) / "autograder"
        wheel = viva_wheel(course, work / "wheel")
        packed = pack_with_otter(folder, work / ZIP)
        target = destination / assignment.name / ZIP
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = work / "fresh.zip"
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in sorted(packed.items()):
                _add(archive, entry, content)
            for script in SCRIPTS:
                _add(archive, script, _script(script), executable=True)
            for entry, path in locked.items():
                _add(archive, entry, path.read_bytes())
            _add(archive, wheel.name, wheel.read_bytes())
            settings = {"visibility": visibility}
            _add(archive, SETTINGS, (json.dumps(settings) + "\n").encode())
        shutil.copyfile(fresh, target)
    return target


def pack_with_otter(folder: Path, path: Path) -> dict[str, bytes]:
    """Have otter-grader pack the tests, the settings and the files of an autograder folder.

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


def viva_wheel(course: Course, folder: Path) -> Path:
    """Find the wheel of viva beside the course, or build it where the course is viva's own.

    Raises
    ------
    ExportProblem
        If it can neither be found nor built.
    """
    if not (course.root / "src" / "viva").is_dir():
        found = sorted(course.root.glob("viva-*.whl"))
        if not found:
            raise ExportProblem(
                f"{course.root} has no viva-*.whl: the zip installs viva from there."
            )
        return found[-1]
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    wheels = sorted(folder.glob("viva-*.whl"))
    if done.returncode or not wheels:
        said = (done.stderr or done.stdout).strip().splitlines() or ["it says nothing"]
        raise ExportProblem(f"The wheel of viva cannot be built: {said[-1]}")
    return wheels[-1]


def _script(name: str) -> bytes:
    return (resources.files("viva.export") / "gradescope" / name).read_bytes()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.external_attr = (0o755 if executable else 0o644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
