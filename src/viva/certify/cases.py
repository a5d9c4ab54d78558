"""Whether the references answer every case of an exam: what an author has forgotten is said here.

Without it a case that raises, or that returns nothing, would be met by every answer alike.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path
from types import FunctionType
from typing import Any

from viva.exam import Case
from viva.exam.source import source_of
from viva.grading.bundle import Bundle
from viva.grading.cells import is_answer, nbgrader, source
from viva.grading.expected import Expected
from viva.grading.python_source import defined_names
from viva.grading.scopes import used_names

UNDEFINED = re.compile(r"name '(\w+)' is not defined")


def look_at_cases(expected: Expected) -> list[str]:
    """Return a sentence for each case that the references do not answer."""
    return [
        f"{place_of(case)}: {question.id}, case {case.title!r} {fault}"
        for question in expected.exam.questions.values()
        for case in question.cases
        if (fault := fault_of(expected, case))
    ]


def place_of(case: Case) -> str:
    """Return the file and the line at which a case begins."""
    code = getattr(case.ask, "__code__", None)
    if code is None:
        return "The exam"
    return f"{Path(code.co_filename).name}, line {code.co_firstlineno}"


def fault_of(expected: Expected, case: Case) -> str:
    """Return what is wrong with a case, as the end of a sentence; nothing if it is answered."""
    try:
        outcome = expected.outcome(case)
    except Exception as error:  # noqa: BLE001 - the exam is the author's own Python
        said = f"{type(error).__name__}: {one_line(error)}"
        if expected.exam.is_in_given(error):
            return f"cannot be asked: the function below @exam.given raises {said}. Correct it."
        return f"raises {said}. Correct the case."
    kind = outcome.kind
    if kind == "value" and outcome.value is None and not objects(case):
        return (
            "returns nothing, so that every answer would pass it. End it with "
            "`return candidate.…`, or with check(...)."
        )
    if kind in ("value", "pair"):
        if kind == "pair" and not expected.compare(case, outcome).passed:
            return "is not passed by the reference: its Pair holds two different values."
        return ""
    if kind == "missing":
        return (
            f"asks for `{outcome.message}`, which is no reference of the exam. Add "
            f"`@q.reference` to it, or return it from the function below @exam.given."
        )
    if kind == "error" and outcome.error is not None:
        name = UNDEFINED.search(outcome.error.text)
        if outcome.error.type_name == "NameError" and name is not None:
            return (
                f"needs `{name[1]}`, which the exam does not know. Return it from the function "
                "below @exam.given, or define it beside the reference."
            )
        return (
            f"makes the reference raise {outcome.error.type_name}: {one_line(outcome.error.text)}. "
            "Correct the reference, or the arguments of the case."
        )
    if kind == "wrong":
        return f"objects to the reference itself: {one_line(outcome.message)}"
    if kind == "unusable":
        return (
            f"raises {outcome.message} on what the reference returns. Correct the case, or the "
            "reference."
        )
    return f"cannot be asked of the reference ({kind}). Let it return plain values in less time."


def objects(case: Case) -> bool:
    """Return whether a case raises an objection of its own, and so need return nothing.

    A function that it uses may do it: ``check``, or a helper of the exam.
    """
    waiting, seen = [case.ask], set()
    while waiting:
        function = waiting.pop()
        seen.add(function)
        try:
            tree = ast.parse(source_of(function))
        except (OSError, TypeError, SyntaxError, ValueError):
            return True
        nodes = list(ast.walk(tree))
        if any(isinstance(node, (ast.Assert, ast.Raise)) for node in nodes):
            return True
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        around = getattr(function, "__globals__", {})
        used = [around[name] for name in sorted(names) if name in around]
        waiting += [each for each in used if isinstance(each, FunctionType) and each not in seen]
    return False


def not_given(bundle: Bundle, code: str) -> list[str]:
    """Return the names that an answer uses, that the notebook defines, and that the exam lacks."""
    exam = bundle.exam
    assert exam is not None
    own = defined_names(code)
    return sorted((used_names(code) & given_names(bundle)) - own - set(exam.names))


def given_names(bundle: Bundle) -> set[str]:
    """Return the names that the notebook's own cells define."""
    names: set[str] = set()
    for cell in bundle.cells:
        own = cell.get("cell_type") == "code" and not is_answer(cell)
        if own and not nbgrader(cell).get("grade"):
            names |= defined_names(source(cell))
    return names


def about_given(names: Collection[str]) -> str:
    """Return the sentence on names that are not given; nothing if there are none."""
    if not names:
        return ""
    listed = ", ".join(f"`{name}`" for name in sorted(names))
    return (
        f" It uses {listed}, which the notebook defines and the exam does not: return it from the "
        "function below @exam.given."
    )


def one_line(said: Any) -> str:
    """Return a text as one line without its last full stop."""
    return " ".join(str(said).split()).rstrip(".") or "(no message)"
