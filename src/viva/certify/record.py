"""What was certified, by fingerprints: what is the same since then need not be certified again.

``viva certify --mutate --write docs/certificate.md`` writes ``docs/certificate.json`` beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from viva.course.confinement import confine_elsewhere
from viva.course.layout import Assignment, Course
from viva.course.package import Package, digest, environment, make_package
from viva.grading.bundle import grade_id, is_answer, source


@dataclass(frozen=True)
class Record:
    """What was certified.

    Attributes
    ----------
    environment
        With which versions of all that verdicts depend on; see `viva.course.package`.
    questions
        A fingerprint of each question, by assignment.
    """

    environment: str = ""
    questions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def changed(self, assignment: str, found: Mapping[str, str]) -> set[str]:
        """Return the questions that were not certified as they are now."""
        certified = self.questions.get(assignment, {})
        return {name for name, fingerprint in found.items() if certified.get(name) != fingerprint}


def fingerprints(course: Course, assignment: Assignment) -> dict[str, str]:
    """Return a fingerprint of each question, of all in the course that its certificate depends on.

    These are the question's exam, its test cell and its points, what concerns the whole notebook,
    and the solutions, its own and all before it: its answers are tried in the solved notebook.
    """
    package = make_package(assignment, confine_elsewhere(course), False)
    base = replace(package, environment="").base
    return {
        question: digest([base, package.questions[question], solutions])
        for question, solutions in _solutions(package).items()
    }


def _solutions(package: Package) -> dict[str, list[str]]:
    """Return for each question that is graded automatically the answer cells as far as its own."""
    automatic = {question.id for question in package.bundle.questions if not question.written}
    found: dict[str, list[str]] = {}
    before: list[str] = []
    for cell in package.bundle.cells:
        if is_answer(cell):
            before.append(source(cell))
            if grade_id(cell) in automatic:
                found[grade_id(cell)] = list(before)
    return found


def make_record(course: Course, assignments: Iterable[Assignment]) -> Record:
    """Return the record of these assignments as they are now."""
    return Record(environment(), {each.name: fingerprints(course, each) for each in assignments})


def read_record(path: Path) -> Record:
    """Return the record in a file, or an empty one where there is none."""
    if not path.exists():
        return Record()
    return Record(**json.loads(path.read_text(encoding="utf-8")))


def write_record(path: Path, record: Record) -> None:
    """Write a record into a file."""
    path.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
