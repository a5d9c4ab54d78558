"""Write what students might hand in as plain files, which any commit can grade.

A corpus is a folder with ``submitted/NAME/ASSIGNMENT/``. Beside it stands what is to be graded in
another way than the course's own: ``settings.py`` is added to the course's settings, and any part
of a course takes the place of the course's own.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import broken_cells
import broken_files
import broken_runs
from attacks.attack import build
from attacks.attacked_course import hand_in, make_course, released, solutions
from attacks.corpus import CORPUS
from corpus import ASSIGNMENT, FILE, honest_notebook, save

from viva.classroom.sample import source_of, without_markers
from viva.course.layout import Assignment, Course
from viva.exam.load import load_exam

REPOSITORY = Path(__file__).resolve().parents[2]
SETTINGS = "settings.py"
# The limits of test_broken.py.
BROKEN_SETTINGS = "c.Viva.cell_seconds = 4\nc.Viva.call_seconds = 2\n"


def write_corpora(folder: Path, together: bool = False) -> None:
    """Write the corpora into a new folder; `together` is that of `write_answers`."""
    folder.mkdir(parents=True)
    for assignment in Course(REPOSITORY).assignments():
        if assignment.exam_path is not None:
            write_answers(folder, assignment, together)
    write_broken(folder / "broken")
    write_attacks(folder / "attacks")


def write_answers(folder: Path, assignment: Assignment, together: bool = False) -> None:
    """Write a notebook for each answer of an exam, for the solution and for the blank release.

    Parameters
    ----------
    together
        Whether the first answers to all questions stand in one notebook, the second ones in
        another, and so on: a tenth of the notebooks, in which one mistake may hide another.
    """
    assert assignment.exam_path is not None
    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    blank = json.loads(assignment.release_path.read_text(encoding="utf-8"))
    solution = {
        name_of(cell): without_markers(source_of(cell))
        for cell in source["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }

    def write(corpus: str, name: str, answers: Mapping[str, str]) -> None:
        place = folder / corpus / "submitted" / name / assignment.name
        place.mkdir(parents=True)
        notebook = json.dumps(filled(blank, answers), indent=1, ensure_ascii=False)
        (place / assignment.source_path.name).write_text(notebook, encoding="utf-8")

    write("right", "solution", solution)
    write("wrong", "blank", {})
    questions = load_exam(assignment.exam_path).questions.values()
    for corpus in ("right", "wrong"):
        answers = {question.id: getattr(question, f"{corpus}_answers") for question in questions}
        if together:
            for number in range(max(map(len, answers.values()))):
                given = {
                    id_: those[number].code for id_, those in answers.items() if those[number:]
                }
                write(corpus, f"answers-{number + 1:02}", solution | given)
            continue
        for id_, those in answers.items():
            for number, answer in enumerate(those, 1):
                words = re.sub(r"[^a-z0-9]+", "-", answer.title.lower()).strip("-")[:50]
                write(corpus, f"{id_}-{number:02}-{words}", solution | {id_: answer.code})


def filled(blank: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the released notebook with answers, which are given by grade_id."""
    notebook = copy.deepcopy(dict(blank))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(name_of(cell), cell["source"])
    return notebook


def name_of(cell: Mapping[str, Any]) -> str:
    """Return a cell's grade_id, or an empty string."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def write_broken(folder: Path) -> None:
    """Write the broken submissions, with the settings that they are graded with."""
    # The builders look for the release, and for an honest notebook, where a course has them.
    shutil.copytree(REPOSITORY / "release", folder / "release")
    blank = json.loads((folder / "release" / ASSIGNMENT / FILE).read_text(encoding="utf-8"))
    honest = honest_notebook(blank)
    first = folder / "submitted" / "000-honest" / ASSIGNMENT
    first.mkdir(parents=True)
    save(first, honest)
    cases = [*broken_files.CASES, *broken_cells.CASES, *broken_runs.CASES]
    for number, case in enumerate(cases, 1):
        place = folder / "submitted" / f"{number:03}-{case.student}" / ASSIGNMENT
        place.mkdir(parents=True)
        case.build(place, copy.deepcopy(honest))
    shutil.rmtree(folder / "release")
    (folder / SETTINGS).write_text(BROKEN_SETTINGS)


def write_attacks(folder: Path) -> None:
    """Write the course that is attacked, and the attacks; the ports are of nobody."""
    course, _ = make_course(folder)
    host = folder / "host"
    host.mkdir()
    words = {
        "COURSE": str(folder),
        "REPOSITORY": str(REPOSITORY),
        "HOST": str(host),
        "UNIX": str(host / "s"),
        "TCP": "9",
        "UDP": "9",
    }
    answers, notebook = solutions(), released()
    for name, attack in CORPUS.items():
        hand_in(course, name, build(attack, notebook, answers, words), attack.files)
