"""Write the gradebook's scores in the columns that a learning management system imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Gradebook

from viva.export.roster import Roster
from viva.report.spreadsheet import plain_id, plain_text

Row = Mapping[str, str]


@dataclass(frozen=True)
class Format:
    """The columns of one system.

    Attributes
    ----------
    columns
        Header of each column that says who a student is, with where it comes from.
    needs
        Columns of the list of students of which one must be filled in.
    maximum
        The name of a column of its own for the points to be had, or nothing.
    points_row
        What begins a second line that holds those points, or nothing.
    """

    columns: Mapping[str, Callable[[Row], str]]
    needs: tuple[str, ...] = ()
    maximum: str = ""
    points_row: str = ""


def _id(name: str) -> Callable[[Row], str]:
    """Return what takes an id of a student, by which a system finds them."""
    return lambda row: plain_id(row.get(name, ""))


def _text(take: Callable[[Row], str]) -> Callable[[Row], str]:
    """Return what takes a text that people read, and nothing is found by."""
    return lambda row: plain_text(take(row))


def section(row: Row) -> str:
    """Return a student's group."""
    return row.get("section", "")


def full_name(row: Row) -> str:
    """Return a student's full name, composed of its parts where there is none."""
    return row.get("name") or " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))


def first_name(row: Row) -> str:
    """Return the first name, taken from the full name where there is no other."""
    return row.get("first_name") or _parts(row)[0]


def last_name(row: Row) -> str:
    """Return the last name, taken from the full name where there is no other."""
    return row.get("last_name") or _parts(row)[1]


def _parts(row: Row) -> tuple[str, str]:
    name = row.get("name", "")
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.rpartition(" ")
    return first.strip(), last.strip()


FORMATS = {
    # Canvas finds a student by the first of its three ids that is filled in.
    "canvas": Format(
        columns={
            "Student": _text(full_name),
            "ID": _id("canvas_id"),
            "SIS User ID": _id("sis_user_id"),
            "SIS Login ID": _id("sis_login_id"),
            "Section": _text(section),
        },
        needs=("canvas_id", "sis_user_id", "sis_login_id"),
        points_row="    Points Possible",
    ),
    # At the import one says by which of these Moodle finds a student.
    "moodle": Format(
        columns={
            "Full name": _text(full_name),
            "Username": _id("username"),
            "ID number": _id("id_number"),
            "Email address": _id("email"),
        },
        needs=("username", "id_number", "email"),
    ),
    "gradescope": Format(
        columns={
            "First Name": _text(first_name),
            "Last Name": _text(last_name),
            "SID": _id("sid"),
            "Email": _id("email"),
            "Sections": _text(section),
        },
        needs=("email", "sid"),
        maximum="{title} - Max Points",
    ),
    "csv": Format(
        columns={"student": _id("student"), "name": _text(full_name), "email": _id("email")},
        maximum="{title} max",
    ),
}


@dataclass(frozen=True)
class Scores:
    """The scores of one assignment.

    Attributes
    ----------
    maximum
        The points to be had.
    points
        Points by student, what is taken off for being late subtracted.
    waiting
        Students with written answers that nobody has marked yet.
    """

    assignment: str
    maximum: float
    points: Mapping[str, float]
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A file for import.

    Attributes
    ----------
    unmapped
        Students with scores who are not in it, since the system would not find them.
    disarmed
        Ids that a spreadsheet would take for formulas, and that are not written as they are.
    """

    text: str
    rows: int
    unmapped: tuple[str, ...]
    disarmed: tuple[str, ...] = ()


def read_scores(gradebook: Gradebook, assignment: str) -> Scores:
    """Read the scores of an assignment; students who handed in nothing have none.

    Raises
    ------
    nbgrader.api.MissingEntry
        If the gradebook does not know the assignment.
    """
    found = gradebook.find_assignment(assignment)
    points = {}
    waiting = []
    for submission in gradebook.assignment_submissions(assignment):
        late = submission.late_submission_penalty or 0.0
        points[submission.student.id] = max(0.0, submission.score - late)
        grades = (grade for notebook in submission.notebooks for grade in notebook.grades)
        # What a person marked is flagged, too, once it has been graded again.
        if any(grade.needs_manual_grade and unmarked(grade) for grade in grades):
            waiting.append(submission.student.id)
    return Scores(assignment, float(found.max_score), points, tuple(sorted(waiting)))


def unmarked(grade: Any) -> bool:
    """Return whether neither the grader nor a person has given a score."""
    return grade.auto_score is None and grade.manual_score is None


def read_students(gradebook: Gradebook) -> dict[str, dict[str, str]]:
    """Read what the gradebook knows of its students."""
    return {
        student.id: {
            "student": student.id,
            **{
                name: value
                for name in ("first_name", "last_name", "email")
                if (value := getattr(student, name))
            },
        }
        for student in gradebook.students
    }


def write_grades(
    kind: str,
    scores: Sequence[Scores],
    known: Mapping[str, Row],
    roster: Roster | None,
    titles: Mapping[str, str] | None = None,
) -> Exported:
    """Write the scores of some assignments as one file.

    Parameters
    ----------
    kind
        A key of `FORMATS`.
    known
        What the gradebook knows of each student.
    roster
        The instructor's list; what it says goes first.
    titles
        What the system calls an assignment, where that is not its name here.
    """
    form = FORMATS[kind]
    names = [(titles or {}).get(each.assignment, each.assignment) for each in scores]
    header = list(form.columns)
    limits = [""] * len(header)
    for name, each in zip(names, scores, strict=True):
        header.append(name)
        limits.append(number(each.maximum))
        if form.maximum:
            header.append(form.maximum.format(title=name))
            limits.append("")
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    if form.points_row:
        writer.writerow([form.points_row, *limits[1:]])
    rows, unmapped, disarmed = 0, [], []
    listed = roster.students if roster else {}
    for student in sorted(set().union(*(each.points for each in scores))):
        row = {**known.get(student, {}), **listed.get(student, {}), "student": student}
        if (roster and student not in listed) or not _found(form, row):
            unmapped.append(student)
            continue
        cells = [take(row) for take in form.columns.values()]
        ids = (row.get(name, "") for name in form.needs or ("student",))
        disarmed += [each for each in ids if plain_id(each) != each]
        for each in scores:
            cells.append(number(each.points[student]) if student in each.points else "")
            if form.maximum:
                cells.append(number(each.maximum))
        writer.writerow(cells)
        rows += 1
    return Exported(file.getvalue(), rows, tuple(unmapped), tuple(disarmed))


def _found(form: Format, row: Row) -> bool:
    """Return whether the system can find this student."""
    return not form.needs or any(row.get(name) for name in form.needs)


def number(value: float) -> str:
    """Return points as text, without trailing zeros."""
    return f"{round(value, 4):.10g}"
