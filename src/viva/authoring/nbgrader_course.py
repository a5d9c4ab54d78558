"""Take over a course of nbgrader's: its notebooks go on being graded as they are.

Old metadata is brought up to date, cells get ids, and test cells get the names by which their
questions can be moved into an exam. What needs a person is listed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.nbgraderformat import MetadataValidator

from viva.authoring.cells import cell_identity
from viva.authoring.drafts import write_drafts
from viva.authoring.new_course import course_id, template
from viva.course.layout import CONFIG_NAME, UsageProblem
from viva.course.mistakes import language_of, mistakes_in
from viva.grading.cells import carries_points, grade_id, is_answer, is_inline_test, nbgrader

LEFT_OUT = (".ipynb_checkpoints", "__pycache__")
TO_DO = "TO-DO.md"
NUMBERED = re.compile(r"(\d+)[\W_]+(.*)\Z")


@dataclass
class Imported:
    """What came of taking over a course.

    Attributes
    ----------
    assignments
        How many questions each assignment has, by its name.
    remarks
        Sentences on what needs a person, or should be known, by assignment.
    """

    assignments: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, list[str]] = field(default_factory=dict)

    def remark(self, assignment: str, sentence: str) -> None:
        """Record what needs a person."""
        self.remarks.setdefault(assignment, []).append(sentence)

    def page(self) -> str:
        """Return the list as Markdown."""
        parts = ["# What is left to do after the import\n"]
        for name in sorted({*self.assignments, *self.remarks}):
            count = self.assignments.get(name)
            parts.append(f"\n## {name}\n")
            if count is not None:
                parts.append(f"\n{count} cells with points.\n")
            parts.append("".join(f"\n- [ ] {said}" for said in self.remarks.get(name, ())))
            parts.append("\n" if self.remarks.get(name) else "")
        return "".join(parts)


def import_nbgrader(folder: Path, into: Path) -> Imported:
    """Make the course `into` of the nbgrader course in `folder`, which is left as it is.

    Parameters
    ----------
    folder
        A course with ``source/``, or a folder of assignments, or a single assignment.
    into
        A new folder.

    Raises
    ------
    UsageProblem
        If there are no notebooks, or `into` is not empty.
    """
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageProblem(f"{into} is not empty: choose a new folder.")
    found = list(assignments_in(folder))
    if not found:
        raise UsageProblem(
            f"{folder} has no notebooks: name an nbgrader course, the folder of its assignments, "
            "or an assignment."
        )
    (into / "source").mkdir(parents=True)
    settings = template("nbgrader_config.txt").replace("COURSE_ID", course_id(into.resolve().name))
    (into / CONFIG_NAME).write_text(settings, encoding="utf-8")
    (into / ".gitignore").write_text(template("gitignore.txt"), encoding="utf-8")
    (into / "requirements.txt").write_text(template("requirements.txt"), encoding="utf-8")
    imported = Imported()
    taken: set[str] = set()
    for number, (place, notebooks) in enumerate(found, 1):
        if len(notebooks) == 1:
            name = free_name(place.name, notebooks[0].stem, number, taken)
            take_over(notebooks[0], into, name, name.partition("_")[2], imported)
            continue
        # A notebook may be called as its folder is.
        name = free_name(place.name, place.name, number, set(taken))
        for notebook in notebooks:
            stem = free(plain(notebook.stem), taken)
            take_over(notebook, into, name, stem, imported)
            if stem != notebook.stem:
                imported.remark(name, f"{notebook.name} is now called {stem}.ipynb.")
        taken.add(name.partition("_")[2])
    (into / TO_DO).write_text(imported.page(), encoding="utf-8")
    return imported


def assignments_in(folder: Path) -> Iterator[tuple[Path, list[Path]]]:
    """Yield the folders of assignments, each with its notebooks."""
    top = folder / "source" if (folder / "source").is_dir() else folder
    for place in [top, *sorted(path for path in top.rglob("*") if path.is_dir())]:
        hidden = any(
            part.startswith(".") or part in LEFT_OUT for part in place.relative_to(top).parts
        )
        notebooks = [] if hidden else sorted(place.glob("[!.]*.ipynb"))
        if notebooks:
            yield place, notebooks


def free_name(folder: str, notebook: str, number: int, taken: set[str]) -> str:
    """Return a name ``NN_name`` that no other assignment has."""
    numbered = NUMBERED.match(folder)
    stem = plain(numbered[2] or notebook if numbered else notebook)
    stem = plain(notebook) if stem in taken else stem
    return f"{int(numbered[1]) if numbered else number:02d}_{free(stem, taken)}"


def free(name: str, taken: set[str]) -> str:
    """Return a name, with a number behind it if it is taken, and take it."""
    count, found = 1, name
    while found in taken:
        count += 1
        found = f"{name}_{count}"
    taken.add(found)
    return found


def plain(name: str) -> str:
    """Return a name as a module may have it."""
    text = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return text if text and not text[0].isdigit() else f"n{text}"


def take_over(path: Path, course: Path, name: str, stem: str, imported: Imported) -> None:
    """Write a notebook, what lies beside it, and drafts of its exam into a course.

    Parameters
    ----------
    name, stem
        What the assignment and the notebook are called there.
    """
    mine = f"{stem}.ipynb: " if stem != name.partition("_")[2] else ""
    try:
        notebook = read_any(path)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the file
        said = " ".join(str(error).split())[:200]
        imported.remark(
            name, f"{path} cannot be read ({said}). Open it in JupyterLab, and save it."
        )
        return
    for said in [*update_metadata(notebook), *name_tests(notebook["cells"])]:
        imported.remark(name, f"{mine}{said}")
    language = language_of(notebook)
    if language.lower() not in ("", "python", "python3", "ipython"):
        imported.remark(name, f"{path} is written in {language} and was left out.")
        return
    target = course / "source" / name / f"{stem}.ipynb"
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        beside(path, target.parent)
    target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for said in mistakes_in(notebook, f"source/{name}/{target.name}"):
        imported.remark(name, said)
    graded = [cell for cell in notebook["cells"] if carries_points(cell)]
    imported.assignments[name] = imported.assignments.get(name, 0) + len(graded)
    drafts = write_drafts(course, stem, notebook["cells"])
    inline = [cell for cell in graded if is_inline_test(cell)]
    if inline:
        imported.remark(
            name,
            f"{mine}Inline tests: {len(inline)}. They run beside the code that they judge. "
            f"How each moves into an exam is said in drafts/{stem}/: {len(drafts)} to do.",
        )
    if not graded:
        said = "No cell has points: students get it, and nothing is graded."
        imported.remark(name, f"{mine}{said}")


def read_any(path: Path, outputs: bool = False) -> dict[str, Any]:
    """Return a notebook of any version in format 4.5, without outputs, each cell with an id.

    Parameters
    ----------
    outputs
        Whether a cell keeps, as ``expected``, the text of its value.
    """
    notebook = nbformat.read(path, as_version=4)
    seen: set[str] = set()
    cells = []
    for place, cell in enumerate(notebook["cells"]):
        cell = json.loads(json.dumps(cell))
        identity = cell.get("id") or cell_identity(grade_id(cell) or f"cell-{place + 1}")
        if identity in seen:
            identity = cell_identity(f"{identity[:50]}-{place + 1}")
        seen.add(identity)
        cell["id"] = identity
        if cell["cell_type"] == "code":
            cell |= {"expected": value_in(cell.get("outputs", ()))} if outputs else {}
            cell |= {"outputs": [], "execution_count": None}
        cells.append(cell)
    metadata = json.loads(json.dumps(notebook["metadata"]))
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def value_in(outputs: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of the value among a cell's outputs, or nothing."""
    for output in outputs:
        if output.get("output_type") == "execute_result":
            said = output.get("data", {}).get("text/plain", "")
            return "".join(said) if isinstance(said, list) else str(said)
    return ""


def update_metadata(notebook: dict[str, Any]) -> list[str]:
    """Update nbgrader's metadata; return what was done, as sentences."""
    validator = MetadataValidator()
    versions = Counter(
        nbgrader(c).get("schema_version", 0) for c in notebook["cells"] if nbgrader(c)
    )
    cells = []
    for cell in notebook["cells"]:
        if nbgrader(cell):
            upgraded = validator.upgrade_cell_metadata(nbformat.from_dict(cell))
            cell = json.loads(json.dumps(upgraded))
            nbgrader(cell).pop("checksum", None)
            cell["metadata"].get("nbgrader", {}).pop("checksum", None)
        cells.append(cell)
    notebook["cells"] = cells
    old = sum(count for version, count in versions.items() if version != 3)
    return [f"The metadata of {old} cells was of an old version, and was updated."] if old else []


def name_tests(cells: Sequence[dict[str, Any]]) -> list[str]:
    """Name each test after the answer that it tests; return what was done, as sentences.

    An exam asks a question by the name of its answer, and its test is called so with ``_test``. Of
    several tests of an answer only the last can be called so.
    """
    names = Counter(grade_id(cell) for cell in cells if grade_id(cell))
    tests: dict[str, list[dict[str, Any]]] = {}
    above = ""
    for cell in cells:
        if is_answer(cell) and cell["cell_type"] == "code":
            above = grade_id(cell)
        elif is_inline_test(cell) and above:
            tests.setdefault(above, []).append(cell)
    said = []
    for answer, own in tests.items():
        if len(own) > 1:
            listed = ", ".join(grade_id(cell) for cell in own)
            said.append(
                f"{answer} has {len(own)} tests ({listed}). An exam asks it once: put them into "
                "one test cell before you move the question."
            )
        elif grade_id(own[0]) != f"{answer}_test" and not names[f"{answer}_test"]:
            was = grade_id(own[0])
            own[0]["metadata"]["nbgrader"]["grade_id"] = f"{answer}_test"
            said.append(
                f"The test cell {was} is now called {answer}_test. Scores of it in an old "
                "gradebook stay under the old name."
            )
    return said


def beside(path: Path, target: Path) -> None:
    """Copy what lies beside a notebook, but no notebooks."""

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if n in LEFT_OUT or n.startswith(".") or n.endswith(".ipynb")]

    for other in path.parent.iterdir():
        if other.name in left_out("", [other.name]):
            continue
        if other.is_dir():
            if not any(other.rglob("*.ipynb")):
                shutil.copytree(other, target / other.name, ignore=left_out)
        else:
            shutil.copy(other, target)
