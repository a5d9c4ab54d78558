"""Grade one class four ways, and compare the points of every question.

The class has the students' notebooks that `viva export otter` writes: the solution, the blank
notebook, right answers of the exam, and mixtures of right, wrong and missing answers. `viva grade`
and otter's own run execute answers in ways of their own, so they get most of them; the others are
`viva grade` by another door, and get a few.
"""

from __future__ import annotations

import copy
import importlib
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from nbgrader.api import Gradebook

from viva.classroom.pool import Pool
from viva.classroom.sample import answer, solution_cells
from viva.cli import main
from viva.commands.demo import build_sample_course
from viva.course.bundle import make_bundle
from viva.course.confinement import confine_own
from viva.course.generate import record_assignment
from viva.course.layout import Assignment, Course
from viva.exam.load import start_of
from viva.export import run_autograder
from viva.export.gradescope_zip import export_gradescope
from viva.export.otter_assignment import export_otter
from viva.grading.bundle import Bundle

REPOSITORY = Path(__file__).parents[2]
NOTEBOOKS = {"01": 14, "02": 8, "03": 6, "04": 6, "05": 5, "06": 5, "07": 5, "08": 5}
"""How many submissions there are of each."""
BY_OTTER = {"02": 6, "04": 4, "05": 4, "06": 4, "07": 3, "08": 3}
"""How many of them otter's own run grades, which trains every network of a notebook each time:
the solution, the blank one, and the last, which mix right and wrong answers."""

PATIENCE = """

import dataclasses

for question in exam.questions.values():
    question.cases[:] = [dataclasses.replace(c, seconds=4 * c.seconds) for c in question.cases]
"""
"""On a busy machine an answer that is merely slow is not stopped: that would be a difference."""

Scores = dict[str, dict[str, float]]
"""Points by student and question."""


def answers_of_class(bundle: Bundle, size: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Give for each student the answers that are not blank, by question."""
    assert bundle.exam is not None
    questions = bundle.exam.questions
    solutions = solution_cells({"cells": list(bundle.cells)})
    yield "solution", {name: solutions[name] for name in questions}
    yield "blank", {}
    most = max(len(question.right_answers) for question in questions.values())
    most = min(most, size - 3)  # one mixture at least
    for number in range(most):
        answers = {}
        for place, (name, question) in enumerate(questions.items()):
            rights, wrongs = question.right_answers, question.wrong_answers
            # Where there are no more right ones, a wrong one makes the mixture.
            spare = wrongs[(number * 5 + place) % len(wrongs)]
            answers[name] = rights[number].code if number < len(rights) else spare.code
        yield f"right-{number + 1}", answers
    for number in range(size - most - 2):
        lots = random.Random(f"{bundle.notebook}/{number}")
        skill = 0.15 + 0.7 * lots.random()
        drawn = {
            name: answer(question, solutions[name], skill, lots)
            for name, question in questions.items()
        }
        yield f"mixture-{number + 1}", {name: code for name, code in drawn.items() if code}


def refused(bundle: Bundle, answers: Mapping[str, str]) -> Iterator[str]:
    """Yield the questions whose answers name a module that the exam refuses."""
    assert bundle.exam is not None
    for name, code in answers.items():
        for refusal in bundle.exam.questions[name].refusals:
            if re.search(rf"\b({'|'.join([refusal.module, *sorted(refusal.names)])})\b", code):
                yield name


def filled_in(student_notebook: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    """Write answers into the students' notebook."""
    notebook = copy.deepcopy(dict(student_notebook))
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers and cell["cell_type"] == "code":
            cell["source"] = answers[name]
    return notebook


class FourWays:
    """A class of one assignment in a course of its own, and what grades it.

    Parameters
    ----------
    root
        An empty folder.
    number
        Of the assignment.
    """

    def __init__(self, root: Path, number: str) -> None:
        self.root = root
        self.course = build_sample_course(Course(REPOSITORY), root / "course")
        for name in ("requirements.txt", "requirements-torch.txt", "requirements-uv.txt"):
            shutil.copy(REPOSITORY / name, self.course.root)
        # Nothing here installs it.
        (self.course.root / "viva_autograder-0.1.0-py3-none-any.whl").touch()
        self.assignment: Assignment = self.course.find(number)
        assert self.assignment.exam_path is not None
        with start_of(self.assignment.exam_path).open("a", encoding="utf-8") as exam:
            exam.write(PATIENCE)
        self.bundle = make_bundle(self.assignment)
        self.automatic = [q.id for q in self.bundle.questions if not q.written]
        exported = export_otter(self.course, self.assignment, root / "otter")
        self.zip = export_gradescope(self.course, self.assignment, root / "gradescope")
        self.notebook = json.loads((exported / "student" / self.file).read_text(encoding="utf-8"))
        self.students: list[str] = []
        self.refused: set[tuple[str, str]] = set()
        for student, answers in answers_of_class(self.bundle, NOTEBOOKS[number]):
            path = self.path(student)
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(filled_in(self.notebook, answers)), encoding="utf-8")
            self.students.append(student)
            self.refused |= {(student, name) for name in refused(self.bundle, answers)}

    @property
    def file(self) -> str:
        """The name of the notebook's file."""
        return f"{self.bundle.notebook}.ipynb"

    def path(self, student: str) -> Path:
        """Where a student's notebook lies."""
        return self.course.submitted / student / self.assignment.name / self.file

    @property
    def few(self) -> list[str]:
        """The students whom every grader gets."""
        return [*self.students[:3], self.students[-1]]

    def by_viva_grade(self) -> Scores:
        """Grade with ``viva grade``."""
        before = Path.cwd()
        os.chdir(self.course.root)
        try:
            done = CliRunner().invoke(main, ["grade", self.assignment.name, "--json", "-j", "2"])
        finally:
            os.chdir(before)
        assert done.exit_code == 0, done.output
        return {
            verdict["student"]: {
                q["id"]: q["score"] for q in verdict["questions"] if q["id"] in self.automatic
            }
            for verdict in json.loads(done.stdout)
        }

    def by_nbgrader(self) -> Scores:
        """Grade with ``nbgrader autograde`` in a gradebook of its own."""
        (self.course.root / "gradebook.db").unlink(missing_ok=True)
        shutil.rmtree(self.course.autograded, ignore_errors=True)
        for student in set(self.students) - set(self.few):
            (self.course.submitted / student).rename(self.root / student)
        record_assignment(self.course, self.assignment)
        command = [sys.executable, "-m", "nbgrader", "autograde", self.assignment.name, "--create"]
        done = subprocess.run(command, cwd=self.course.root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        for student in set(self.students) - set(self.few):
            (self.root / student).rename(self.course.submitted / student)
        cells = {question.cell_id: question.id for question in self.bundle.questions}
        with Gradebook(f"sqlite:///{self.course.root}/gradebook.db") as gradebook:
            return {
                submission.student.id: {
                    cells[grade.cell.name]: float(grade.auto_score or 0)
                    for notebook in submission.notebooks
                    for grade in notebook.grades
                    if cells[grade.cell.name] in self.automatic
                }
                for submission in gradebook.assignment_submissions(self.assignment.name)
            }

    def by_otter(self) -> Scores:
        """Grade with otter's own run of the zip, each notebook in a fork of this process."""
        # Imported once, and not in each fork.
        importlib.import_module("nbconvert.preprocessors")
        importlib.import_module("otter.run")
        few = BY_OTTER.get(self.assignment.number, len(self.students))
        students = [*self.students[:2], *self.students[len(self.students) - few + 2 :]]
        with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
            run = partial(otter_run_here, self.zip)
            found = pool.map(run, map(self.path, students), chunksize=1)
        return dict(zip(students, found, strict=True))

    def as_otter_can(self, scores: Scores) -> Scores:
        """Leave out answers by a module that the exam refuses: otter's own run does not see it."""
        return {
            student: {name: x for name, x in each.items() if (student, name) not in self.refused}
            for student, each in scores.items()
        }

    def by_otter_command(self, student: str) -> dict[str, float]:
        """Grade one notebook with the command ``otter run``."""
        out = self.root / "out"
        out.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "otter", "run", "--no-logo", "-o", str(out)]
        command += ["-a", str(self.zip), str(self.path(student))]
        done = subprocess.run(command, cwd=out, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        tests = json.loads((out / "results.json").read_text())["tests"]
        return {test["name"]: test["score"] for test in tests if "score" in test}

    def by_run_autograder(self) -> Scores:
        """Grade as Gradescope does, in one process."""
        folder = self.root / "autograder"
        with zipfile.ZipFile(self.zip) as archive:
            archive.extractall(folder / "source")
        found = {}
        with Pool(1, False, confine_own(self.course)) as judges:
            for student in self.few:
                shutil.rmtree(folder / "submission", ignore_errors=True)
                shutil.copytree(self.path(student).parent, folder / "submission")
                run_autograder.main(folder, judges)
                results = json.loads((folder / "results" / "results.json").read_text())
                found[student] = {test["name"]: test["score"] for test in results["tests"]}
        return found


def otter_run_here(archive: Path, notebook: Path) -> dict[str, float]:
    """Do what ``otter run`` does, with cells run in this process and not in a kernel's."""
    import nbconvert.preprocessors
    import otter.logging
    import otter.run
    from IPython.core.interactiveshell import InteractiveShell
    from threadpoolctl import threadpool_limits

    class Here:
        def __init__(self, config: object) -> None:
            self.shell = InteractiveShell.instance()

        def preprocess(self, nb: Any) -> tuple[Any, dict[str, Any]]:
            for cell in nb.cells:
                if cell.cell_type == "code":
                    self.shell.run_cell(cell.source, store_history=True)
            return nb, {}

    threadpool_limits(1)
    os.environ["MPLBACKEND"] = "agg"
    nbconvert.preprocessors.ExecutePreprocessor = Here
    # A notebook sends what is logged to the process that grades it. Here that is the same one,
    # which would send it to itself again.
    otter.logging.send_logs = otter.logging.set_level = lambda *what: None
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        results = otter.run.main(
            str(notebook), autograder=str(archive), output_dir="", no_logo=True
        )
    return {name: round(test.score, 4) for name, test in results.results.items()}


def differences(expected: Scores, found: Scores) -> list[str]:
    """Name each student's question that has other points."""
    said = [f"{student} is not graded" for student in sorted(expected.keys() - found.keys())]
    for student, scores in found.items():
        for question in sorted(expected[student].keys() | scores.keys()):
            one, other = expected[student].get(question), scores.get(question)
            if one is None or other is None or abs(one - other) > 1e-4:
                said.append(f"{student}: {question} has {other} points instead of {one}")
    return said
