"""What was certified, by fingerprints: what is the same since then need not be certified again.

``viva certify --mutate --costs --write docs/certificate.md`` writes it beside the page, as
``docs/certificate.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from viva.course.confinement import confine_elsewhere
from viva.course.layout import Assignment, Course
from viva.course.package import Package, digest, make_package
from viva.grading.cells import grade_id, is_answer, source


@dataclass(frozen=True)
class State:
    """An assignment in the state in which it is, or was, certified.

    Attributes
    ----------
    environment
        The versions of all that verdicts depend on; see `viva.course.versions`.
    questions
        A fingerprint of each question that is graded automatically, by its id.
    """

    environment: str = ""
    questions: Mapping[str, str] = field(default_factory=dict)

    def changed_since(self, earlier: State) -> set[str]:
        """Return the questions that are not as they were."""
        return {
            name
            for name, fingerprint in self.questions.items()
            if earlier.questions.get(name) != fingerprint
        }


def state_of(course: Course, assignment: Assignment) -> State:
    """Return the state in which an assignment is.

    A question's fingerprint covers its exam, its test cell and its points, what concerns the whole
    notebook, and the solutions, its own and all before it: answers are tried in the solved
    notebook.
    """
    package = make_package(assignment, confine_elsewhere(course), False)
    base = replace(package, environment="").base
    questions = {
        question: digest([base, package.questions[question], solutions])
        for question, solutions in _solutions(package).items()
    }
    return State(package.environment, questions)


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


def read_record(path: Path) -> dict[str, State]:
    """Return the states that were certified, by assignment; none where there is no such file."""
    if not path.exists():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {assignment: State(**state) for assignment, state in content.items()}


def write_record(path: Path, states: Mapping[str, State]) -> None:
    """Write the states that were certified, by assignment."""
    content = {assignment: asdict(state) for assignment, state in states.items()}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
