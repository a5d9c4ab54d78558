"""The corpus of broken submissions: how each is made, and what a fair grader makes of it.

Each case is a small member of a large class. Its builder gets the folder of one student for
``01_perceptron_line`` and an honest notebook, breaks something, and writes what is handed in.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ASSIGNMENT = "01_perceptron_line"
FILE = "perceptron_line.ipynb"
Notebook = dict[str, Any]
Cell = dict[str, Any]

POINTS = {
    "q01_first_points": 1,
    "q02_pred_linear": 2,
    "q03_accuracy": 2,
    "q04_manual_line": 2,
    "q05_perceptron_step": 3,
    "q06_perceptron_fit": 3,
    "q07_line_of": 2,
}

# None of these lines stands in the instructor's solution or in the exam.
ANSWERS = {
    "q01_first_points": """
first_point = X[0]
second_point = X[1]
first_label = y[0]
second_label = y[1]
""",
    "q02_pred_linear": """
def pred_linear(a, b, x1, x2):
    height_of_line = b + a * x1
    if height_of_line > x2:
        return 1
    return 0
""",
    "q03_accuracy": """
def accuracy(y_true, y_pred):
    hits = 0
    for place in range(len(y_true)):
        if y_true[place] == y_pred[place]:
            hits += 1
    return hits / len(y_true)
""",
    "q04_manual_line": """
a = 0.2
b = 0.3
""",
    "q05_perceptron_step": """
def perceptron_step(w, x, y):
    if y * (x @ w) > 0:
        return w
    return w + x * y
""",
    "q06_perceptron_fit": """
def perceptron_fit(X, y, max_epochs):
    weights, errors_of_epochs = np.zeros(3), []
    while len(errors_of_epochs) < max_epochs:
        errors = 0
        for row, sign in zip(X, y):
            extended = np.concatenate([[1.0], row])
            errors += int(sign * (extended @ weights) <= 0)
            weights = perceptron_step(weights, extended, sign)
        errors_of_epochs.append(errors)
        if not errors:
            break
    return weights, errors_of_epochs
""",
    "q07_line_of": """
def line_of(w):
    offset, along_x1, along_x2 = w
    return -along_x1 / along_x2, -offset / along_x2
""",
    "q08_never_ends": "No line can be right for all of them, so a correction always remains.",
}

Build = Callable[[Path, Notebook], None]


@dataclass(frozen=True)
class Broken:
    """One broken submission.

    Attributes
    ----------
    name
        The class of trouble, in words.
    sentence
        What it tries.
    build
        Writes the student's folder from an honest notebook.
    lost
        The questions that a fair grader gives nothing, with their status and a pattern that
        their message must match. All others get all their points.
    says
        A pattern that the message on the whole submission must match; None where there is
        nothing to say.
    shows
        A pattern that must be in the outputs of the graded notebook.
    unreadable
        Whether there is nothing to grade.
    student
        The student's id.
    needs_sandbox
        Whether it is dangerous without one.
    """

    name: str
    sentence: str
    build: Build
    lost: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    says: str | None = None
    shows: str | None = None
    unreadable: bool = False
    student: str = ""
    needs_sandbox: bool = False

    @property
    def score(self) -> float:
        """The points of the honest part."""
        if self.unreadable:
            return 0
        return sum(points for name, points in POINTS.items() if name not in self.lost)


def collect(cases: list[Broken], **expected: Any) -> Callable[[Build], Build]:
    """Make a case of a builder: its name and its docstring say what it is and what it tries."""

    def add(build: Build) -> Build:
        name = build.__name__.replace("_", " ").strip()
        sentence = " ".join((build.__doc__ or "").split())
        assert sentence, f"{name} does not say what it tries"
        student = expected.pop("student", name.replace(" ", "-"))
        cases.append(Broken(name, sentence, build, student=student, **expected))
        return build

    return add


def collect_edit(cases: list[Broken], **expected: Any) -> Callable:
    """Make a case of a function that changes the honest notebook and is saved as usual."""

    def add(edit: Callable[[Notebook], None]) -> Callable[[Notebook], None]:
        def build(folder: Path, honest: Notebook) -> None:
            edit(honest)
            save(folder, honest)

        build.__name__, build.__doc__ = edit.__name__, edit.__doc__
        collect(cases, **expected)(build)
        return edit

    return add


def honest_notebook(released: Notebook) -> Notebook:
    """Fill in the released notebook rightly, in other words than the instructor's."""
    notebook = copy.deepcopy(released)
    for name, text in ANSWERS.items():
        answer(notebook, name, text)
    return notebook


def as_bytes(notebook: Notebook) -> bytes:
    """Write a notebook as JupyterLab does."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def save(folder: Path, notebook: Notebook, name: str = FILE) -> None:
    """Hand in a notebook."""
    (folder / name).write_bytes(as_bytes(notebook))


def name_of(cell: Cell) -> str:
    """Give a cell's grade_id, or nothing."""
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def place(notebook: Notebook, name: str) -> int:
    """Find a cell by its grade_id."""
    return next(n for n, cell in enumerate(notebook["cells"]) if name_of(cell) == name)


def cell(notebook: Notebook, name: str) -> Cell:
    """Give the cell with this grade_id."""
    return notebook["cells"][place(notebook, name)]


def answer(notebook: Notebook, name: str, text: str) -> None:
    """Write an answer into its cell."""
    cell(notebook, name)["source"] = text.strip("\n").splitlines(keepends=True)


def text_of(cell: Cell) -> str:
    """Give a cell's source as one string."""
    return "".join(cell["source"])


def code(text: str, name: str | None = None) -> Cell:
    """Make a code cell of the student's own."""
    made = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.strip("\n").splitlines(keepends=True),
    }
    return made | ({"id": name} if name else {"id": f"own-{abs(hash(text)) % 10**8}"})


def insert(notebook: Notebook, before: str | int, text: str) -> Cell:
    """Insert a code cell before the one with this grade_id, or at this place."""
    where = before if isinstance(before, int) else place(notebook, before)
    made = code(text)
    notebook["cells"].insert(where, made)
    return made


def stub(name: str) -> str:
    """Give what the released answer cells end with."""
    return f'raise NotImplementedError("{name}")'
