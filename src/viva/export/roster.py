"""Read the instructor's list of students: their ids here, and in the systems that get their grades.

A CSV file with a header. ``student`` is the id in nbgrader's gradebook; which of the other columns
are needed depends on the system::

    student,name,email,canvas_id,sis_user_id
    novak,"Nováková, Zoë",zoe@example.org,4711,S-17
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from viva.course.layout import UsageProblem

STUDENT = "student"
COLUMNS = (
    *(STUDENT, "name", "first_name", "last_name", "email", "section"),
    *("canvas_id", "sis_user_id", "sis_login_id"),
    *("username", "id_number", "moodle_id", "sid", "ilias_id", "github"),
)


@dataclass
class Roster:
    """Students by their id here.

    Attributes
    ----------
    students
        What is known of each: text by column, empty texts left out.
    problems
        Sentences on rows that could not be used, with their line.
    """

    students: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_roster(path: Path) -> Roster:
    """Read a list of students; rows that cannot be used become problems.

    Raises
    ------
    UsageProblem
        If it is no CSV file with a header that says ``student``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageProblem(f"{path} cannot be read as UTF-8 text: {error}.") from error
    rows = _rows(text)
    header = [name.strip().lower().replace(" ", "_") for name in next(rows, (0, []))[1]]
    if STUDENT not in header or len(set(header)) < len(header):
        raise UsageProblem(
            f"{path} must begin with a line of distinct column names, including {STUDENT!r}. "
            f"Known columns: {', '.join(COLUMNS)}."
        )
    unknown = sorted(set(header) - set(COLUMNS))
    if unknown:
        listed = ", ".join(COLUMNS)
        raise UsageProblem(f"{path}: unknown column {', '.join(unknown)}. Known columns: {listed}.")
    roster = Roster()
    seen: dict[tuple[str, str], int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        problem = ""
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        row = {name: cell for name, cell in row.items() if cell}
        if len(cells) != len(header):
            problem = f"it has {len(cells)} cells instead of {len(header)}"
        elif STUDENT not in row:
            problem = f"the column {STUDENT} is empty"
        else:
            keys = [(n, row[n]) for n in (STUDENT, "canvas_id", "moodle_id") if n in row]
            double = next((key for key in keys if key in seen), None)
            if double is not None:
                problem = f"{double[0]} {double[1]} is also in line {seen[double]}"
            else:
                seen |= dict.fromkeys(keys, line)
        if problem:
            roster.problems.append(f"{path.name}, line {line}: {problem}.")
        else:
            roster.students[row[STUDENT]] = row
    return roster


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of the line where it begins."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1
