"""Drafts of exams: for each question with inline tests a file to fill in, with those beside it.

A draft is inert in ``drafts/``. The question goes on being graded by its inline tests until
somebody moves the file into ``tests/hidden/`` and puts the line into the test cell that asks the
exam.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from viva.authoring.cells import hidden_line
from viva.grading.cells import (
    HIDDEN_MARK,
    grade_id,
    is_answer,
    is_inline_test,
    nbgrader,
    solution,
    source,
    visible,
)
from viva.grading.python_source import UNREADABLE, as_python, tree_of

FOLDER = "drafts"
HEAD = '''"""{question}: say in a line what the answer is.

To move this question into the exam:
1. Write the reference, and a case for each of the tests below. A case returns what the candidate
   answers; it is compared with what the reference answers.
2. Add wrong answers with hints, and right answers: q.wrong(...), q.right(...).
3. Move this file to tests/hidden/{exam}/, and list {module}.q in the Exam of its __init__.py.
4. Leave the answer one test cell, {question}_test, and put in the place of its hidden tests:
{line}
"""

from viva.exam import Question

q = Question("{question}")
'''


def write_drafts(course: Path, exam: str, cells: Iterable[Mapping[str, Any]]) -> list[Path]:
    """Write a draft for each answer of a notebook whose tests are inline; return the files."""
    tests: dict[str, list[Mapping[str, Any]]] = {}
    answers: dict[str, Mapping[str, Any]] = {}
    above = ""
    for cell in cells:
        if is_answer(cell) and cell["cell_type"] == "code":
            above = grade_id(cell)
            answers[above] = cell
        elif is_inline_test(cell) and above:
            tests.setdefault(above, []).append(cell)
    written = []
    for question, own in tests.items():
        path = course / FOLDER / exam / f"{module_name(question)}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft_of(exam, question, answers[question], own), encoding="utf-8")
        written.append(path)
    return written


def module_name(question: str) -> str:
    """Return the name of a question's file, which is imported."""
    name = re.sub(r"\W+", "_", question)
    return f"q_{name}" if name[:1].isdigit() else name


def draft_of(
    exam: str, question: str, answer: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]
) -> str:
    """Return the draft of a question's file in the exam."""
    line = textwrap.indent(hidden_line(exam, question), "   ")
    module = module_name(question)
    parts = [HEAD.format(question=question, module=module, exam=exam, line=line)]
    text = solution(answer)
    names = [node.name for node in definitions(text)]
    for node in definitions(text):
        code = ast.get_source_segment(as_python(text), node) or ""
        parts.append(f"\n\n@q.reference\n{code}\n")
    if not names:
        parts.append(f"\n\n# q.reference(name=value)    the solution is:\n{commented(text)}\n")
    asked = f"return candidate.{names[0]}(...)" if names else "return candidate.name"
    case = f'# @q.case("say what is tried")\n# def a_case(candidate, rng):\n#     {asked}\n'
    parts.append(f"\n\n{case}")
    for cell in tests:
        points = nbgrader(cell).get("points", 0)
        seen = visible(cell).strip()
        whole = HIDDEN_MARK.sub("", source(cell)).strip()
        parts.append(f"\n# {grade_id(cell)}, {points} points. Students see:\n")
        parts.append(f"{commented(seen or '(nothing)')}\n")
        if whole != seen:
            parts.append(f"# All of it, with what is hidden:\n{commented(whole)}\n")
    return "".join(parts)


def definitions(text: str) -> list[ast.FunctionDef | ast.ClassDef]:
    """Return the functions and classes that a cell defines."""
    try:
        body = tree_of(as_python(text)).body
    except UNREADABLE:
        return []
    return [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def commented(text: str) -> str:
    """Return a text as comments."""
    return "\n".join(f"#     {line}".rstrip() for line in text.split("\n"))
