"""Take the submissions that Moodle or Canvas packed into a zip into ``submitted/``.

Moodle gives each student a folder, ``Full Name_12345_assignsubmission_file/notebook.ipynb``, or
puts the same before the file's name. Canvas names files
``lastnamefirstname_LATE_USER_ATTACHMENT_notebook-1.ipynb``, where LATE is only there for late ones,
a newer attachment has a larger number, and -1 counts the uploads of the same name.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.plugins import FileNameCollectorPlugin

from viva.course.handed_in import MAX_FILE_BYTES, MAX_FILES
from viva.course.layout import Assignment, Course, UsageProblem
from viva.export.roster import Roster
from viva.grading.read import MAX_BYTES

MOODLE = re.compile(
    r"(?:.*/)?(?P<name>[^/]+?)_(?P<user>\d+)_assignsubmission_file(?:_?/|_)(?P<file>[^/].*)"
)
CANVAS = re.compile(
    r"(?:.*/)?(?P<name>[^/_]+)_(?:(?P<late>LATE)_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)"
)
COPY = re.compile(r"-\d+$")


@dataclass(frozen=True)
class Upload:
    """One file of the zip.

    Attributes
    ----------
    entry
        Its name in the zip.
    system
        ``moodle`` or ``canvas``.
    name, user
        The student, as the system calls them.
    file
        The file's own name.
    late
        Whether the system says that it came late.
    order
        The larger, the newer.
    """

    entry: str
    system: str
    name: str
    user: str
    file: str
    late: bool
    order: tuple[int, ...]
    size: int


@dataclass
class Collected:
    """What was taken from a zip.

    Attributes
    ----------
    students
        Those whose submissions landed.
    late
        Those of them that the system marked as late.
    replaced
        Those of them who had handed in something else before.
    problems
        Sentences on what did not land.
    """

    students: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class CollectProblem(UsageProblem):
    """Nothing can be taken from a file; the message says why."""


def read_uploads(archive: zipfile.ZipFile, collected: Collected) -> list[Upload]:
    """Return the files of a zip that Moodle or Canvas named; the others become problems."""
    uploads = []
    for entry in archive.infolist():
        if entry.is_dir() or PurePosixPath(entry.filename).name.startswith("."):
            continue
        upload = read_name(entry)
        if upload is None:
            collected.problems.append(
                f"{entry.filename} is not named as Moodle or Canvas names submissions."
            )
        else:
            uploads.append(upload)
    return uploads


def read_name(entry: zipfile.ZipInfo) -> Upload | None:
    """Return the upload that a file's name describes, or None if it describes none."""
    name = unicodedata.normalize("NFC", entry.filename)
    moodle = MOODLE.fullmatch(name)
    if moodle:
        system, found, order = "moodle", moodle.groupdict(), tuple(entry.date_time)
    else:
        canvas = CANVAS.fullmatch(name)
        if canvas is None:
            return None
        system, found, order = "canvas", canvas.groupdict(), (int(canvas["attachment"]),)
    file = PurePosixPath(found["file"]).name
    late = bool(found.get("late"))
    return Upload(
        entry.filename, system, found["name"], found["user"], file, late, order, entry.file_size
    )


def original_name(file: str, notebook: str) -> str:
    """Return the name that a file had before Canvas, or a browser, numbered it."""
    path = PurePosixPath(file)
    stem = re.sub(r" ?\(\d+\)$", "", COPY.sub("", path.stem))
    same = path.suffix.lower() == ".ipynb" and stem.lower() == notebook.lower()
    return f"{notebook}.ipynb" if same else path.name


def newest(uploads: Iterable[Upload], notebook: str) -> dict[str, Upload]:
    """Return the newest upload of each file of one student."""
    chosen: dict[str, Upload] = {}
    for upload in sorted(uploads, key=lambda each: each.order):
        chosen[original_name(upload.file, notebook)] = upload
    return chosen


def students_of_uploads(
    uploads: Iterable[Upload], roster: Roster | None, collected: Collected
) -> dict[str, list[Upload]]:
    """Group the uploads by student.

    Without a list of students they are called as the system calls them: by the user's number in
    Canvas, by the full name in Moodle, whose numbers are others for each assignment.
    """
    by_user: dict[tuple[str, str], list[Upload]] = {}
    for upload in uploads:
        by_user.setdefault((upload.system, upload.user), []).append(upload)
    names = Counter(plain_name(each[0].name) for each in by_user.values())
    found: dict[str, list[Upload]] = {}
    for (system, user), theirs in by_user.items():
        name = theirs[0].name
        alone = names[plain_name(name)] == 1
        if roster is not None:
            student = find_student(roster, system, user, name if alone else "")
            if student is None:
                collected.problems.append(
                    f"{name} ({system} {user}) is not in the list of students: "
                    f"{', '.join(each.file for each in theirs)} not imported."
                )
                continue
        elif system == "canvas":
            student = user
        else:
            student = name if alone else f"{name} {user}"
        found.setdefault(student, []).extend(theirs)
    return found


def find_student(roster: Roster, system: str, user: str, name: str) -> str | None:
    """Return the student with the system's number, or else with a name that only one has."""
    for student, row in roster.students.items():
        if row.get(f"{system}_id") == user:
            return student
    wanted = plain_name(name)
    same = [
        student
        for student, row in roster.students.items()
        if wanted and wanted in map(plain_name, _spellings(row))
    ]
    return same[0] if len(same) == 1 else None


def _spellings(row: Mapping[str, str]) -> list[str]:
    """Return the ways a student's name may be written; Canvas puts the last name first."""
    name = row.get("name", "")
    last, comma, first = name.partition(",")
    written = [name, f"{first} {last}"] if comma else [name]
    if row.get("first_name") and row.get("last_name"):
        written.append(f"{row['first_name']} {row['last_name']}")
        written.append(f"{row['last_name']} {row['first_name']}")
    if comma:
        written.append(f"{last} {first}")
    return written


def plain_name(name: str) -> str:
    """Return a name without what systems leave out or write differently."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def collect(
    course: Course, assignment: Assignment, path: Path, roster: Roster | None = None
) -> Collected:
    """Take the submissions of one assignment from a zip.

    A student's earlier submission is replaced.

    Raises
    ------
    CollectProblem
        If the file is no zip, or nothing in it is a submission.
    """
    collected = Collected()
    with _open(path) as archive, tempfile.TemporaryDirectory() as folder:
        uploads = read_uploads(archive, collected)
        if not uploads:
            raise CollectProblem(
                f"{path} holds no file named as Moodle or Canvas names submissions."
            )
        destinations: dict[str, tuple[str, str]] = {}
        taken = Path(folder) / assignment.name / "extracted"
        taken.mkdir(parents=True)
        for student, theirs in students_of_uploads(uploads, roster, collected).items():
            problem = "" if is_valid_id(student) else "cannot be used as a student's id"
            chosen = newest(theirs, assignment.notebook_name)
            if len(chosen) > MAX_FILES:
                problem = f"has more than {MAX_FILES} files"
            if problem:
                collected.problems.append(f"{student} {problem}.")
                continue
            landed = False
            for number, (file, upload) in enumerate(chosen.items()):
                if upload.size > (MAX_BYTES if file.endswith(".ipynb") else MAX_FILE_BYTES):
                    collected.problems.append(f"{upload.entry} is too large to be graded.")
                    continue
                target = taken / f"{len(destinations)}-{number}{PurePosixPath(file).suffix}"
                try:
                    with archive.open(upload.entry) as source, target.open("wb") as copy:
                        shutil.copyfileobj(source, copy)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
                    collected.problems.append(f"{upload.entry} cannot be unpacked: {error}.")
                    target.unlink(missing_ok=True)
                    continue
                destinations[str(target)] = (student, file)
                landed = True
            if landed:
                collected.students.append(student)
                if any(upload.late for upload in chosen.values()):
                    collected.late.append(student)
                if (course.submitted / student / assignment.name).exists():
                    collected.replaced.append(student)
        collect_with_nbgrader(course, assignment, Path(folder), destinations)
    collected.students.sort()
    return collected


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise CollectProblem(f"{path} is not a readable zip file: {error}.") from error


def is_valid_id(student: str) -> bool:
    """Return whether an id can be the name of a folder, as nbgrader requires."""
    return (
        bool(student)
        and student == student.strip()
        and not student.startswith(".")
        and student.isprintable()
        and not set(student) & set('/\\:*?"<>|+')
        and len(student.encode()) < 200
    )


class _Known(FileNameCollectorPlugin):
    """Tells nbgrader whose a file is, which is known already."""

    destinations: Mapping[str, tuple[str, str]] = {}

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        found = self.destinations.get(submitted_file)
        return {"student_id": found[0], "file_id": found[1]} if found else None


def collect_with_nbgrader(
    course: Course,
    assignment: Assignment,
    folder: Path,
    destinations: Mapping[str, tuple[str, str]],
) -> None:
    """Copy the files into ``submitted/`` through nbgrader's zip_collect."""
    structure = str(folder / "{assignment_id}" / "{collect_step}")
    app = ZipCollectApp(force=True, collect_directory_structure=structure)
    app.coursedir = course.nbgrader_directory(assignment_id=assignment.name)
    app.log.disabled = True
    app.collector_plugin_inst = _Known(parent=app)
    app.collector_plugin_inst.destinations = destinations
    try:
        app.process_extracted_files()
    finally:
        app.log.disabled = False
