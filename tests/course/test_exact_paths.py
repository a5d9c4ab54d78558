import glob
import os
import subprocess
import sys
from pathlib import Path

import pytest
from full_exam import full_course

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.course.exact_paths import ExactPaths, folders_in, left_out, notebooks_in
from viva.worker.sandbox import sandbox_problem

NAMES = ["ada", "o'neil [b]", "*", "?"]


class Directory:
    def __init__(self, student, notebook="*"):
        self.assignment_id, self.student_id, self.ignore = "01_[a]", student, ["*.pyc"]
        self.notebook_id = notebook


class Base:
    def init_assignment(self, assignment_id, student_id):
        self.seen = self.coursedir.ignore


class Converter(ExactPaths, Base):
    def __init__(self, root, student, notebook="*"):
        self.root, self.coursedir = root, Directory(student, notebook)

    def _format_source(self, assignment, student):
        return os.path.join(self.root, student, assignment)


@pytest.fixture
def root(tmp_path):
    for name in NAMES:
        folder = tmp_path / name / "01_[a]"
        folder.mkdir(parents=True)
        (folder / "n.ipynb").touch()
        (folder / ".hidden.ipynb").touch()
        (folder / "[x].pyc").touch()
    (tmp_path / "empty" / "01_[a]").mkdir(parents=True)
    (tmp_path / ".hidden" / "01_[a]").mkdir(parents=True)
    return str(tmp_path)


def test_all_students_are_found(root):
    converter = Converter(root, "*")
    converter.init_notebooks()
    assert sorted(converter.assignments) == sorted(f"{root}/{name}/01_[a]" for name in NAMES)
    for folder, notebooks in converter.assignments.items():
        assert notebooks == [f"{folder}/n.ipynb"]


@pytest.mark.parametrize("name", ["o'neil [b]", "?"])
def test_one_student_is_found_by_name(root, name):
    converter = Converter(root, name)
    converter.init_notebooks()
    assert list(converter.assignments) == [f"{root}/{name}/01_[a]"]


def test_one_notebook_is_found_by_name(root):
    (Path(root) / "?" / "01_[a]" / "m.ipynb").touch()
    for name in ("m", "n"):
        converter = Converter(root, "?", name)
        converter.init_notebooks()
        assert converter.assignments == {f"{root}/?/01_[a]": [f"{root}/?/01_[a]/{name}.ipynb"]}


def test_what_is_left_out_is_left_out_by_name(root):
    converter = Converter(root, "o'neil [b]")
    converter.init_assignment("01_[a]", "o'neil [b]")
    found = sorted(path for pattern in converter.seen for path in glob.glob(pattern))
    folder = f"{root}/o'neil [b]/01_[a]"
    assert found == [f"{folder}/{name}" for name in (".hidden.ipynb", "[x].pyc", "n.ipynb")]
    assert converter.coursedir.ignore == ["*.pyc"]


def test_what_is_not_there_is_nothing(tmp_path):
    assert folders_in(tmp_path / "no") == []
    assert list(notebooks_in(tmp_path / "no")) == []
    assert list(left_out(str(tmp_path / "no"), ["*"])) == []


@pytest.mark.slow
@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_every_command_takes_names_as_they_are(tmp_path):
    course, assignment = full_course(tmp_path / "course [2026] *?")
    who = "o'neil [b]"
    notebook = trial_notebook(make_bundle(assignment), Trial("solution"))
    for student in ("ada", who):
        folder = course.submitted / student / assignment.name
        folder.mkdir(parents=True)
        (folder / "warm_up.ipynb").write_bytes(notebook)

    def viva(*arguments):
        program = Path(sys.executable).with_name("viva")
        done = subprocess.run(
            [program, *arguments], cwd=course.root, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    viva("release", "01")
    assert (course.release / assignment.name / "warm_up.ipynb").is_file()
    viva("grade", "01")
    assert "2 pages" in viva("feedback", "01")
    assert "1 page" in viva("feedback", "01", "--student", who)
    viva("report", "01")
    assert f"{who},,,2" in viva("export", "grades", "--format", "csv")
    for student in ("ada", who):
        pages = course.feedback / student / assignment.name
        assert [path.name for path in pages.iterdir()] == ["warm_up.html"]
    assert [path.name for path in tmp_path.iterdir()] == [course.root.name]
