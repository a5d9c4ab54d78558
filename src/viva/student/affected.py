"""Tell which questions a change of a notebook can affect, and from which cell on it matters.

A cell of definitions does nothing but give names a meaning: functions, classes, plain values. So
a change in it concerns what mentions these names, and what mentions names whose meaning rests on
them. Any other cell may change anything: data, random numbers, files. From there on everything is
checked again.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from viva.grading.cells import source
from viva.grading.plan import Plan, Step
from viva.grading.python_source import (
    UNREADABLE,
    Remembering,
    as_python,
    defined_names,
    mentioned_names,
    takes_too_long,
    tree_of,
)

# What reaches names without mentioning them.
REACHING = re.compile(r"\b(globals|locals|vars|eval|exec|get_ipython|__main__|inspect|sys)\b")
PLAIN = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice),
    *(ast.UnaryOp, ast.BinOp, ast.Tuple, ast.List, ast.Dict),
)
Key = tuple[str, str | None, bool, str]


@dataclass(frozen=True)
class Change:
    """What is to be done after a change.

    Attributes
    ----------
    first
        The first step that differs: those before it need not run again.
    questions
        Those to be checked again.
    edited
        Questions whose own answer was changed.
    """

    first: int
    questions: frozenset[str]
    edited: frozenset[str]


def change_between(old: Plan, new: Plan) -> Change:
    """Compare two plans of grading the same assignment."""
    before, after = keys(old.steps), keys(new.steps)
    first, end = common(before, after), common(before[::-1], after[::-1])
    end = min(end, len(before) - first, len(after) - first)
    pairs = differing(before[first : len(before) - end], after[first : len(after) - end], first)
    changed = {place for place, _ in pairs}
    texts = [key for _, both in pairs for key in both if key[0] == "run"]
    edited = {key[1] for _, both in pairs for key in both if key[1] is not None}
    edited |= (old.blank ^ new.blank) | (old.missing ^ new.missing)
    edited |= {name for name, note in (old.notes.items() ^ new.notes.items())}
    runs = [key[3] for key in (*before, *after) if key[0] == "run"]
    everything = any(REACHING.search(text) for text in runs)
    names = dependent_names({name for key in texts for name in defined_names(key[3])}, runs)
    upset = {place for place, both in pairs if not all(map(only_defines, both))}
    asked = set(edited)
    for place in range(first, len(after)):
        kind, question, _, text = after[place]
        touched = place in changed or mentions(text, names)
        everything |= place in upset or (kind == "run" and touched and not is_definitions(text))
        if question is not None and (touched or everything) and kind != "show":
            asked.add(question)
    return Change(first, frozenset(asked), frozenset(edited))


def keys(steps: Sequence[Step]) -> list[Key]:
    """Return for each step what its outcome depends on; for one that is only shown, nothing."""
    return [
        (step.kind, step.question, step.own, source(step.cell) if counts(step) else "")
        for step in steps
    ]


def counts(step: Step) -> bool:
    """Return whether a step's text matters to a verdict; that of a heading does not."""
    return step.kind != "show" or step.question is not None


def common(one: Sequence[Key], other: Sequence[Key]) -> int:
    """Return the length of the common beginning of two sequences of steps."""
    number = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        number += 1
    return number


def differing(
    old: Sequence[Key], new: Sequence[Key], first: int
) -> list[tuple[int, tuple[Key, ...]]]:
    """Pair old and new steps that differ, with their places; what was removed stands first."""
    if len(old) == len(new):
        both = zip(old, new, strict=True)
        return [(first + n, pair) for n, pair in enumerate(both) if pair[0] != pair[1]]
    return [(first, tuple(old)), *((first + n, (key,)) for n, key in enumerate(new))]


def dependent_names(names: set[str], texts: Sequence[str]) -> set[str]:
    """Return the names, and those defined in cells that mention one of them, and so on."""
    mentioning: dict[str, list[str]] = {}
    for text in dict.fromkeys(texts):
        for word in mentioned_names(text):
            mentioning.setdefault(word, []).append(text)
    found = set(names)
    waiting = list(names)
    while waiting:
        for text in mentioning.pop(waiting.pop(), ()):
            more = defined_names(text) - found
            found |= more
            waiting += more
    return found


def mentions(text: str, names: set[str]) -> bool:
    """Return whether a text mentions one of the names."""
    return bool(names & mentioned_names(text))


def only_defines(key: Key) -> bool:
    """Return whether a step does nothing but define names."""
    return key[0] != "run" or is_definitions(key[3])


@Remembering
def is_definitions(text: str) -> bool:
    """Return whether a cell does nothing but define names, and calls nothing."""
    if as_python(text) != text or takes_too_long(text):
        return False
    try:
        return all(map(defines, tree_of(text).body))
    except UNREADABLE:
        # Such a cell is not run at all.
        return True


def defines(statement: ast.stmt) -> bool:
    """Return whether a statement only defines something."""
    if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Pass)):
        return True
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = statement.args
        values = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
        return not statement.decorator_list and all(map(is_plain, values))
    if isinstance(statement, ast.ClassDef):
        outside = statement.decorator_list or statement.keywords
        return (
            not outside
            and all(map(is_plain, statement.bases))
            and all(map(defines, statement.body))
        )
    if isinstance(statement, ast.Assign):
        return all(map(is_name, statement.targets)) and is_plain(statement.value)
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    called = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(called, ast.Name) and called.id == "NotImplementedError"


def is_name(target: ast.expr) -> bool:
    """Return whether an assignment binds names only, and changes no object."""
    return all(isinstance(node, (ast.Name, ast.Tuple)) for node in expressions(target))


def is_plain(value: ast.expr) -> bool:
    """Return whether an expression has no side effects: it calls nothing."""
    return all(isinstance(node, PLAIN) for node in expressions(value))


def expressions(value: ast.expr) -> list[ast.expr]:
    """Return an expression and all its parts."""
    return [node for node in ast.walk(value) if isinstance(node, ast.expr)]
