"""Find, read and execute the exam of a notebook: a package in ``tests/hidden/``, or one module.

An exam is executed from its texts. They may come from files beside the course, or may have
travelled to another machine; what it says and what a traceback shows is the same either way.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import itertools
import linecache
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from viva.exam.questions import Exam, Question

START = "__init__.py"
# How the names of the packages begin under which exams are imported.
PACKAGE = "viva_exam_"
DEFINES = re.compile(r"^exam\b[^=\n]*=", re.M)
OWN_NAME = re.compile(r"cannot import name '(\w+)'")
# An exam that is loaded anew, after an edit, is another one than before.
_numbers = itertools.count(1)


class ExamProblem(Exception):
    """An exam is missing, or does not define what it must."""


def exam_in(folder: Path, name: str) -> Path | None:
    """Return the exam `name` in `folder`: a package, or a single module; None if there is none."""
    if (folder / name / START).is_file():
        return folder / name
    module = folder / f"{name}.py"
    return module if module.is_file() else None


def exams_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and the path of each exam in `folder`, by the text of its first file."""
    for path in sorted(folder.glob("[!.]*")):
        start = start_of(path)
        if start.suffix == ".py" and start.is_file():
            with contextlib.suppress(OSError):
                if DEFINES.search(start.read_text(encoding="utf-8", errors="replace")):
                    yield path.name.removesuffix(".py"), path


def start_of(path: Path) -> Path:
    """Return the file that defines the ``exam`` of a package or a single module."""
    return path / START if path.is_dir() else path


def texts_beside(module: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the texts of the exam that a module belongs to, by its globals; none for another."""
    loader = module.get("__loader__")
    return tuple(loader.texts.values()) if isinstance(loader, _Finder) else ()


def find_exam(name: str, start: Path) -> Path:
    """Return the exam ``tests/hidden/NAME`` in `start` or in a folder above it.

    Raises
    ------
    ExamProblem
        If no folder on the way up holds it.
    """
    for folder in (start, *start.parents):
        found = exam_in(folder / "tests" / "hidden", name)
        if found is not None:
            return found
    raise ExamProblem(f"There is no exam tests/hidden/{name} in {start} or a folder above it.")


def read_exam(path: Path) -> dict[str, str]:
    """Return the source of each module of an exam, by its path within the exam.

    Raises
    ------
    ExamProblem
        If there is no exam, or a module cannot be read.
    """
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    base = path if path.is_dir() else path.parent
    return {file.relative_to(base).as_posix(): _text_of(file, path) for file in files}


def _text_of(file: Path, exam: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ExamProblem(f"There is no exam at {exam}.") from error
    except UnicodeDecodeError as error:
        raise ExamProblem(f"{file} is not in UTF-8. Save it in that encoding.") from error
    except OSError as error:
        raise ExamProblem(f"The exam at {exam} cannot be read: {error}.") from error


def load_exam(path: Path) -> Exam:
    """Execute the exam at `path`, a package or a single module, and return its ``exam``.

    Raises
    ------
    ExamProblem
        If there is no exam, or its code fails, or it defines no `Exam` under the name ``exam``.
    """
    return load_exam_texts(read_exam(path), str(path))


def load_exam_texts(texts: Mapping[str, str], where: str) -> Exam:
    """Execute an exam from the texts of its modules, and return its ``exam``.

    Parameters
    ----------
    texts
        What `read_exam` returns.
    where
        The path of the exam, by which problems and tracebacks name its files.

    Raises
    ------
    ExamProblem
        As `load_exam` does.
    """
    stem = Path(where).name.removesuffix(".py")
    root = f"{PACKAGE}{next(_numbers)}_{stem}"
    finder = _Finder(root, texts, where)
    sys.meta_path.insert(0, finder)
    try:
        # Not in the folder in which viva is called: matplotlib would read settings there.
        with contextlib.chdir(Path.cwd().anchor):
            module = importlib.import_module(root)
    except (Exception, SystemExit) as error:
        raise ExamProblem(f"{finder.place_of(error)}: {finder.fault_of(error)}") from error
    exam = getattr(module, "exam", None)
    if not isinstance(exam, Exam):
        raise ExamProblem(f"{finder.start} must define `exam = Exam({stem!r})`.")
    finder.check_complete(exam)
    return exam


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the modules of one exam among its texts, for as long as the process lives."""

    def __init__(self, root: str, texts: Mapping[str, str], where: str) -> None:
        self.root = root
        self.where = where
        self.package = START in texts
        self.names = {self._name(path): path for path in texts}
        self.texts = dict(texts)
        for path, text in texts.items():
            # Without a time of change, so that nobody looks whether the file is still there.
            shown = self.shown(path)
            linecache.cache[shown] = (len(text), None, text.splitlines(keepends=True), shown)

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the exam, as tracebacks name them."""
        return tuple(self.shown(path) for path in self.texts)

    @property
    def start(self) -> str:
        """The file that must define the exam."""
        return self.shown(self.names[self.root])

    def _name(self, path: str) -> str:
        if not self.package:
            return self.root
        parts = path.removesuffix(".py").split("/")
        return ".".join([self.root, *(part for part in parts if part != "__init__")])

    def shown(self, path: str) -> str:
        """Return how a module's file is named."""
        return f"{self.where}/{path}" if self.package else self.where

    def check_complete(self, exam: Exam) -> None:
        """Raise an `ExamProblem` where a file or a question of the package is not in the exam."""
        for name, path in self.names.items():
            module = sys.modules.get(name)
            if module is None:
                raise ExamProblem(f"{self.start} does not import {path}: what it holds is lost.")
            for value in vars(module).values():
                if isinstance(value, Question) and exam.questions.get(value.id) is not value:
                    raise ExamProblem(
                        f"{self.start}: {value.id} is not among the exam's questions. Add it to "
                        f"the list in Exam({exam.name!r}, […])."
                    )

    def fault_of(self, error: BaseException) -> str:
        """Return what an exception says, in the words of whoever writes an exam."""
        if isinstance(error, SystemExit):
            return "it ends the program (sys.exit). An exam defines questions only: remove that."
        if isinstance(error, ImportError) and error.name:
            own = OWN_NAME.search(str(error)) if error.name == self.root else None
            lacking = own[1] if own else error.name.removeprefix(f"{self.root}.")
            if own or lacking != error.name:
                file = lacking.replace(".", "/")
                return (
                    f"it imports {lacking}, but there is no {file}.py beside it. Write that file, "
                    "or remove the import."
                )
        said = error.msg if isinstance(error, SyntaxError) else error
        return f"{type(error).__name__}: {said}"

    def place_of(self, error: BaseException) -> str:
        """Return the file and line of the exam at which an exception came up."""
        files = self.files
        if isinstance(error, SyntaxError) and error.filename in files:
            return f"{error.filename}, line {error.lineno}"
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{f.filename}, line {f.lineno}" for f in frames if f.filename in files]
        return places[-1] if places else self.start

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the specification of a module of this exam."""
        if fullname not in self.names:
            return None
        shown = self.shown(self.names[fullname])
        spec = importlib.machinery.ModuleSpec(
            fullname, self, origin=shown, is_package=self.is_package(fullname)
        )
        spec.has_location = True
        return spec

    def is_package(self, fullname: str) -> bool:
        """Return whether a module may have modules below it."""
        return self.names[fullname].endswith(START)

    def get_source(self, fullname: str) -> str:
        """Return a module's text."""
        return self.texts[self.names[fullname]]

    def get_code(self, fullname: str) -> CodeType:
        """Return a module's text, compiled under the name of its file."""
        text = self.get_source(fullname)
        code: CodeType = compile(text, self.shown(self.names[fullname]), "exec", dont_inherit=True)
        return code
