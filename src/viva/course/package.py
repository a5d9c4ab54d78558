"""What a judge elsewhere must be told of an assignment, once: it travels as data, without code."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import viva
from viva.course.bundle import make_bundle_without_exam
from viva.course.confinement import Confinement
from viva.course.layout import Assignment
from viva.exam.blocks import fingerprints
from viva.exam.load import load_exam_text
from viva.grading.bundle import Bundle, grade_id, is_answer, is_explore, nbgrader, source

# What verdicts depend on, besides the course.
PACKAGES = ("numpy", "matplotlib", "scikit-learn", "ipython")
COURSE = ("bundle", "clear", "handed_in", "package")
SOURCES = (
    *("compare", "exam", "grading", "lab", "worker", "classroom/seat.py"),
    *(f"course/{name}.py" for name in COURSE),
)


@dataclass(frozen=True)
class Package:
    """An assignment and how to grade it.

    Attributes
    ----------
    bundle
        The assignment, without its exam.
    exam
        The source of the exam module, or None where there is none.
    exam_file
        Where that came from, to say what is wrong with it; no verdict depends on it.
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is kept in.
    environment
        The versions of all that verdicts depend on; see `environment`.
    """

    bundle: Bundle
    exam: str | None
    exam_file: str
    figures: bool
    confinement: Confinement
    environment: str

    @cached_property
    def base(self) -> str:
        """A fingerprint of all but what belongs to single questions."""
        bundle = self.bundle
        said = {
            "names": [bundle.assignment, bundle.notebook, self.exam is None],
            "cells": [_outline(cell) for cell in bundle.cells],
            "needs": {question.id: sorted(question.needs) for question in bundle.questions},
            "released": dict(bundle.released),
            "metadata": bundle.metadata,
            "files": {n: hashlib.sha256(c).hexdigest() for n, c in bundle.files.items()},
            "figures": self.figures,
            "confinement": asdict(self.confinement),
            "environment": self.environment,
        }
        return digest(said)

    @cached_property
    def questions(self) -> dict[str, str]:
        """A fingerprint of what belongs to each question: its exam, its test cell, its points."""
        graded = self.bundle.questions
        exam = fingerprints(self.exam or "", [question.id for question in graded])
        cells = {grade_id(cell): cell for cell in self.bundle.cells}
        return {
            question.id: digest([exam[question.id], question.points, question.written, text])
            for question in graded
            for text in ["" if question.written else source(cells[question.cell_id])]
        }

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the whole."""
        return digest([self.base, self.exam, [source(cell) for cell in self.bundle.cells]])

    def unpack(self) -> Bundle:
        """Make the bundle with its exam.

        Raises
        ------
        viva.exam.ExamProblem
            If the exam module is malformed.
        """
        if self.exam is None:
            return self.bundle
        exam = load_exam_text(self.bundle.notebook, self.exam, self.exam_file)
        return replace(self.bundle, exam=exam)


def make_package(assignment: Assignment, confinement: Confinement, figures: bool) -> Package:
    """Read an assignment; of its exam only the text, which whoever grades it executes.

    Raises
    ------
    UsageProblem
        If the notebook cannot be read.
    """
    bundle = make_bundle_without_exam(assignment, confinement.limits)
    path = assignment.exam_path
    exam = path.read_text(encoding="utf-8") if path is not None else None
    plain = json.loads(json.dumps([bundle.cells, bundle.metadata]))
    bundle = replace(bundle, cells=tuple(plain[0]), metadata=plain[1])
    return Package(bundle, exam, str(path), figures, confinement, environment())


@lru_cache(maxsize=1)
def environment() -> str:
    """Give the versions of Python, of what notebooks import, and of viva's own sources."""
    root = Path(viva.__file__).parent
    files = [root / name for name in SOURCES]
    paths = sorted(p for f in files for p in ([f] if f.is_file() else f.rglob("*.py")))
    own = hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    python = "python " + ".".join(map(str, sys.version_info[:3]))
    versions = [python, *(f"{name} {version(name)}" for name in PACKAGES), f"viva {own[:12]}"]
    return ", ".join(versions)


def _outline(cell: dict[str, Any]) -> list[Any]:
    """Give what of a cell of the instructor's concerns every question."""
    data = nbgrader(cell)
    test = bool(data.get("grade")) and not data.get("solution")
    runs = cell.get("cell_type") == "code" and not test and not is_answer(cell)
    data = {k: v for k, v in data.items() if k not in ("points", "checksum")}
    text = source(cell) if runs and not is_explore(cell) else ""
    return [cell.get("cell_type"), cell.get("id"), data, is_explore(cell), text]


def digest(data: Any) -> str:
    """Give a fingerprint of JSON-able data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
