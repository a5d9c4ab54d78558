"""Take over a source notebook of otter-grader's: its raw cells say what the others are.

What ``otter assign`` reads, as its documentation of the notebook format (version 1) has it: raw
cells that begin with ``# BEGIN QUESTION`` and the like, with settings in YAML below, and marks such
as ``# SOLUTION`` in the code of answers.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from viva.authoring.cells import (
    BEGIN_SOLUTION,
    END_SOLUTION,
    code_cell,
    notebook_of,
    settings,
    text_cell,
)
from viva.authoring.drafts import write_drafts
from viva.authoring.nbgrader_course import beside, plain, read_any
from viva.course.layout import Course, UsageProblem
from viva.course.mistakes import language_of
from viva.grading.cells import source

RAW = re.compile(
    r"#\s*((?:BEGIN|END) (?:QUESTION|SOLUTION|PROMPT|TESTS)|ASSIGNMENT CONFIG)\s*\Z", re.I
)
OLD = re.compile(r"^\s*(?:```)?\s*BEGIN (?:QUESTION|ASSIGN)", re.M)
NAME = re.compile(r"\d+_[a-z][a-z0-9_]*\Z")
HIDDEN = re.compile(r"\A\s*#\s*HIDDEN\s*(?:\n|\Z)")
CONFIG = re.compile(r'\A\s*"""\s*#\s*BEGIN TEST CONFIG\n(.*?)"""\s*#\s*END TEST CONFIG\s*', re.S)
PROMPT = re.compile(
    r'^[ \t]*"""\s*#\s*BEGIN PROMPT\n(.*?)"""\s*;?\s*#\s*END PROMPT[ \t]*\n?', re.S | re.M
)
LINE = re.compile(r"[ \t]*#[ \t]*SOLUTION(?: NO PROMPT)?[ \t]*\Z", re.I)
IGNORED = re.compile(r"[ \t]*#[ \t]*IGNORE[ \t]*$", re.M | re.I)
IGNORED_LINE = re.compile(r"^.*#[ \t]*IGNORE[ \t]*\n?", re.M | re.I)
IGNORED_REGION = re.compile(
    r"^[ \t]*#[ \t]*BEGIN IGNORE\b.*?^[ \t]*#[ \t]*END IGNORE.*?\n", re.M | re.S
)
TAG = re.compile(r"<[^>]*>")
SEED = re.compile(r"#\s*SEED\b")
STARTS_OTTER = re.compile(
    r"^[ \t]*(?:import otter\b|from otter\b|\w+[ \t]*=[ \t]*otter\.Notebook\().*\n?", re.M
)
HIDDEN_BEGIN, HIDDEN_END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
UNUSED = ("solutions_pdf", "template_pdf", "export_cell", "plugins", "requirements", "files")


@dataclass
class Question:
    """A question of an otter notebook, as far as it has been read."""

    name: str
    points: Any = None
    manual: bool = False
    each: Any = None
    answers: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)


@dataclass(frozen=True)
class Test:
    """A test cell of an otter notebook."""

    code: str
    hidden: bool
    points: float | None = None


def import_otter(
    path: Path, course: Course, name: str | None = None
) -> tuple[str, list[Path], list[str]]:
    """Write an otter notebook as an assignment of a course.

    Returns
    -------
    tuple
        The assignment's name, the files that were written, and what needs a person.

    Raises
    ------
    UsageProblem
        If it is no otter notebook, or the assignment is there already.
    """
    notebook = read_source(path)
    if name is None:
        number = max((int(a.number) for a in course.assignments() if a.number.isdigit()), default=0)
        name = f"{number + 1:02d}_{plain(path.stem)}"
    if not NAME.match(name):
        raise UsageProblem(
            f"{name!r} cannot be an assignment's name: call it NN_name, as 03_trees."
        )
    folder = course.source / name
    if folder.exists():
        raise UsageProblem(f"{course.shown(folder)} exists already: choose another name with --as.")
    stem = name.partition("_")[2]
    reader = Reader(path.name)
    cells = reader.read(notebook["cells"])
    folder.mkdir(parents=True)
    beside(path, folder)
    target = folder / f"{stem}.ipynb"
    text = json.dumps(notebook_of(cells), indent=1, ensure_ascii=False) + "\n"
    target.write_text(text, encoding="utf-8")
    return name, [target, *write_drafts(course.root, stem, cells)], reader.remarks


def read_source(path: Path) -> dict[str, Any]:
    """Read an otter notebook.

    Raises
    ------
    UsageProblem
        If it is none.
    """
    try:
        notebook = read_any(path, outputs=True)
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        raise UsageProblem(
            f"{path} cannot be read ({said}). Open it in JupyterLab, and save it."
        ) from error
    language = language_of(notebook)
    if language.lower() not in ("", "python", "python3", "ipython"):
        raise UsageProblem(
            f"{path} is written in {language}. viva grades notebooks in Python only."
        )
    raw = [cell for cell in notebook["cells"] if kind_of(cell).startswith("BEGIN QUESTION")]
    if not raw:
        old = any(OLD.search(source(cell)) for cell in notebook["cells"])
        why = (
            "is of otter's format before version 3. Convert it with `otter assign` of version 3, "
            "or put # BEGIN QUESTION into raw cells."
            if old
            else "has no raw cell with # BEGIN QUESTION: it is no source notebook of otter's."
        )
        raise UsageProblem(f"{path} {why}")
    return notebook


def kind_of(cell: Mapping[str, Any]) -> str:
    """Return what a raw cell says, in capitals; nothing for other cells."""
    if cell["cell_type"] != "raw":
        return ""
    found = RAW.match(said_in(cell).split("\n")[0])
    return found[1].upper() if found else ""


def said_in(cell: Mapping[str, Any]) -> str:
    """Return the text of a raw cell, also of one that is dressed up as HTML."""
    text = source(cell).strip()
    return TAG.sub("", text).strip() if text.startswith("<") else text


def settings_of(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings below the first line of a raw cell."""
    rest = said_in(cell).partition("\n")[2]
    try:
        found = yaml.safe_load(rest)
    except yaml.YAMLError:
        return {}
    return found if isinstance(found, dict) else {}


class Reader:
    """Reads an otter notebook cell by cell.

    Attributes
    ----------
    remarks
        Sentences on what needs a person.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.remarks: list[str] = []
        self.names: set[str] = set()

    def read(self, cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the cells as nbgrader's."""
        made: list[dict[str, Any]] = []
        question: Question | None = None
        part = ""
        for cell in cells:
            kind = kind_of(cell)
            if kind == "ASSIGNMENT CONFIG":
                self.assignment(settings_of(cell))
            elif kind == "BEGIN QUESTION":
                question, part = self.question(settings_of(cell)), ""
            elif kind == "END QUESTION" and question is not None:
                made += self.cells_of(question)
                question, part = None, ""
            elif kind:
                part = kind.removeprefix("BEGIN ") if kind.startswith("BEGIN") else ""
            elif question is not None and part:
                self.inside(question, part, cell)
            elif question is not None and cell["cell_type"] == "code":
                # Before otter 3.2 a question's code could stand without marks around it.
                question.answers.append(source(cell))
            elif cell["cell_type"] != "raw":
                made.append(self.other(cell))
        if question is not None:
            self.remarks.append(f"{question.name} has no # END QUESTION.")
            made += self.cells_of(question)
        return made

    def assignment(self, said: Mapping[str, Any]) -> None:
        """Record what of the assignment's settings has no place here."""
        generate = said.get("generate")
        seeded = isinstance(generate, Mapping) and any("seed" in str(key) for key in generate)
        if seeded or said.get("seed"):
            self.remarks.append(
                "otter sets a seed before every cell; here a notebook sets its own. Put the seed "
                "into a given cell, and let no test rest on numbers that another stream gives."
            )
        unused = [name for name in UNUSED if said.get(name)]
        if unused:
            self.remarks.append(f"These settings were left out: {', '.join(unused)}.")

    def question(self, said: Mapping[str, Any]) -> Question:
        """Begin a question."""
        name = plain(str(said.get("name") or f"question_{len(self.names) + 1}"))
        while name in self.names:
            name += "_again"
        self.names.add(name)
        points: Any = said.get("points")
        each = None
        if isinstance(points, Mapping):
            each, points = points.get("each"), points.get("total")
        return Question(name, points, bool(said.get("manual")), each)

    def inside(self, question: Question, part: str, cell: Mapping[str, Any]) -> None:
        """Take a cell between marks."""
        text = source(cell)
        if part == "TESTS":
            question.tests.append(self.test(question, text, cell))
        elif part == "SOLUTION" and cell["cell_type"] == "code":
            question.answers.append(text)
        elif part == "SOLUTION":
            question.written.append(text)
        elif part == "PROMPT" and text.strip():
            self.remarks.append(
                f"{question.name}: its prompt was left out; students find an empty answer there. "
                "Put what they need into the text above."
            )

    def test(self, question: Question, text: str, cell: Mapping[str, Any]) -> Test:
        """Return a test cell: its code, whether it is hidden, and its points."""
        config: dict[str, Any] = {}
        found = CONFIG.match(text)
        if found is not None:
            loaded = yaml.safe_load(found[1])
            config = loaded if isinstance(loaded, dict) else {}
            text = text[found.end() :]
        hidden = bool(config.get("hidden")) or bool(HIDDEN.match(text))
        text = IGNORED.sub("", HIDDEN.sub("", text)).strip("\n")
        defined = re.findall(r"^def (test_\w+)\(", text, re.M)
        if defined and not all(re.search(rf"^{name}\(", text, re.M) for name in defined):
            self.remarks.append(
                f"{question.name}: a test is a function that otter calls. Call it in the test "
                "cell, with the names that it takes."
            )
        else:
            text = with_output(text, str(cell.get("expected", "")))
        points = config.get("points")
        return Test(text, hidden, float(points) if isinstance(points, (int, float)) else None)

    def other(self, cell: dict[str, Any]) -> dict[str, Any]:
        """Return a cell outside of questions: given code is locked."""
        text = source(cell)
        if cell["cell_type"] != "code":
            return text_cell(cell["id"], text)
        if SEED.search(text):
            self.remarks.append(f"A given cell sets a seed for otter ({SEED.pattern}): look at it.")
        rest = STARTS_OTTER.sub("", text)
        if rest != text:
            self.remarks.append("Lines that start otter are not needed here: they were left out.")
            if not rest.strip():
                return text_cell(cell["id"], "")
            text = rest
        if "otter" in text:
            self.remarks.append(
                f"A given cell speaks of otter ({first_with('otter', text)!r}): look at it."
            )
        return code_cell(cell["id"], text, settings(f"given_{cell['id']}", locked=True))

    def cells_of(self, question: Question) -> list[dict[str, Any]]:
        """Return the answer and the test of a question."""
        name, points = question.name, points_of(question)
        if question.manual or not question.tests:
            if not question.manual:
                self.remarks.append(f"{name} has no tests: it is marked by hand.")
            marks = settings(name, grade=True, solution=True, points=points)
            if question.answers:
                return [code_cell(name, "\n".join(map(marked, question.answers)), marks)]
            return [text_cell(name, "\n\n".join(question.written) or "YOUR ANSWER HERE", marks)]
        answer = "\n".join(map(marked, question.answers))
        if question.written:
            self.remarks.append(
                f"{name}: text in its solution was left out; the tests look at code."
            )
        if isinstance(question.points, list) or any(t.points is not None for t in question.tests):
            self.remarks.append(
                f"{name}: otter gives points for each of its tests; here all together give "
                f"{points:g}. An exam's cases have weights."
            )
        seen = [test.code for test in question.tests if not test.hidden]
        hidden = [test.code for test in question.tests if test.hidden]
        text = "\n".join(seen)
        if hidden:
            text = "\n".join([*seen, HIDDEN_BEGIN, *hidden, HIDDEN_END])
        test = settings(f"{name}_test", grade=True, locked=True, points=points)
        if not question.answers:
            self.remarks.append(
                f"{name} has tests and no solution of its own: they look at an earlier answer, as "
                "they do in otter."
            )
            return [code_cell(f"{name}_test", text, test)]
        return [
            code_cell(name, answer, settings(name, solution=True)),
            code_cell(f"{name}_test", text, test),
        ]


def first_with(word: str, text: str) -> str:
    """Return the first line of a text that holds a word."""
    return next(line.strip() for line in text.split("\n") if word in line)[:80]


def points_of(question: Question) -> float:
    """Return a question's points: its own, or those of its tests together; 1 where it has none."""
    said = question.points
    if isinstance(question.each, (int, float)):
        return float(question.each) * len(question.tests)
    if isinstance(said, list):
        return float(sum(each for each in said if isinstance(each, (int, float))))
    if isinstance(said, (int, float)) and not isinstance(said, bool):
        return float(said)
    own = [test.points for test in question.tests if test.points is not None]
    return float(sum(own)) if own else 1.0


def with_output(text: str, expected: str) -> str:
    """Return a test that compares its last expression with the output that it had, if any."""
    expected = expected.strip()
    if not expected:
        return asserted(text)
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return text
    if not body or not isinstance(body[-1], ast.Expr):
        return text
    last = body[-1]
    lines = text.split("\n")
    before = "\n".join(lines[: last.lineno - 1])
    value = "\n".join(lines[last.lineno - 1 : last.end_lineno])
    said = f"assert repr({value}) == {expected!r}, {'it should give ' + expected!r}"
    return f"{before}\n{said}".strip("\n")


def asserted(text: str) -> str:
    """Return a test whose last line is a comparison as one that fails where that is false."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return text
    last = body[-1] if body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, (ast.Compare, ast.BoolOp)):
        lines = text.split("\n")
        lines[last.lineno - 1] = f"assert {lines[last.lineno - 1]}"
        return "\n".join(lines)
    return text


def marked(text: str) -> str:
    """Return an answer with nbgrader's marks around what otter takes out of it."""
    text = IGNORED_LINE.sub("", IGNORED_REGION.sub("", PROMPT.sub("", text)))
    lines: list[str] = []
    inside = False
    for line in text.split("\n"):
        said = line.strip().lstrip("#").strip().upper()
        indent = line[: len(line) - len(line.lstrip())]
        if line.strip().startswith("#") and said in ("BEGIN SOLUTION", "BEGIN SOLUTION NO PROMPT"):
            lines.append(f"{indent}{BEGIN_SOLUTION}")
            inside = True
        elif line.strip().startswith("#") and said == "END SOLUTION":
            lines.append(f"{indent}{END_SOLUTION}")
            inside = False
        elif not inside and LINE.search(line):
            code = LINE.sub("", line)
            if lines and lines[-1] == f"{indent}{END_SOLUTION}":
                lines[-1:] = [code, f"{indent}{END_SOLUTION}"]
            else:
                lines += [f"{indent}{BEGIN_SOLUTION}", code, f"{indent}{END_SOLUTION}"]
        else:
            lines.append(line)
    whole = "\n".join(lines).strip("\n")
    if BEGIN_SOLUTION in whole or not whole.strip():
        return whole
    return f"{BEGIN_SOLUTION}\n{whole}\n{END_SOLUTION}"
