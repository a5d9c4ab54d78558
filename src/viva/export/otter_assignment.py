"""Write an assignment for otter-grader: what students get, and what grades it."""

from __future__ import annotations

import glob
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from viva.course.bundle import IGNORED, make_bundle
from viva.course.layout import CONFIG_NAME, Assignment, Course
from viva.export.otter_notebook import for_instructors, for_students
from viva.export.otter_tests import ExportProblem, all_tests
from viva.export.sitting import COURSE
from viva.files import replacing
from viva.grading.bundle import Bundle
from viva.release.build import build_release, own_part
from viva.release.leaks import find_leaks

# No seed: otter would set the streams of random numbers anew before every cell.
OTTER_CONFIG = {"show_hidden": False}


def export_otter(course: Course, assignment: Assignment, destination: Path) -> Path:
    """Write ``student/`` and ``autograder/`` of an assignment.

    Parameters
    ----------
    destination
        The folder for all assignments, usually ``dist/otter``. What it holds for this one is
        replaced when everything is written.

    Returns
    -------
    Path
        ``destination/<assignment>``, or ``destination/<assignment>/<notebook>`` of several.

    Raises
    ------
    ExportProblem
        If a test cannot be put in otter's terms, or if anything that students must not see is in
        what they would get.
    ReleaseError
        If the source notebook cannot be released.
    """
    bundle = make_bundle(assignment)
    target = destination / assignment.label
    with replacing(target) as made:
        write_student(course, assignment, bundle, made / "student")
        write_autograder(course, assignment, bundle, made / "autograder")
    return target


def write_student(course: Course, assignment: Assignment, bundle: Bundle, folder: Path) -> None:
    """Write what students get, and search it as a release is searched."""
    with tempfile.TemporaryDirectory() as built:
        released = build_release(course, assignment, Path(built))
        with own_part(assignment, released) as own:
            shutil.copytree(own, folder)
    path = folder / f"{assignment.notebook_name}.ipynb"
    _write(path, for_students(bundle, json.loads(path.read_text(encoding="utf-8"))))
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    leaks = find_leaks(source, folder, assignment.exam_texts())
    if leaks:
        raise ExportProblem("\n".join(leaks))


def write_autograder(course: Course, assignment: Assignment, bundle: Bundle, folder: Path) -> None:
    """Write the instructor's notebook, all tests, and the course that the tests ask."""
    (folder / "tests").mkdir(parents=True)
    for question in bundle.questions:
        if not question.written:
            text = all_tests(bundle, question)
            (folder / "tests" / f"{question.id}.py").write_text(text, encoding="utf-8")
    _write(folder / f"{assignment.notebook_name}.ipynb", for_instructors(bundle))
    (folder / "otter_config.json").write_text(json.dumps(OTTER_CONFIG, indent=1) + "\n")
    for name, content in bundle.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_course(course, [assignment], folder / COURSE)


def write_course(course: Course, notebooks: Sequence[Assignment], folder: Path) -> None:
    """Write a course of one assignment: these notebooks of it, their exams and the settings."""
    first = notebooks[0]
    wanted = {each.notebook_name for each in notebooks}
    others = (f"{name}.ipynb" for name in first.siblings if name not in wanted)
    ignored = shutil.ignore_patterns(*IGNORED, *map(glob.escape, others))
    source = folder / course.source.relative_to(course.root) / first.name
    shutil.copytree(first.source_path.parent, source, ignore=ignored)
    shutil.copy(course.root / CONFIG_NAME, folder)
    for exam in filter(None, (each.exam_path for each in notebooks)):
        exams = folder / "tests" / "hidden"
        exams.mkdir(parents=True, exist_ok=True)
        if exam.is_dir():
            shutil.copytree(exam, exams / exam.name, ignore=ignored)
        else:
            shutil.copy(exam, exams)


def _write(path: Path, notebook: dict[str, Any]) -> None:
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
