"""What an attack is: a few lines in an otherwise blank notebook of 01_perceptron_line.

Every entry says what it tries and which answers in it are honest: those alone deserve points.
The modules beside this one hold them. test_attacks.py runs them, and benchmarks/attacks.py also
puts them to stock graders.

In sources these words are replaced: @COURSE@ by the course folder, @REPOSITORY@ by that of the
project, @TCP@ and @UDP@ by ports and @UNIX@ by a socket where somebody listens on the host,
@HOST@ by a folder of the host that anyone may write into.
"""

from __future__ import annotations

import copy
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ASSIGNMENT = "01_perceptron_line"
POINTS = {
    "q01_first_points": 1.0,
    "q02_pred_linear": 2.0,
    "q03_accuracy": 2.0,
    "q04_manual_line": 2.0,
    "q05_perceptron_step": 3.0,
    "q06_perceptron_fit": 3.0,
    "q07_line_of": 2.0,
}
STAYS = "viva-attack-stays"
"""Occurs in the command line of every process that an attack tries to leave behind."""


@dataclass(frozen=True)
class Attack:
    """One thing that a student might try.

    Attributes
    ----------
    first
        A cell right after the notebook's imports.
    answers
        Sources of answer cells, by ``grade_id``.
    last
        Cells after all others.
    files
        Files handed in beside the notebook; one that is None is a folder, a string is where a
        symbolic link leads.
    change
        Changes the notebook's data at will.
    honest
        The questions that are answered with the instructor's solution.
    loses
        Whether the attack may cost its author even the honest part.
    needs_sandbox
        Whether it could harm the machine without one.
    harms_only
        Whether it could gain nothing, and only take the machine down or slow it.
    says
        Words of a question's message, or, under ``""``, of the message on the submission.
    """

    name: str
    sentence: str
    first: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    files: Mapping[str, bytes | str | None] = field(default_factory=dict)
    change: Callable[[dict[str, Any]], None] | None = None
    honest: tuple[str, ...] = ("q07_line_of",)
    loses: bool = False
    needs_sandbox: bool = False
    harms_only: bool = False
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def deserved(self) -> float:
        """The points of the honest answers."""
        return sum(POINTS[question] for question in self.honest)


CORPUS: dict[str, Attack] = {}


def attack(name: str, sentence: str, first: str = "", last: str = "", **fields: Any) -> None:
    """Add an attack to the corpus."""
    assert name not in CORPUS, name
    clean = textwrap.dedent(first).strip("\n")
    ends = (textwrap.dedent(last).strip("\n"),) if last else ()
    CORPUS[name] = Attack(name, sentence, clean, last=ends, **fields)


def answering(expression: str, setup: str = "pass") -> dict[str, str]:
    """Answer three questions by functions that run `setup` and return `expression`."""
    body = textwrap.indent(textwrap.dedent(setup).strip("\n"), "    ")
    return {
        "q02_pred_linear": f"def pred_linear(a, b, x1, x2):\n{body}\n    return {expression}",
        "q03_accuracy": f"def accuracy(y_true, y_pred):\n{body}\n    return {expression}",
        "q05_perceptron_step": f"def perceptron_step(w, x, y):\n{body}\n    return {expression}",
    }


def only(body: str, before: str = "") -> dict[str, str]:
    """Answer q02_pred_linear alone, with this body."""
    inner = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    outer = textwrap.dedent(before).strip("\n")
    return {"q02_pred_linear": f"{outer}\ndef pred_linear(a, b, x1, x2):\n{inner}".strip("\n")}


WRONG = answering("7")
RIGHT_OR = """
def pred_linear(a, b, x1, x2):
    {tell}
    return 1 if x2 < a * x1 + b else 0
"""


def build(
    attack: Attack,
    released: Mapping[str, Any],
    solutions: Mapping[str, str],
    words: Mapping[str, str],
) -> dict[str, Any]:
    """Make the notebook that is handed in.

    Parameters
    ----------
    released
        The released notebook.
    solutions
        The instructor's answers by ``grade_id``.
    words
        What to put for the words that stand between ``@``.
    """
    notebook = copy.deepcopy(dict(released))
    answers = {question: solutions[question] for question in attack.honest} | dict(attack.answers)
    cells = []
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers and cell["cell_type"] == "code":
            cell["source"] = answers[name]
        cells.append(cell)
        if name == "given_imports" and attack.first:
            cells.append(code_cell("attack-first", attack.first))
    cells += [code_cell(f"attack-last-{n}", text) for n, text in enumerate(attack.last)]
    for cell in cells:
        text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        for word, meaning in words.items():
            text = text.replace(f"@{word}@", meaning)
        cell["source"] = text
    notebook["cells"] = cells
    if attack.change is not None:
        attack.change(notebook)
    return notebook


def code_cell(name: str, source: str) -> dict[str, Any]:
    """Make a cell of the student's own."""
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
