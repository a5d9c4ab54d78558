"""Where a course keeps its things: folders, assignments, exams and the gradebook."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

CONFIG_NAME = "nbgrader_config.py"
# Where the released notebooks can be read by everybody; see viva.release.elsewhere.
PUBLISHED_AT = "published_at"
# Where students' files are in a course: an nbgrader_config.py there may be theirs.
WORK = frozenset({"submitted", "autograded", "feedback"})
# Lists the courses inside a course, one path a line, relative to it.
NESTED = ".viva/courses"


class UsageProblem(click.UsageError):
    """What was asked for does not exist; the message says what does. Ends a command with code 2."""


@dataclass(frozen=True)
class Assignment:
    """One notebook of a folder in ``source/``: usually the only one, and then the assignment.

    Attributes
    ----------
    name
        The folder's name, ``03_list_mlp``.
    notebook_name
        The notebook's name without its ending, ``list_mlp``.
    source_path, release_path
        The instructor's notebook and the students' one; the latter need not exist yet.
    exam_path
        The exam, a package or a single module, or None where nobody has written one.
    siblings
        The names of the other notebooks of the assignment; usually none.
    """

    name: str
    notebook_name: str
    source_path: Path
    release_path: Path
    exam_path: Path | None
    siblings: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What people call it: the assignment, with the notebook where there are several."""
        return f"{self.name}/{self.notebook_name}" if self.siblings else self.name

    @property
    def file_name(self) -> str:
        """A name for what is kept of it, which no other has: nbgrader allows no + in a name."""
        return f"{self.name}+{self.notebook_name}" if self.siblings else self.name

    def exam_texts(self) -> dict[str, str]:
        """Return the text of each module of the exam, by its path within the exam."""
        from viva.exam.load import read_exam

        return read_exam(self.exam_path) if self.exam_path is not None else {}

    @property
    def number(self) -> str:
        """What stands before the first underscore of the name: ``03``."""
        return self.name.partition("_")[0]


class Course:
    """A course folder, with the settings of its ``nbgrader_config.py``.

    Parameters
    ----------
    root
        The course folder. Without it, the one that `find_root` finds for the current folder.

    Attributes
    ----------
    source, release, submitted, autograded, feedback, exams
        The course's folders; ``exams`` holds the hidden exams.
    gradebook_url
        The gradebook's database, as SQLAlchemy names it.
    config
        All of nbgrader's settings.

    Raises
    ------
    UsageProblem
        Where there is no course, or its settings cannot be read.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (find_root(Path.cwd()) if root is None else root).resolve()
        self.config = read_config(self.root)
        self.source = self._folder("source")
        self.release = self._folder("release")
        self.submitted = self._folder("submitted")
        self.autograded = self._folder("autograded")
        self.feedback = self._folder("feedback")
        self.exams = self.root / "tests" / "hidden"
        self.gradebook_url: str = self._setting("db_url", sqlite_url(self.root / "gradebook.db"))
        self.course_id: str = self._setting("course_id", "")

    def __repr__(self) -> str:
        return f"Course({str(self.root)!r})"

    def has_gradebook(self) -> bool:
        """Return whether there is a gradebook; opening one would make it."""
        if not self.gradebook_url.startswith("sqlite:///"):
            return True
        from sqlalchemy import make_url

        return (self.root / (make_url(self.gradebook_url).database or "")).is_file()

    def _setting(self, name: str, default: str) -> str:
        settings = self.config.CourseDirectory
        return str(settings[name]) if name in settings else default

    def _folder(self, step: str) -> Path:
        return self.root / self._setting(f"{step}_directory", step)

    def assignments(self) -> list[Assignment]:
        """Every assignment in ``source/``, in the order of their names; each notebook of several.

        Those are left out of which it cannot be told which notebook is theirs; see `faults`.
        """
        return self._look()[0]

    def faults(self) -> dict[str, str]:
        """Return a sentence for each folder and exam that is no assignment's, by its name."""
        return self._look()[1]

    def _look(self) -> tuple[list[Assignment], dict[str, str]]:
        from viva.exam.load import exam_in  # with NumPy, which a command's --help does not need

        found: list[Assignment] = []
        faults: dict[str, str] = {}
        for folder in sorted(path for path in self.source.glob("[!.]*") if path.is_dir()):
            notebooks = graded_in(folder)
            found += [
                Assignment(
                    name=folder.name,
                    notebook_name=notebook,
                    source_path=folder / f"{notebook}.ipynb",
                    release_path=self.release / folder.name / f"{notebook}.ipynb",
                    exam_path=exam_in(self.exams, notebook),
                    siblings=tuple(name for name in notebooks if name != notebook),
                )
                for notebook in notebooks
            ]
        found = [self._with_own_exam(each, found) for each in found]
        for name, path in self._exams():
            if path.is_dir() and (module := path.with_suffix(".py")).is_file():
                faults[name] = (
                    f"{self.shown(path)} and {self.shown(module)} are both exams of {name}.ipynb, "
                    "and only the first would be asked. Remove one."
                )
        names = {assignment.notebook_name for assignment in found}
        there = {path.stem for path in self.source.glob("[!.]*/*.ipynb")}
        for name, path in self._exams():
            # A misspelt one would never be asked.
            if name not in names | there:
                faults[name] = (
                    f"{self.shown(path)} is an exam, but {self.shown(self.source)} has no notebook "
                    f"{name}.ipynb. Give it the name of its notebook, or move it away."
                )
        for name in {each.notebook_name for each in found if each.exam_path is not None}:
            asking = [a for a in found if a.notebook_name == name and a.exam_path is not None]
            if len(asking) > 1 and any(a.siblings for a in asking):
                listed = " and ".join(f"{a.name}/{name}.ipynb" for a in asking)
                for each in asking:
                    faults[each.label] = (
                        f"{listed} would have the same exam, {self.shown(self.exams)}/{name}, and "
                        "it can be of one only. Rename one of the notebooks, and give it an exam "
                        "of that name."
                    )
        return [each for each in found if each.label not in faults], faults

    @staticmethod
    def _with_own_exam(assignment: Assignment, everything: list[Assignment]) -> Assignment:
        """Return an assignment without an exam that is of another one's notebook of this name.

        Where there is one notebook a folder, the exam is of both.
        """
        alike = [a for a in everything if a.notebook_name == assignment.notebook_name]
        if len(alike) == 1 or assignment.exam_path is None or not any(a.siblings for a in alike):
            return assignment
        asking = any(map(_asks_an_exam, alike))
        own = _asks_an_exam(assignment) or not asking
        return assignment if own else replace(assignment, exam_path=None)

    def _exams(self) -> list[tuple[str, Path]]:
        from viva.exam.load import exams_in

        return list(exams_in(self.exams))

    def find(self, text: str) -> Assignment:
        """Return the assignment that a number, a name or a notebook's name stands for.

        ``03``, ``3``, ``03_list_mlp`` and ``list_mlp`` all name the same one.

        Raises
        ------
        UsageProblem
            With the list of what exists, if none or more than one is meant, or if it has several
            notebooks and none of them is named.
        """
        meant = self.find_all(text)
        if len(meant) > 1:
            names = " or ".join(each.label for each in meant)
            raise UsageProblem(f"{text!r} has {len(meant)} notebooks. Name one: {names}.")
        return meant[0]

    def find_all(self, text: str) -> list[Assignment]:
        """Return the notebooks of an assignment, or the one that is named: ``ps1`` or ``ps1/a``.

        Raises
        ------
        UsageProblem
            With the list of what exists, if no assignment or more than one is meant.
        """
        assignments, faults = self._look()
        wanted = text.strip().rstrip("/")
        for name, fault in faults.items():
            folder = name.partition("/")[0]
            known = (name, name.rpartition("/")[2], folder, folder.partition("_")[2])
            if wanted in known or _same_number(wanted, folder.partition("_")[0]):
                raise UsageProblem(fault)
        meant = [a for a in assignments if wanted in (a.name, a.notebook_name, a.label)] or [
            a for a in assignments if _same_number(wanted, a.number)
        ]
        if len(meant) == 1 or (meant and len({a.name for a in meant}) == 1):
            # A notebook may be called as its folder is, which then means the whole.
            return [a for a in assignments if a.name == wanted] or meant
        fault = (
            "matches more than one assignment" if meant else "is not an assignment of this course"
        )
        names = ", ".join(a.label for a in meant or assignments) or "none yet"
        raise UsageProblem(f"{text!r} {fault}. Assignments: {names}.")

    def chosen(self, texts: Iterable[str]) -> list[Assignment]:
        """Return all that texts stand for, each once, in their order; see `find_all`.

        Raises
        ------
        UsageProblem
            If one of them stands for nothing, or for more than one assignment.
        """
        return list(dict.fromkeys(each for text in texts for each in self.find_all(text)))

    def notebook(self, assignment: str, notebook: str) -> Assignment:
        """Return a notebook of an assignment by both names, as nbgrader has them.

        Where there is only one in the folder it is that, whatever it is called.

        Raises
        ------
        UsageProblem
            If there is none.
        """
        meant = self.find_all(assignment)
        if len(meant) == 1 and not meant[0].siblings:
            return meant[0]
        return self.find(f"{assignment}/{notebook}")

    def graded(self, assignment: str, notebook: str) -> Assignment | None:
        """Return a notebook as `notebook` does; None for one of several without any points.

        nbgrader converts that, too.
        """
        meant = self.find_all(assignment)
        if meant[0].siblings and notebook not in {each.notebook_name for each in meant}:
            return None
        return self.notebook(assignment, notebook)

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: relative to the course where it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def nbgrader_directory(self, **settings: Any) -> CourseDirectory:
        """Return nbgrader's own view of this course, some of its settings replaced."""
        from nbgrader.coursedir import CourseDirectory

        settings = {"root": str(self.root), "db_url": self.gradebook_url} | settings
        return CourseDirectory(config=self.config, **settings)


def sqlite_url(path: Path) -> str:
    """Return the address of a database in a file."""
    name = str(path)
    if not {"%", "?"} & set(name):
        return f"sqlite:///{name}"
    from sqlalchemy import URL  # takes its time, and what else the name holds means only itself

    return URL.create("sqlite", database=name).render_as_string()


def find_root(start: Path) -> Path:
    """Return the course that a folder belongs to: that folder or one above it.

    Of several, the outermost: a course's settings and exams are run, and in what a student handed
    in there may be a folder that looks like a course.

    Raises
    ------
    UsageProblem
        If there is none; or if there is one within another, neither among the students' work nor
        listed in ``.viva/courses`` of the outer one.
    """
    around = [folder for folder in (start, *start.parents) if (folder / CONFIG_NAME).is_file()]
    if not around:
        raise UsageProblem(
            f"There is no course here: neither {start} nor a folder above it has {CONFIG_NAME}."
        )
    root = around.pop()
    for folder in reversed(around):
        place = folder.relative_to(root)
        if place.as_posix() in nested_courses(root):
            root = folder
        elif place.parts[0] in WORK:
            break
        else:
            raise UsageProblem(
                f"{place / CONFIG_NAME} lies within the course in {root} and is not run, since it "
                f"may be a student's. Call viva in {root}; or, if {place} is a course of yours, "
                f"write {place} into {root / NESTED}."
            )
    return root


def nested_courses(root: Path) -> set[str]:
    """Return the courses inside a course that are the instructor's, too."""
    try:
        return set((root / NESTED).read_text(encoding="utf-8").split("\n"))
    except OSError:
        return set()


def add_nested_course(root: Path, inner: Path) -> None:
    """List a course as one that is the instructor's, if it lies inside another."""
    if not inner.is_relative_to(root) or inner.relative_to(root).as_posix() in nested_courses(root):
        return
    (root / NESTED).parent.mkdir(exist_ok=True)
    with (root / NESTED).open("a", encoding="utf-8") as file:
        file.write(f"{inner.relative_to(root).as_posix()}\n")


def read_config(root: Path) -> Config:
    """Return the settings in a course's ``nbgrader_config.py``."""
    try:
        config = PyFileConfigLoader(CONFIG_NAME, path=str(root)).load_config()
    except Exception as error:  # the file is the instructor's own Python: anything can come
        raise UsageProblem(f"{root / CONFIG_NAME} cannot be read: {error}.") from error
    folder = root / str(config.CourseDirectory.get("source_directory", "source"))
    if not folder.is_dir():
        raise UsageProblem(f"The course in {root} has no folder {folder.name}/ for its notebooks.")
    return config


def graded_in(folder: Path) -> list[str]:
    """Return the names of the notebooks in a folder of ``source/`` that are graded, in order.

    Of several those count that carry points or are called as the folder is, and, unless there is
    one of that name, those that cannot be read: what is wrong with them is said when they are.
    """
    notebooks = sorted(path.stem for path in folder.glob("[!.]*.ipynb"))
    expected = folder.name.partition("_")[2]
    if len(notebooks) < 2:
        return notebooks
    graded = {name: _is_graded(folder / f"{name}.ipynb") for name in notebooks}
    if expected in notebooks:
        return [name for name in notebooks if name == expected or graded[name]]
    return [name for name in notebooks if graded[name] is not False] or notebooks


def _is_graded(path: Path) -> bool | None:
    """Return whether a notebook has cells of nbgrader's that carry points; None if unreadable."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        marks = [cell["metadata"].get("nbgrader", {}) for cell in cells]
        return any(mark.get("grade") or mark.get("task") for mark in marks)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _asks_an_exam(assignment: Assignment) -> bool:
    """Return whether a notebook has a line that asks the exam of its name."""
    from viva.grading.agreement import LINE
    from viva.grading.cells import source

    try:
        cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
        return any(LINE.search(source(cell)) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _same_number(wanted: str, number: str) -> bool:
    return wanted.isdecimal() and number.isdecimal() and int(wanted) == int(number)
