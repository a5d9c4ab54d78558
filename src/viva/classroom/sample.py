"""A sample class: notebooks as students would hand them in, made from an exam's own answers."""

from __future__ import annotations

import ast
import copy
import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from viva.exam.questions import Exam, Question

Notebook = dict[str, Any]

STUDENTS: dict[str, str] = {
    "aiko": "Aiko Tanabe",
    "amara": "Amara Okonjo",
    "arjun": "Arjun Deshpande",
    "bruno": "Bruno Carvalho",
    "carys": "Carys Penhallow",
    "daniyar": "Daniyar Seitkali",
    "elif": "Elif Karadağ",
    "farida": "Farida Rahimi",
    "goran": "Goran Perišić",
    "hina": "Hina Tupou",
    "ilse": "Ilse van der Meer",
    "ines": "Inés Quiñones",
    "jomo": "Jomo Wekesa",
    "kasia": "Kasia Wróblewska",
    "lan": "Lan Thị Phạm",
    "mateo": "Mateo Huamán",
    "nadia": "Nadia Benslimane",
    "oskar": "Oskar Lindahl",
    "putri": "Putri Wulandari",
    "rewi": "Rewi Parata",
    "sooah": "Soo-ah Nam",
    "tala": "Tala Whitehorse",
    "wei": "Wei Zhu",
    "yosef": "Yosef Tesfaye",
}

UNNOTICED = 0.75
WORD = re.compile(r"\b[^\W\d]\w*\b")

WRITTEN_ANSWERS = (
    "I tried it on a small example by hand first. It went down quickly and then stayed flat.",
    "Because the data cannot be fitted exactly, so there is always one more correction to make.",
    "It follows from the chain rule: each step multiplies by the derivative of the one after it.",
    "More steps help at first. After that nearly nothing changes, and it only takes longer.",
    "I am not sure. I think that it depends on the order in which the points come.",
)


def class_of(size: int) -> dict[str, str]:
    """Return the ids and names of `size` students; names repeat, numbered, after the last."""
    ids = list(STUDENTS)
    chosen = {}
    for index in range(size):
        round_, place = divmod(index, len(ids))
        suffix = str(round_ + 1) if round_ else ""
        student = ids[place]
        chosen[student + suffix] = f"{STUDENTS[student]} {suffix}".rstrip()
    return chosen


def make_sample_class(
    exam: Exam,
    source_nb: Notebook,
    release_nb: Notebook,
    students: Sequence[str],
    seed: int,
) -> dict[str, tuple[str, bytes]]:
    """Return the released notebook as each student answered it, with the exam's own answers.

    Each student has a skill, the same in every assignment. One in twelve hands nothing in, and
    one in six hands in something faulty: a syntax error, an exception in the first cell, a file
    that is no notebook, a notebook under another name.

    Parameters
    ----------
    source_nb, release_nb
        The instructor's and the students' notebook.
    students
        Ids.
    seed
        The same seed makes the same class.

    Returns
    -------
    dict
        File name and contents by student id, without those who handed nothing in.
    """
    solutions = solution_cells(source_nb)
    rng = random.Random(f"{seed}/{exam.name}")
    shuffled = rng.sample(list(students), len(students))
    absent = set(shuffled[: len(students) // 12])
    faulty = shuffled[len(absent) : len(absent) + len(students) // 6]
    faults = {student: FAULTS[i % len(FAULTS)] for i, student in enumerate(faulty)}
    handed_in = {}
    for student in students:
        if student in absent:
            continue
        notebook = fill_in(exam, solutions, release_nb, student, seed)
        make = faults.get(student, _unchanged)
        handed_in[student] = make(exam.name, notebook, random.Random(f"{seed}/{student}/trouble"))
    return handed_in


def skill_of(student: str, seed: int) -> float:
    """Return how likely a student is to answer correctly, between 0 and 1; for most it is high."""
    return random.Random(f"{seed}/{student}").betavariate(4, 2)


def fill_in(
    exam: Exam,
    solutions: Mapping[str, str],
    release_nb: Notebook,
    student: str,
    seed: int,
) -> Notebook:
    """Return the released notebook as one student would answer it."""
    rng = random.Random(f"{seed}/{student}/{exam.name}")
    skill = skill_of(student, seed)
    drawn = {
        question.id: answer(question, solutions.get(question.id), skill, rng)
        for question in exam.questions.values()
    }
    answers = made_consistent(exam, solutions, drawn, rng)
    notebook = copy.deepcopy(release_nb)
    for cell in notebook["cells"]:
        settings = cell.get("metadata", {}).get("nbgrader", {})
        if cell["cell_type"] == "code" and settings.get("grade_id") in answers:
            _write(cell, answers[settings["grade_id"]])
        written = cell["cell_type"] == "markdown" and settings.get("solution")
        if written and rng.random() < 0.5 + skill / 2:
            _write(cell, rng.choice(WRITTEN_ANSWERS))
    return notebook


def made_consistent(
    exam: Exam,
    solutions: Mapping[str, str],
    drawn: Mapping[str, str | None],
    rng: random.Random,
) -> dict[str, str]:
    """Return a student's answers changed to fit together, as where one person wrote them all.

    Two right answers may differ in what else they return or define, and who wrote the one would
    not use the other: a right answer that others use becomes the solution's. A mistake in an
    answer that others use shows there, so the more of them, the surer a student repairs it.

    Returns
    -------
    dict
        The answers that are not blank.
    """
    fitting = dict(drawn)
    users: dict[str, set[str]] = {}
    # The last first, for a repaired answer may use the ones before it.
    ids = [id_ for id_ in drawn if id_ in solutions]
    for place, id_ in reversed(list(enumerate(ids))):
        names = defined_names(solutions[id_]) | set(exam.questions[id_].references)
        users[id_] = set()
        for other in ids[place + 1 :]:
            if names & set(WORD.findall(fitting[other] or "")):
                users[id_] |= {other} | users[other]
        if not users[id_]:
            continue
        rights = [right.code for right in exam.questions[id_].right_answers]
        if drawn[id_] in rights or rng.random() > UNNOTICED ** len(users[id_]):
            fitting[id_] = solutions[id_]
    return {id_: code for id_, code in fitting.items() if code}


def defined_names(code: str) -> set[str]:
    """Return the functions and classes that code defines, a question's helpers among them."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {each.name for each in ast.parse(code).body if isinstance(each, kinds)}


def answer(
    question: Question, solution: str | None, skill: float, rng: random.Random
) -> str | None:
    """Return a student's answer to a question, or None where the cell stays as it was released."""
    rights = [right.code for right in question.right_answers]
    if solution is not None:
        rights.insert(0, solution)
    if rights and rng.random() < skill:
        return rng.choice(rights)
    wrongs = [wrong.code for wrong in question.wrong_answers]
    if not wrongs or rng.random() < 0.25:
        return None
    # As in a real class, a few mistakes are made often and the others now and then.
    weights = [1 / (place + 1) ** 1.5 for place in range(len(wrongs))]
    return rng.choices(wrongs, weights)[0]


def solution_cells(source_nb: Notebook) -> dict[str, str]:
    """Return the instructor's answers by grade_id, without the lines that mark the solution."""
    return {
        cell["metadata"]["nbgrader"]["grade_id"]: without_markers(source_of(cell))
        for cell in source_nb["cells"]
        if cell["cell_type"] == "code"
        and cell.get("metadata", {}).get("nbgrader", {}).get("solution")
    }


def without_markers(source: str) -> str:
    """Return a source without nbgrader's solution markers, and with the lines between them."""
    markers = ("### BEGIN SOLUTION", "### END SOLUTION")
    lines = source.splitlines(keepends=True)
    return "".join(line for line in lines if not line.strip().startswith(markers))


def source_of(cell: Mapping[str, Any]) -> str:
    """Return the source of a cell, which a file may hold as one string or as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _write(cell: dict[str, Any], text: str) -> None:
    cell["source"] = text.rstrip("\n")


def _file(notebook: Notebook) -> bytes:
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _unchanged(name: str, notebook: Notebook, rng: random.Random) -> tuple[str, bytes]:
    return f"{name}.ipynb", _file(notebook)


def _syntax_error(name: str, notebook: Notebook, rng: random.Random) -> tuple[str, bytes]:
    """Return the notebook with an open bracket in one of the last answers, as in a hurry."""
    answers = [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and cell.get("metadata", {}).get("nbgrader", {}).get("solution")
    ]
    if answers:
        _write(rng.choice(answers[len(answers) // 2 :]), "result = (1 +\nprint(result")
    return _unchanged(name, notebook, rng)


def _first_cell_raises(name: str, notebook: Notebook, rng: random.Random) -> tuple[str, bytes]:
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "my-notes",
        "metadata": {},
        "outputs": [],
        "source": 'notes = open("C:/Users/me/Desktop/notes.txt").read()',
    }
    notebook["cells"].insert(0, cell)
    return _unchanged(name, notebook, rng)


def _not_json(name: str, notebook: Notebook, rng: random.Random) -> tuple[str, bytes]:
    """Return the file cut off in the middle, as by a full disk or a lost connection."""
    whole = _file(notebook)
    return f"{name}.ipynb", whole[: int(len(whole) * rng.uniform(0.3, 0.7))]


def _other_name(name: str, notebook: Notebook, rng: random.Random) -> tuple[str, bytes]:
    return f"{name} (1).ipynb", _file(notebook)


Fault = Callable[[str, Notebook, random.Random], tuple[str, bytes]]
FAULTS: tuple[Fault, ...] = (_not_json, _syntax_error, _first_cell_raises, _other_name)
