"""What a judge elsewhere must be told of an assignment, once: it travels as data, without code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from viva.course.bundle import make_bundle_without_exam
from viva.course.confinement import Confinement
from viva.course.layout import Assignment
from viva.course.versions import imported_modules, versions
from viva.exam.dependencies import fingerprints
from viva.exam.load import load_exam_texts, read_exam
from viva.grading.agreement import require_agreement
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id, is_answer, is_explore, nbgrader, source


@dataclass(frozen=True)
class Package:
    """An assignment and how to grade it.

    Attributes
    ----------
    bundle
        The assignment, without its exam.
    exam
        The source of each module of the exam, by its path, or None where there is no exam.
    exam_path
        Where that came from, to say what is wrong with it; no verdict depends on it.
    figures
        Whether figures are drawn into the graded notebooks.
    confinement
        How student code is kept in.
    modules
        What the notebook and the exam import.
    environment
        The versions of all that verdicts depend on; see `viva.course.versions`.
    """

    bundle: Bundle
    exam: Mapping[str, str] | None
    exam_path: str
    figures: bool
    confinement: Confinement
    modules: frozenset[str]
    environment: str

    @cached_property
    def base(self) -> str:
        """Return a fingerprint of all but what belongs to single questions."""
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
        """Return a fingerprint of what belongs to each question: exam, test cell, points."""
        graded = self.bundle.questions
        exam = fingerprints(self.exam or {}, [question.id for question in graded])
        cells = {grade_id(cell): cell for cell in self.bundle.cells}
        return {
            question.id: digest([exam[question.id], question.points, question.written, text])
            for question in graded
            for text in ["" if question.written else source(cells[question.cell_id])]
        }

    @cached_property
    def digest(self) -> str:
        """Return a fingerprint of the whole."""
        return digest([self.base, self.exam, [source(cell) for cell in self.bundle.cells]])

    def unpack(self) -> Bundle:
        """Return the bundle with its exam.

        Raises
        ------
        viva.exam.ExamProblem
            If the exam is malformed, or of other questions than the notebook.
        """
        if self.exam is None:
            return self.bundle
        exam = load_exam_texts(self.exam, self.exam_path)
        bundle = replace(self.bundle, exam=exam)
        require_agreement(bundle)
        return bundle


def make_package(assignment: Assignment, confinement: Confinement, figures: bool) -> Package:
    """Return an assignment with the text of its exam, which whoever grades it executes.

    Raises
    ------
    UsageProblem
        If the notebook cannot be read.
    viva.exam.ExamProblem
        If the exam is missing or cannot be read.
    """
    bundle = make_bundle_without_exam(assignment, confinement.limits)
    path = assignment.exam_path
    exam = read_exam(path) if path is not None else None
    if exam is None:
        require_agreement(bundle)
    plain = json.loads(json.dumps([bundle.cells, bundle.metadata]))
    bundle = replace(bundle, cells=tuple(plain[0]), metadata=plain[1])
    code = [source(cell) for cell in bundle.cells if cell.get("cell_type") == "code"]
    modules = imported_modules([*code, *(exam or {}).values()])
    return Package(bundle, exam, str(path), figures, confinement, modules, versions(modules))


def _outline(cell: dict[str, Any]) -> list[Any]:
    """Return the parts of an instructor's cell that every question depends on."""
    data = nbgrader(cell)
    test = bool(data.get("grade")) and not data.get("solution")
    runs = cell.get("cell_type") == "code" and not test and not is_answer(cell)
    data = {k: v for k, v in data.items() if k not in ("points", "checksum")}
    text = source(cell) if runs and not is_explore(cell) else ""
    return [cell.get("cell_type"), cell.get("id"), data, is_explore(cell), text]


def digest(data: Any) -> str:
    """Return a fingerprint of JSON-able data."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()
