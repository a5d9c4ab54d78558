"""Show the hints of a question inside the notebook, one after the other."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FILE_NAME = "viva.json"
PASSES = re.compile(r"\b(q\d{1,4}_\w{1,80}): the visible test passes")
_shown: dict[str, int] = {}


def hint(question: str) -> None:
    """Print the next hint for a question; after the last one, that one again.

    The hints lie beside the notebook, where a release puts them.

    Parameters
    ----------
    question
        The id of the question, its number, or its name.

    Examples
    --------
    >>> hint("q12")  # doctest: +SKIP
    q12_gradients, hint 1 of 3:
    What are your six formulas of q11, and in which order do they need each other?
    """
    hints = hints_here()
    if not hints:
        print(f"There are no hints here: the file {FILE_NAME} is not in the notebook's folder.")
        return
    found = matching(str(question).strip(), list(hints))
    if len(found) > 1:
        print(f"{question!r} can mean {' or '.join(found)}. Write the whole name.")
        return
    if not found:
        numbers = ", ".join(dict.fromkeys(name.partition("_")[0] for name in hints))
        print(f"There is no question {question!r} with hints. There are some for {numbers}.")
        return
    name = found[0]
    texts = hints[name]
    number = min(_shown.get(name, 0) + 1, len(texts))
    _shown[name] = number
    print(f"{name}, hint {number} of {len(texts)}:\n{texts[number - 1]}")
    if number < len(texts):
        print("Try again before you ask for the next one.")
    else:
        print("This is the last hint. If it does not help, work through the example by hand.")


def matching(text: str, names: list[str]) -> list[str]:
    """Return the questions that a text stands for: an id, a number or a name."""
    exact = [name for name in names if name == text]
    return exact or [name for name in names if text in name.partition("_")[::2]]


def short_name(question: str) -> str:
    """Return the number of a question, or its id where the number can mean another one, too."""
    number = question.partition("_")[0]
    return number if matching(number, list(hints_here())) == [question] else question


def hints_here() -> dict[str, list[str]]:
    """Return the hints of the notebook in this folder, by question; empty where there are none."""
    here = Path.cwd()
    # A notebook in `source/NN_name/` has its hints in `release/NN_name/`.
    for file in (here / FILE_NAME, here.parent.parent / "release" / here.name / FILE_NAME):
        try:
            hints = json.loads(file.read_text(encoding="utf-8"))["hints"]
            return {name: [str(text) for text in texts] for name, texts in hints.items() if texts}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return {}


def offer_hints() -> None:
    """Make IPython say, after each visible test that fails, how to ask for a hint.

    Does nothing outside IPython, and nothing the second time.
    """
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    shell: Any = get_ipython()
    if shell is None or _after_cell in shell.events.callbacks.get("post_run_cell", ()):
        return
    shell.events.register("post_run_cell", _after_cell)


def _after_cell(result: Any) -> None:
    if result.success or result.info is None:
        return
    found = PASSES.search(result.info.raw_cell or "")
    if found is None:
        return
    names = getattr(sys.modules["IPython"].get_ipython(), "user_ns", {})
    first = "" if names.get("hint") is hint else "from viva.lab import hint; "
    name = short_name(found[1])
    print(f'For a hint: {first}hint("{name}"), or in a terminal: viva check --hint {name}')
