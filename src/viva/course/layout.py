"""Where a course keeps its things: folders, assignments, exams and the gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory

CONFIG_NAME = "nbgrader_config.py"


class UsageProblem(click.UsageError):
    """What was asked for does not exist; the message says what does. Ends a command with code 2."""


@dataclass(frozen=True)
class Assignment:
    """One assignment: a folder in ``source/`` and the one notebook in it.

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
    """

    name: str
    notebook_name: str
    source_path: Path
    release_path: Path
    exam_path: Path | None

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
        The course folder. Without it, the current folder or the nearest one above it that holds
        ``nbgrader_config.py`` and the source folder.

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
        self.gradebook_url: str = self._setting("db_url", f"sqlite:///{self.root / 'gradebook.db'}")
        self.course_id: str = self._setting("course_id", "")

    def __repr__(self) -> str:
        return f"Course({str(self.root)!r})"

    def _setting(self, name: str, default: str) -> str:
        settings = self.config.CourseDirectory
        return str(settings[name]) if name in settings else default

    def _folder(self, step: str) -> Path:
        return self.root / self._setting(f"{step}_directory", step)

    def assignments(self) -> list[Assignment]:
        """Every assignment in ``source/``, in the order of their names."""
        from viva.exam.load import exam_in  # with NumPy, which a command's --help does not need

        found = []
        for folder in sorted(path for path in self.source.glob("[!.]*") if path.is_dir()):
            notebooks = sorted(path.stem for path in folder.glob("[!.]*.ipynb"))
            if not notebooks:
                continue
            expected = folder.name.partition("_")[2]
            if expected not in notebooks and len(notebooks) > 1:
                raise UsageProblem(
                    f"{self.shown(folder)} holds {len(notebooks)} notebooks, and none is "
                    f"{expected}.ipynb: an assignment has one notebook."
                )
            notebook = expected if expected in notebooks else notebooks[0]
            found.append(
                Assignment(
                    name=folder.name,
                    notebook_name=notebook,
                    source_path=folder / f"{notebook}.ipynb",
                    release_path=self.release / folder.name / f"{notebook}.ipynb",
                    exam_path=exam_in(self.exams, notebook),
                )
            )
        return found

    def find(self, text: str) -> Assignment:
        """Return the assignment that a number, a name or a notebook's name stands for.

        ``03``, ``3``, ``03_list_mlp`` and ``list_mlp`` all name the same one.

        Raises
        ------
        UsageProblem
            With the list of what exists, if none or more than one is meant.
        """
        assignments = self.assignments()
        wanted = text.strip().rstrip("/")
        meant = [a for a in assignments if wanted in (a.name, a.notebook_name)] or [
            a for a in assignments if _same_number(wanted, a.number)
        ]
        if len(meant) == 1:
            return meant[0]
        fault = (
            "matches more than one assignment" if meant else "is not an assignment of this course"
        )
        names = ", ".join(a.name for a in meant or assignments) or "none yet"
        raise UsageProblem(f"{text!r} {fault}. Assignments: {names}.")

    def shown(self, path: Path) -> str:
        """Return a path as messages show it: relative to the course where it is inside."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def nbgrader_directory(self, **settings: Any) -> CourseDirectory:
        """Return nbgrader's own view of this course, some of its settings replaced."""
        from nbgrader.coursedir import CourseDirectory

        settings = {"root": str(self.root), "db_url": self.gradebook_url} | settings
        return CourseDirectory(config=self.config, **settings)


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upward, that is a course."""
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise UsageProblem(
        f"There is no course here: neither {start} nor a folder above it has {CONFIG_NAME}."
    )


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


def _same_number(wanted: str, number: str) -> bool:
    return wanted.isdecimal() and number.isdecimal() and int(wanted) == int(number)
