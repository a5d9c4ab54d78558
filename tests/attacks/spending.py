"""Attacks on what the judge itself spends, by what a notebook holds and what an answer returns."""

from __future__ import annotations

from typing import Any

from attacks.attack import answering, attack, code_cell, only


def returned_by(name: str, sentence: str, expression: str, setup: str, before: str = "") -> None:
    """Add an attack whose answers return a value that is hard to read or to compare."""
    attack(
        name, sentence, before, answers=answering(expression, setup), harms_only=True, loses=True
    )


returned_by(
    "keys_that_collide",
    "Answers return a dict of 5,000 keys that all have one hash.",
    "{Key(n): n for n in range(5000)}",
    "pass",
    """
    class Key(int):
        def __hash__(self):
            return 7
    """,
)
returned_by(
    "numbers_that_collide",
    "Answers return a set of whole numbers that Python puts into one place.",
    "{n * (2**61 - 1) for n in range(1, 20_000)}",
    "pass",
)
returned_by(
    "lists_in_lists",
    "Answers return a list in a list in a list, 50,000 deep.",
    "deep",
    "deep = []\nfor _ in range(50_000):\n    deep = [deep]",
)
returned_by(
    "one_list_everywhere",
    "Answers return a list that holds itself twice, forty times over.",
    "wide",
    "wide = []\nfor _ in range(40):\n    wide = [wide, wide]",
)
returned_by(
    "a_number_of_many_digits",
    "Answers return a number of a million digits.",
    "10 ** 1_000_000",
    "pass",
)
returned_by(
    "millions_of_values",
    "Answers return ten million numbers in a list.",
    "[0.5] * 10_000_000",
    "pass",
)
attack(
    "exception_of_a_megabyte",
    "The message of an exception is a megabyte of brackets and quotes.",
    answers=only("raise ValueError('[' * 500_000 + \"'\" * 500_000)"),
    harms_only=True,
)


def with_cell(source: str) -> Any:
    """Return a change that puts a cell behind all others."""

    def change(notebook: dict[str, Any]) -> None:
        notebook["cells"].append(code_cell("spending", source))

    return change


def with_output(data: dict[str, str]) -> Any:
    """Return a change that hands in a cell with this output."""

    def change(notebook: dict[str, Any]) -> None:
        cell = code_cell("spending", "pass")
        cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        notebook["cells"].append(cell)

    return change


def with_text(text: str) -> Any:
    """Return a change that hands in a written answer."""

    def change(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "q08_never_ends":
                cell["source"] = text

    return change


for name, sentence, change in (
    (
        "a_million_lines",
        "A cell opens a brace, and a million empty lines follow.",
        with_cell("{" + "\n" * 1_000_000 + "x"),
    ),
    (
        "blanks_in_a_picture",
        "An SVG picture has 200,000 blanks behind href=.",
        with_output({"image/svg+xml": "<svg><a href=" + " " * 200_000 + "</svg>"}),
    ),
    (
        "tags_in_tags",
        "An output is HTML of 20,000 elements in one another.",
        with_output({"text/html": "<div>" * 20_000 + "x" + "</div>" * 20_000}),
    ),
    (
        "brackets_in_a_text",
        "A written answer is 50,000 brackets, and as many stars.",
        with_text("[" * 50_000 + "*_" * 25_000 + "![" * 25_000),
    ),
    (
        "a_table_in_a_text",
        "A written answer is a table of 3,000 columns that is never closed.",
        with_text("|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|" * 30_000),
    ),
):
    attack(name, sentence, change=change, harms_only=True)
