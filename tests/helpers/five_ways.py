"""Grade a sample of what students hand in five ways, and compare whole verdicts.

Right, wrong and broken answers and attacks, of one notebook; and answers of another whose message
is put together by the exam.
"""

from __future__ import annotations

import copy
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import broken_cells
import broken_files
import broken_runs
from attacks.attack import build
from attacks.attacked_course import hand_in, released, solutions
from attacks.corpus import CORPUS
from click.testing import CliRunner
from corpora import BROKEN_SETTINGS, filled, write_answers
from corpus import honest_notebook, save

from viva.classroom.pool import Pool
from viva.classroom.sample import solution_cells
from viva.cli import main
from viva.commands.demo import build_sample_course
from viva.course.confinement import confine
from viva.course.generate import record_assignment
from viva.course.layout import Assignment, Course
from viva.export import run_autograder
from viva.export.gradescope_results import results_of
from viva.export.gradescope_zip import export_gradescope
from viva.grading.verdict import Verdict
from viva.report.stored import stored_verdicts

REPOSITORY = Path(__file__).parents[2]
ANSWERS, BROKEN, ATTACKS = 8, 12, 16
"""Every so-manieth of each corpus is in the sample."""
FIVE_VALUES = {
    "q05_train_mlp": "def train_mlp(w1, b1, w2, b2, data_train, labels_train, learning_rate, n):\n"
    "    return [0.5] * n, w1, 1.0\n"
}
"""The exam objects to this in a sentence of its own."""


class FiveWays:
    """The sample, in a course of its own, and what grades it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.course = build_sample_course(Course(REPOSITORY), root / "course")
        with (self.course.root / "nbgrader_config.py").open("a") as settings:
            settings.write(BROKEN_SETTINGS)
        self.course = Course(self.course.root)
        for name in ("requirements.txt", "requirements-uv.txt"):
            shutil.copy(REPOSITORY / name, self.course.root)
        # Nothing here installs it.
        (self.course.root / "viva_autograder-0.1.0-py3-none-any.whl").touch()
        self.assignments = [self.course.find("01"), self.course.find("04")]
        self._answers(root / "answers")
        self._broken()
        self._attacks()
        self._objections()

    def _answers(self, folder: Path) -> None:
        write_answers(folder, self.assignments[0], together=True)
        for corpus in ("right", "wrong"):
            for place in sorted((folder / corpus / "submitted").iterdir())[::ANSWERS]:
                shutil.copytree(place, self.course.submitted / f"{corpus}-{place.name}")

    def _broken(self) -> None:
        blank = json.loads(self.assignments[0].release_path.read_text(encoding="utf-8"))
        honest = honest_notebook(blank)
        first = self.course.submitted / "broken-honest" / self.assignments[0].name
        first.mkdir(parents=True)
        save(first, honest)
        cases = [*broken_files.CASES, *broken_cells.CASES, *broken_runs.CASES]
        for case in cases[::BROKEN]:
            place = self.course.submitted / f"broken-{case.student}" / self.assignments[0].name
            place.mkdir(parents=True)
            case.build(place, copy.deepcopy(honest))

    def _attacks(self) -> None:
        words = dict.fromkeys(("COURSE", "REPOSITORY", "HOST", "UNIX"), "/nowhere")
        words |= {"TCP": "9", "UDP": "9"}
        for name in list(CORPUS)[::ATTACKS]:
            notebook = build(CORPUS[name], released(), solutions(), words)
            hand_in(self.course, f"attack-{name}", notebook, CORPUS[name].files)

    def _objections(self) -> None:
        assignment = self.assignments[1]
        source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
        blank = json.loads(assignment.release_path.read_text(encoding="utf-8"))
        place = self.course.submitted / "objection" / assignment.name
        place.mkdir(parents=True)
        solved = filled(blank, solution_cells(source) | FIVE_VALUES)
        (place / assignment.source_path.name).write_text(json.dumps(solved))

    def viva(self, *arguments: str) -> str:
        """Call ``viva`` in the course."""
        before = Path.cwd()
        os.chdir(self.course.root)
        try:
            done = CliRunner().invoke(main, arguments)
        finally:
            os.chdir(before)
        assert isinstance(done.exception, SystemExit | None), done.output
        assert done.exit_code in (0, 1), done.output
        return done.stdout

    def by_folder(self) -> dict[str, Any]:
        """Grade with ``viva grade NN``."""
        shutil.rmtree(self.course.autograded, ignore_errors=True)
        for assignment in self.assignments:
            self.viva("grade", assignment.name, "-j", "2", "--force")
        return self.stored()

    def by_dask(self) -> dict[str, Any]:
        """Grade with ``viva grade NN --dask``, on a cluster in this process."""
        from distributed import LocalCluster

        shutil.rmtree(self.course.autograded, ignore_errors=True)
        with LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
        ) as cluster:
            for assignment in self.assignments:
                address = cluster.scheduler_address
                self.viva("grade", assignment.name, "--dask", address, "--force")
        return self.stored()

    def by_nbgrader(self) -> dict[str, Any]:
        """Grade with ``nbgrader autograde``."""
        shutil.rmtree(self.course.autograded, ignore_errors=True)
        (self.course.root / "gradebook.db").unlink(missing_ok=True)
        for assignment in self.assignments:
            record_assignment(self.course, assignment)
            command = [str(Path(sys.executable).with_name("nbgrader")), "autograde"]
            done = subprocess.run(
                [*command, assignment.name, "--create"],
                cwd=self.course.root,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr[-2000:]
        return self.stored()

    def by_file(self) -> dict[str, Any]:
        """Grade with ``viva grade FILE...`` the notebooks that were handed in alone."""
        found = {}
        for assignment in self.assignments:
            alone = {}
            for student in self.students(assignment):
                place = self.course.submitted / student / assignment.name
                if student not in self.more_than_a_notebook():
                    alone[student] = str(place / assignment.source_path.name)
            said = self.viva("grade", *alone.values(), "--assignment", assignment.name, "--json")
            verdicts = json.loads(said)
            verdicts = verdicts if isinstance(verdicts, list) else [verdicts]
            for student, data in zip(alone, verdicts, strict=True):
                found[student] = plain(data)
        return found

    def by_run_autograder(self, expected: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
        """Grade as Gradescope does; return by student the results, and those of a verdict."""
        found = {}
        for assignment in self.assignments:
            place = self.root / "autograder" / assignment.name
            archive = export_gradescope(self.course, assignment, self.root / "gradescope")
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(place / "source")
            with Pool(1, False, confine(self.course)) as judges:
                for student in self.students(assignment):
                    submission = self.course.submitted / student / assignment.name
                    shutil.rmtree(place / "submission", ignore_errors=True)
                    shutil.copytree(submission, place / "submission", symlinks=True)
                    run_autograder.main(place, judges)
                    results = json.loads((place / "results" / "results.json").read_text())
                    verdict = Verdict.from_json(expected[student])
                    wanted = json.loads(json.dumps(results_of(verdict, "visible", "")))
                    found[student] = without_time(results), without_time(wanted)
        return found

    def students(self, assignment: Assignment) -> list[str]:
        """Return who handed in."""
        return sorted(p.parent.name for p in self.course.submitted.glob(f"*/{assignment.name}"))

    def no_notebook(self) -> set[str]:
        """Return in whose folders nbgrader finds no notebook."""
        places = self.course.submitted.glob("*/*")
        return {p.parent.name for p in places if not any(map(Path.is_file, p.glob("*.ipynb")))}

    def more_than_a_notebook(self) -> set[str]:
        """Return whose folders are none, or hold other things than one notebook of this name."""
        found = self.no_folder()
        files = {assignment.name: assignment.source_path.name for assignment in self.assignments}
        for place in self.course.submitted.glob("*/*/"):
            path = place / files[place.name]
            if [*place.iterdir()] != [path] or not path.is_file() or path.is_symlink():
                found.add(place.parent.name)
        return found

    def no_folder(self) -> set[str]:
        """Return who handed in something else than a folder."""
        return {p.parent.name for p in self.course.submitted.glob("*/*") if not p.is_dir()}

    def stored(self) -> dict[str, Any]:
        """Return the verdicts in ``autograded/``, by student."""
        names = [assignment.name for assignment in self.assignments]
        verdicts = stored_verdicts(self.course.autograded, names)
        return {str(verdict.student): plain(verdict.as_json()) for verdict in verdicts}


def plain(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Return a verdict without its student, and without what differs from run to run."""
    questions = [question | {"seconds": 0.0} for question in verdict["questions"]]
    return {**verdict, "student": None, "seconds": 0.0, "questions": questions}


def without_time(results: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Gradescope is told, without the time that it took."""
    return {name: value for name, value in results.items() if name != "execution_time"}
