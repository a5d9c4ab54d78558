"""``nbgrader collect`` and the formgrader's button: submissions from the exchange, by our door.

Students write into the exchange's inbound folder. nbgrader follows links there, and a folder whose
name holds no time ends the collection for everybody. `nbgrader_config.py` names the plugin below.
"""

from __future__ import annotations

import os
import pwd
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect

from viva.classroom.gradebook import GradebookProblem, open_gradebook
from viva.course.hand_in_time import keep_time, tolerant_times
from viva.course.layout import Course
from viva.course.taken import copy_files

NOBODY = ""


class Collect(ExchangeCollect):  # type: ignore[misc]
    """Collects submissions; no link is followed, and what is odd costs nobody but its owner."""

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Choose the newest submission of each student, of those that are the student's own."""
        tolerant_times(self.coursedir, self.log)
        super().init_src()
        self.src_records = [each for each in self.src_records if each["username"] != NOBODY]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Return whose a folder is and when it was handed in, as its name says."""
        nobodys = {
            "username": NOBODY,
            "filename": os.path.basename(path),
            "timestamp": datetime.min,
        }
        parts = os.path.basename(path).rsplit("+", 3)
        try:
            if len(parts) < 3 or parts[1] != self.coursedir.assignment_id or os.path.islink(path):
                raise ValueError("no name of a submission")
            record: dict[str, Any] = super()._path_to_record(path)
            owner = self._other_owner(path, record["username"])
        except Exception:  # noqa: BLE001 - a time that is none raises errors of many kinds
            self.log.warning("%r in the exchange is no submission: not collected.", path)
            return nobodys
        if owner:
            self.log.warning("%r was handed in by %s: not collected.", path, owner)
            return nobodys
        return record

    def copy_files(self) -> None:
        """Copy what was handed in, and name the students whom the gradebook has no name for."""
        super().copy_files()
        try:
            name_students(
                Course(Path(self.coursedir.root)), [each["username"] for each in self.src_records]
            )
        except GradebookProblem as problem:
            self.log.warning("Students keep their accounts' names: %s", problem)

    def _other_owner(self, path: str, student: str) -> str:
        """Return the owner of a folder, if that is neither the student nor this user."""
        if not self.check_owner:
            return ""
        user = os.lstat(path).st_uid
        try:
            owner = pwd.getpwuid(user).pw_name
        except KeyError:
            return ""  # in containers students may have no names
        return "" if owner == student or user == os.getuid() else owner

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a submission's ordinary files."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(src)
            copy = Path(folder) / Path(dest).parent.name / Path(dest).name
            copy.mkdir(parents=True)
            for name, why in copy_files(copy, path.parent, path.name).items():
                self.log.warning("%s: %r is left out: %s.", path.name, name, why)
            # The formgrader's pages fail for all where one time cannot be read.
            problem = keep_time(copy)
            if problem:
                self.log.warning("%s: %s", path.name, problem)
            super().do_copy(str(copy), dest, log)


def name_students(course: Course, students: list[str]) -> None:
    """Put the full names of students' accounts into the gradebook, where it has none.

    Students of a hub are accounts of its machine; of others there is nothing to be had here.

    Raises
    ------
    GradebookProblem
        If the gradebook cannot be read or written.
    """
    names = {student: account_name(student) for student in students}
    if not any(names.values()):
        return
    with open_gradebook(course) as gradebook:
        known = {each.id: each.first_name or each.last_name for each in gradebook.students}
        for student, name in names.items():
            if name and not known.get(student):
                first, _, last = name.rpartition(" ")
                gradebook.update_or_create_student(student, first_name=first, last_name=last)


def account_name(student: str) -> str:
    """Return the full name of an account of this machine; empty if there is none."""
    try:
        return " ".join(pwd.getpwnam(student).pw_gecos.split(",")[0].split())
    except (KeyError, ValueError):  # of a name that holds a null character
        return ""
