"""The files of an exam: a package with one file for each question, and the list of them."""

from __future__ import annotations

import ast
from pathlib import Path

from viva.course.layout import UsageProblem
from viva.exam.load import START, exam_in

EMPTY = '''"""The exam of {assignment}."""

from viva.exam import Exam

exam = Exam("{name}", [])


@exam.given
def given():
    """Return what the notebook's own cells define, for answers that use it."""
    return {{}}
'''


def add_question(exams: Path, assignment: str, name: str, question: str, text: str) -> Path:
    """Write a question's file into the exam `name`, which is made if there is none.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageProblem
        If there is such a file, or the exam's list of questions cannot be found.
    """
    package = exam_in(exams, name)
    if package is not None and package.is_file():
        raise UsageProblem(
            f"{package} is an exam in one file. Make it the folder {package.with_suffix('')} with "
            f"the file {START}, and call this again."
        )
    folder = exams / name
    start = folder / START
    path = folder / f"{question}.py"
    if path.exists():
        raise UsageProblem(f"{path} exists already: choose another name, or move it away.")
    listed = start.read_text(encoding="utf-8") if start.is_file() else ""
    listed = listed or EMPTY.format(assignment=assignment, name=name)
    changed = with_question(listed, question)
    if changed is None:
        raise UsageProblem(
            f"{start} has no list of questions such as exam = Exam({name!r}, [...]). Write it so, "
            "and call this again."
        )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    start.write_text(changed, encoding="utf-8")
    return path


def with_question(text: str, question: str) -> str | None:
    """Return an exam's first file with one more question in its list; None if it has no list."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return None
    lines = text.split("\n")
    place = next(
        (
            call.args[1]
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "Exam"
            and len(call.args) > 1
            and isinstance(call.args[1], ast.List)
        ),
        None,
    )
    if not isinstance(place, ast.List) or place.end_lineno is None:
        return None
    end = place.end_lineno - 1
    column = len(lines[end].encode()[: place.end_col_offset or 0].decode()) - 1
    before = lines[end][:column]
    if place.elts and place.end_lineno > place.lineno:
        indent = " " * place.elts[-1].col_offset
        lines[end : end + 1] = [f"{indent}{question}.q,", lines[end]]
    else:
        comma = ", " if place.elts else ""
        lines[end] = f"{before}{comma}{question}.q{lines[end][column:]}"
    last = max(
        (
            node.end_lineno or 0
            for node in tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
        ),
        default=0,
    )
    own = f"from . import {question}"
    previous = lines[last - 1] if last else ""
    gap = [] if previous.startswith("from .") else [""]
    lines[last:last] = [*gap, own]
    return "\n".join(lines)
