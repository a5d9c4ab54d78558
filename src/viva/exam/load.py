"""Find and load the exam module of a notebook."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import traceback
from pathlib import Path

from viva.exam.questions import Exam


class ExamProblem(Exception):
    """An exam module is missing, or does not define what it must."""


def load_exam(path: Path, shown: str | None = None) -> Exam:
    """Execute the exam module at `path` and return its ``exam``.

    Parameters
    ----------
    shown
        What problems call the module; by default `path`.

    Raises
    ------
    ExamProblem
        If there is no such file, or it defines no `Exam` under the name ``exam``.
    """
    if not path.is_file():
        raise ExamProblem(f"There is no exam at {path}.")
    shown = shown or str(path)
    name = f"viva_exam_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        lines = [
            f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)
        ]
        where = f"{shown}, line {lines[-1]}" if lines else shown
        raise ExamProblem(f"{where}: {type(error).__name__}: {error}") from error
    finally:
        sys.modules.pop(name, None)
    exam = getattr(module, "exam", None)
    if not isinstance(exam, Exam):
        raise ExamProblem(f"{shown} must define `exam = Exam({path.stem!r})`.")
    return exam


def load_exam_text(name: str, text: str, shown: str | None = None) -> Exam:
    """Execute the source of an exam module, where its file is not, and return its ``exam``.

    Parameters
    ----------
    shown
        What problems call the module; by default the file that it is written to.

    Raises
    ------
    ExamProblem
        As `load_exam` does.
    """
    with tempfile.TemporaryDirectory(prefix="viva-exam-") as folder:
        path = Path(folder) / f"{name}.py"
        path.write_text(text, encoding="utf-8")
        return load_exam(path, shown)


def find_exam(name: str, start: Path) -> Path:
    """Find ``tests/hidden/NAME.py`` in `start` or a folder above it.

    Raises
    ------
    ExamProblem
        If no folder on the way up holds it.
    """
    for folder in (start, *start.parents):
        candidate = folder / "tests" / "hidden" / f"{name}.py"
        if candidate.is_file():
            return candidate
    raise ExamProblem(f"No tests/hidden/{name}.py in {start} or a folder above it.")
