"""Broken notebooks: cells that are copied, split, merged, lost, moved or are another kind."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from corpus import (
    ANSWERS,
    POINTS,
    Broken,
    Notebook,
    answer,
    cell,
    code,
    collect,
    collect_edit,
    insert,
    name_of,
    place,
    save,
    stub,
    text_of,
)

CASES: list[Broken] = []
WRONG_LINE = "def line_of(w):\n    return 7.0, 7.0"


def same_cell(honest: Notebook, name: str, text: str) -> dict:
    """Copy a cell with its metadata, as JupyterLab does, and write something else into it."""
    copied = copy.deepcopy(cell(honest, name))
    copied["id"] = f"copy-{len(text)}"
    copied["source"] = text.strip("\n").splitlines(keepends=True)
    return copied


@collect_edit(CASES)
def no_notebook_metadata(honest: Notebook) -> None:
    """Say nothing about kernel and language."""
    del honest["metadata"]


@collect_edit(CASES)
def no_cell_metadata(honest: Notebook) -> None:
    """Lose the metadata of all cells, and nbgrader's names with it."""
    for each in honest["cells"]:
        del each["metadata"]


@collect_edit(CASES)
def no_cell_ids(honest: Notebook) -> None:
    """Lose the ids, as an older JupyterLab does."""
    honest["nbformat_minor"] = 4
    for each in honest["cells"]:
        del each["id"]


@collect_edit(CASES)
def neither_metadata_nor_ids(honest: Notebook) -> None:
    """Lose both names of each cell: only the text says which is which."""
    for each in honest["cells"]:
        del each["id"], each["metadata"]


@collect_edit(CASES)
def one_id_for_all(honest: Notebook) -> None:
    """Give all cells the same id."""
    for each in honest["cells"]:
        each["id"] = "cell"


@collect_edit(CASES)
def one_id_for_all_without_metadata(honest: Notebook) -> None:
    """Give all cells the id of one answer, and lose nbgrader's names."""
    for each in honest["cells"]:
        each["id"], each["metadata"] = "q07_line_of", {}


@collect_edit(CASES)
def ids_that_are_none(honest: Notebook) -> None:
    """Have ids that are numbers, lists and far too long."""
    for number, each in enumerate(honest["cells"]):
        each["id"] = [number, [number], "x" * 5000, None, {"a": 1}][number % 5]


@collect_edit(CASES)
def wrong_kernel(honest: Notebook) -> None:
    """Name another language's kernel for Python cells."""
    honest["metadata"] = {
        "kernelspec": {"name": "julia-1.10", "display_name": "Julia", "language": "julia"},
        "language_info": {"name": "julia"},
    }


R_KERNEL = {
    "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
    "language_info": {"name": "R"},
}


@collect(CASES, unreadable=True, says=r"written in R.+Python")
def an_r_notebook(folder: Path, honest: Notebook) -> None:
    """Hand in a notebook of another course, in R."""
    cells = [code("library(stats)\nx <- c(1, 2, 3)"), code("f <- function(w) { -w[2] / w[3] }")]
    save(folder, {"nbformat": 4, "nbformat_minor": 5, "metadata": R_KERNEL, "cells": cells})


@collect_edit(
    CASES,
    lost={"q07_line_of": ("error", "SyntaxError"), "q03_accuracy": ("error", "SyntaxError")},
)
def answers_in_r(honest: Notebook) -> None:
    """Answer two questions in R."""
    honest["metadata"] = R_KERNEL
    answer(honest, "q03_accuracy", "accuracy <- function(y, p) { mean(y == p) }")
    answer(honest, "q07_line_of", "line_of <- function(w) {\n  c(-w[2] / w[3], -w[1] / w[3])\n}")


@collect_edit(CASES)
def answer_copied(honest: Notebook) -> None:
    """Copy an answer cell, its metadata with it."""
    honest["cells"].append(same_cell(honest, "q07_line_of", ANSWERS["q07_line_of"]))


@collect_edit(CASES)
def wrong_attempt_then_right(honest: Notebook) -> None:
    """Keep a wrong attempt in a copy above the right answer."""
    first = same_cell(honest, "q07_line_of", WRONG_LINE)
    honest["cells"].insert(place(honest, "q07_line_of"), first)


@collect_edit(CASES, lost={"q07_line_of": ("failed", "line_of")})
def right_then_wrong_attempt(honest: Notebook) -> None:
    """Overwrite the right answer in a copy below it: the last one counts."""
    last = same_cell(honest, "q07_line_of", WRONG_LINE)
    honest["cells"].insert(place(honest, "q07_line_of") + 1, last)


@collect_edit(CASES)
def right_then_copy_of_the_stub(honest: Notebook) -> None:
    """Have the released cell again below the answer."""
    honest["cells"].append(same_cell(honest, "q07_line_of", stub("q07_line_of")))


@collect_edit(CASES)
def right_then_copy_that_does_not_parse(honest: Notebook) -> None:
    """Begin once more in a copy, and stop in the middle of a line."""
    last = same_cell(honest, "q07_line_of", "def line_of(w):\n    return (")
    honest["cells"].append(last)


@collect_edit(CASES)
def all_cells_twice(honest: Notebook) -> None:
    """Paste the whole notebook below itself."""
    honest["cells"] += copy.deepcopy(honest["cells"])


@collect_edit(CASES)
def answer_split_between_statements(honest: Notebook) -> None:
    """Split an answer into two cells of one name, each of them whole."""
    lines = ANSWERS["q01_first_points"].strip().split("\n")
    answer(honest, "q01_first_points", "\n".join(lines[:2]))
    rest = same_cell(honest, "q01_first_points", "\n".join(lines[2:]))
    honest["cells"].insert(place(honest, "q01_first_points") + 1, rest)


@collect_edit(CASES)
def answer_split_inside_a_function(honest: Notebook) -> None:
    """Split an answer in the middle of its function, each part with the cell's name."""
    lines = ANSWERS["q03_accuracy"].strip().split("\n")
    answer(honest, "q03_accuracy", "\n".join(lines[:3]))
    rest = same_cell(honest, "q03_accuracy", "\n".join(lines[3:]))
    honest["cells"].insert(place(honest, "q03_accuracy") + 1, rest)


@collect_edit(CASES)
def answer_split_into_a_cell_without_name(honest: Notebook) -> None:
    """Split an answer in the middle of its function; the second part is a new cell."""
    lines = ANSWERS["q06_perceptron_fit"].strip().split("\n")
    answer(honest, "q06_perceptron_fit", "\n".join(lines[:4]))
    insert(honest, place(honest, "q06_perceptron_fit") + 1, "\n".join(lines[4:]))


@collect_edit(CASES)
def answer_split_and_its_parts_swapped_in_name(honest: Notebook) -> None:
    """Have the helper in the answer's cell and the answer in the cell below."""
    answer(honest, "q07_line_of", "def ratio(a, b):\n    return -a / b")
    text = "def line_of(w):\n    return ratio(w[1], w[2]), ratio(w[0], w[2])"
    insert(honest, "q07_line_of_test", text)


@collect_edit(CASES)
def answer_merged_with_the_next(honest: Notebook) -> None:
    """Merge two answers, the test between them included, into the first one's cell."""
    first, last = place(honest, "q02_pred_linear"), place(honest, "q03_accuracy")
    parts = [c for c in honest["cells"][first : last + 1] if c["cell_type"] == "code"]
    answer(honest, "q02_pred_linear", "\n\n".join(text_of(part) for part in parts))
    del honest["cells"][first + 1 : last + 1]


@collect_edit(CASES)
def answer_merged_into_a_later_one(honest: Notebook) -> None:
    """Have the answers of three questions in the cell of the last."""
    names = ("q02_pred_linear", "q03_accuracy", "q07_line_of")
    answer(honest, "q07_line_of", "\n\n".join(ANSWERS[name].strip() for name in names))
    for name in names[:2]:
        del honest["cells"][place(honest, name)]


@collect_edit(CASES)
def everything_in_one_cell(honest: Notebook) -> None:
    """Write all answers into one cell of one's own, at the end of an otherwise blank notebook."""
    for name in POINTS:
        answer(honest, name, stub(name))
    everything = "\n\n".join(ANSWERS[name].strip() for name in POINTS)
    honest["cells"].append(code(everything))


@collect_edit(CASES, lost={"q07_line_of": ("missing", "missing"), "q03_accuracy": ("missing", "")})
def answers_deleted(honest: Notebook) -> None:
    """Delete two answers."""
    del honest["cells"][place(honest, "q07_line_of")]
    del honest["cells"][place(honest, "q03_accuracy")]


@collect_edit(CASES)
def imports_and_data_deleted(honest: Notebook) -> None:
    """Delete all cells that the instructor gave."""
    honest["cells"] = [c for c in honest["cells"] if not name_of(c).startswith("given_")]


@collect_edit(CASES)
def all_but_the_answers_deleted(honest: Notebook) -> None:
    """Hand in the answers only: no text, no tests, no data."""
    honest["cells"] = [c for c in honest["cells"] if name_of(c) in ANSWERS]


@collect_edit(CASES)
def imports_changed(honest: Notebook) -> None:
    """Change the instructor's cells so that they raise."""
    cell(honest, "given_imports")["source"] = ["import nmupy as np"]
    cell(honest, "given_moons")["source"] = ["X = y = 1 / 0"]


@collect_edit(CASES)
def answer_moved_to_the_end(honest: Notebook) -> None:
    """Move an answer below everything."""
    honest["cells"].append(honest["cells"].pop(place(honest, "q05_perceptron_step")))


@collect_edit(CASES)
def all_cells_in_reverse(honest: Notebook) -> None:
    """Turn the notebook upside down."""
    honest["cells"].reverse()


@collect_edit(CASES)
def answers_turned_into_text(honest: Notebook) -> None:
    """Turn answers into Markdown and raw cells by a slip of the keyboard."""
    for name, kind in (("q07_line_of", "markdown"), ("q03_accuracy", "raw")):
        cell(honest, name)["cell_type"] = kind
        del cell(honest, name)["outputs"], cell(honest, name)["execution_count"]


@collect_edit(CASES)
def answer_in_a_fenced_block(honest: Notebook) -> None:
    """Turn an answer into Markdown with a fence around the code."""
    cell(honest, "q07_line_of")["cell_type"] = "markdown"
    answer(honest, "q07_line_of", f"```python\n{ANSWERS['q07_line_of'].strip()}\n```")


@collect_edit(CASES)
def written_answer_turned_into_code(honest: Notebook) -> None:
    """Turn the written answer into a code cell."""
    cell(honest, "q08_never_ends").update(cell_type="code", outputs=[], execution_count=None)


@collect_edit(CASES)
def cell_types_that_are_none(honest: Notebook) -> None:
    """Have cells of kinds that do not exist."""
    cell(honest, "q07_line_of")["cell_type"] = "sql"
    cell(honest, "q03_accuracy")["cell_type"] = 7
    honest["cells"].insert(0, {"cell_type": "heading", "level": 2, "source": "Hello"})


@collect_edit(CASES)
def answer_under_an_unknown_name(honest: Notebook) -> None:
    """Change the name and the id of an answer's cell."""
    renamed = cell(honest, "q07_line_of")
    renamed["id"] = "mine"
    renamed["metadata"]["nbgrader"]["grade_id"] = "q99_mine"


@collect_edit(CASES)
def two_answers_with_their_names_exchanged(honest: Notebook) -> None:
    """Write each of two answers into the other's cell."""
    first, second = cell(honest, "q02_pred_linear"), cell(honest, "q07_line_of")
    first["source"], second["source"] = second["source"], first["source"]


@collect_edit(CASES)
def a_later_answer_in_a_copy_of_an_earlier_cell(honest: Notebook) -> None:
    """Make the cell of a later answer by copying an earlier one and writing over it."""
    where = place(honest, "q06_perceptron_fit")
    text = ANSWERS["q06_perceptron_fit"]
    honest["cells"][where] = same_cell(honest, "q02_pred_linear", text)


@collect_edit(
    CASES,
    lost={"q07_line_of": ("error", r"`line_of` is not defined.+`line_off`")},
)
def function_renamed(honest: Notebook) -> None:
    """Call the function by another name."""
    answer(honest, "q07_line_of", ANSWERS["q07_line_of"].replace("line_of", "line_off"))


@collect_edit(CASES)
def answer_in_the_test_cell(honest: Notebook) -> None:
    """Write the answer above the visible test and leave the answer's cell as it was."""
    test = cell(honest, "q07_line_of_test")
    test["source"] = f"{ANSWERS['q07_line_of'].strip()}\n\n\n{text_of(test)}"
    answer(honest, "q07_line_of", stub("q07_line_of"))


@collect_edit(CASES)
def answer_in_a_cell_of_its_own(honest: Notebook) -> None:
    """Write the answer into a new cell below the test, and leave the answer's cell as it was."""
    insert(honest, place(honest, "q07_line_of_test") + 1, ANSWERS["q07_line_of"])
    answer(honest, "q07_line_of", stub("q07_line_of"))


@collect_edit(CASES)
def answer_in_a_given_cell(honest: Notebook) -> None:
    """Write the answer below the instructor's imports."""
    given = cell(honest, "given_imports")
    given["source"] = f"{text_of(given)}\n\n{ANSWERS['q07_line_of'].strip()}"
    del honest["cells"][place(honest, "q07_line_of")]


@collect_edit(CASES)
def broken_attempt_in_place_and_the_answer_below(honest: Notebook) -> None:
    """Leave an attempt that does not parse in the cell, and answer in a new one after the test."""
    answer(honest, "q07_line_of", "def line_of(w):\n    return -w[1] /")
    insert(honest, place(honest, "q07_line_of_test") + 1, ANSWERS["q07_line_of"])


@collect_edit(CASES, lost={"q07_line_of": ("blank", "Not answered")})
def source_as_number(honest: Notebook) -> None:
    """Have a number, null and an object where texts should be."""
    cell(honest, "q07_line_of")["source"] = 5
    honest["cells"][0]["source"] = None
    honest["cells"][2]["source"] = {"text": "x"}


@collect_edit(CASES)
def source_lines_without_ends(honest: Notebook) -> None:
    """Have lists of lines that lack their ends, as home-made tools write them."""
    for each in honest["cells"]:
        each["source"] = text_of(each).split("\n")


@collect_edit(CASES)
def metadata_as_list(honest: Notebook) -> None:
    """Have lists, null and texts where metadata should be."""
    honest["metadata"] = []
    for number, each in enumerate(honest["cells"]):
        each["metadata"] = [[], None, "x", {"nbgrader": []}][number % 4]


@collect_edit(CASES)
def outputs_as_text(honest: Notebook) -> None:
    """Have texts and null where outputs should be."""
    for number, each in enumerate(honest["cells"]):
        each["outputs"] = ["done", None, 3, [None, {"output_type": "magic"}]][number % 4]


@collect(CASES, unreadable=True, says="None of the questions of 01_perceptron_line.+wrong notebook")
def notebook_of_another_assignment(folder: Path, honest: Notebook) -> None:
    """Hand in the notebook of 03."""
    root = folder.parent.parent.parent
    path = root / "release" / "03_list_mlp" / "list_mlp.ipynb"
    save(folder, json.loads(path.read_text(encoding="utf-8")))


@collect(CASES, unreadable=True, says="None of the questions of 01_perceptron_line.+wrong notebook")
def notebook_of_somebody_else(folder: Path, honest: Notebook) -> None:
    """Hand in a notebook that has nothing to do with the course."""
    cells = [code("import pandas as pd"), code("df = pd.DataFrame()"), code("")]
    save(folder, {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": cells})


@collect_edit(CASES)
def widgets_state(honest: Notebook) -> None:
    """Keep the state of ipywidgets, with a version that validators reject."""
    state = {"abc": {"model_name": "FloatSliderModel", "state": {"value": 0.5}}}
    honest["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}


@collect_edit(CASES)
def saved_by_colab(honest: Notebook) -> None:
    """Save in Colab: its metadata, no ids of Jupyter's, its own form fields."""
    honest["nbformat_minor"] = 0
    honest["metadata"]["colab"] = {"provenance": [], "gpuType": "T4"}
    honest["metadata"]["accelerator"] = "GPU"
    for number, each in enumerate(honest["cells"]):
        del each["id"]
        each["metadata"]["id"] = f"aB3_{number}"
        each["metadata"]["colab"] = {"base_uri": "https://localhost:8080/"}
    cell(honest, "q04_manual_line")["source"] = ["a = 0.2 # @param {type:'number'}\n", "b = 0.3"]


@collect_edit(CASES)
def saved_by_vs_code(honest: Notebook) -> None:
    """Save in VS Code: the language in each cell's metadata, new ids."""
    for number, each in enumerate(honest["cells"]):
        each["id"] = f"{number:08x}"
        each["metadata"]["vscode"] = {"languageId": "python"}
    honest["metadata"]["language_info"] = {"name": "python", "version": "3.12.1"}


@collect_edit(CASES)
def run_and_saved_by_colab(honest: Notebook) -> None:
    """Run in Colab and save to GitHub: who ran what when, a link at the top, widgets its way."""
    honest.update(nbformat_minor=0)
    colab = {"provenance": [], "authorship_tag": "ABX9TyM", "include_colab_link": True}
    honest["metadata"]["colab"] = colab | {"collapsed_sections": [], "toc_visible": True}
    # Colab keeps the states without the key "state" that Jupyter's schema asks for.
    state = {"abc": {"model_module": "@jupyter-widgets/controls", "model_name": "HBoxModel"}}
    honest["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    for number, each in enumerate(honest["cells"]):
        each["metadata"] |= {"id": each.pop("id"), "colab_type": "text"}
        if each["cell_type"] == "code":
            user = {"displayName": "Ada L", "userId": "0123456789"}
            info = {"status": "ok", "timestamp": 1795890000000, "user_tz": -60, "elapsed": 12}
            each["metadata"] |= {"executionInfo": info | {"user": user}, "colab_type": "code"}
            each["metadata"] |= {"outputId": f"28b07730-954d-4958-f35a-{number:012x}"}
            each["metadata"]["colab"] = {"base_uri": "https://localhost:8080/", "height": 373}
            each["execution_count"] = number
            each["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": ["as it was\n"]},
                {
                    "output_type": "error",
                    "ename": "NameError",
                    "evalue": "ignored",  # Colab's word in the place of the message
                    "traceback": ["\u001b[0;31mNameError\u001b[0m"],
                },
            ]
    form = cell(honest, "q03_accuracy")
    form["metadata"]["cellView"] = "form"
    form["source"] = ['# @title Accuracy { display-mode: "form" }\n', *form["source"]]
    badge = "<a href='https://colab.research.google.com/github/a/b/blob/main/c.ipynb'>Open</a>"
    link = {"id": "view-in-github", "colab_type": "text"}
    honest["cells"].insert(0, {"cell_type": "markdown", "metadata": link, "source": [badge]})


@collect_edit(CASES)
def opened_in_colab_with_ids_kept_twice(honest: Notebook) -> None:
    """Save in Colab what had ids: they are in the cells and in their metadata."""
    honest["metadata"]["colab"] = {"provenance": []}
    for each in honest["cells"]:
        each["metadata"]["id"] = each["id"]


@collect_edit(CASES)
def run_by_an_old_vs_code(honest: Notebook) -> None:
    """Run in a VS Code that drops the metadata of cells that run, and gives new cells no id."""
    honest["metadata"]["orig_nbformat"] = 2
    honest["metadata"]["interpreter"] = {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b9275f58929596ceb"}
    honest["metadata"]["language_info"] = {
        "name": "python",
        "version": 3,
        "mimetype": "text/x-python",
    }
    for each in honest["cells"]:
        if each["cell_type"] == "code":
            each["metadata"] = {}
            each["execution_count"] = 7
    del insert(honest, 3, "looked_at = 1")["id"]


@collect_edit(CASES)
def run_by_vs_code(honest: Notebook) -> None:
    """Run in VS Code: keys in order, what passes by in outputs, a cell of one's own without id."""
    honest["metadata"]["kernelspec"] = {"display_name": ".venv (3.12.1)", "name": "python3"}
    honest["metadata"]["vscode"] = {"interpreter": {"hash": "31f2aee4e71d21fbe5cf8b01ff0e069b"}}
    for number, each in enumerate(honest["cells"]):
        if each["cell_type"] == "code":
            each["execution_count"] = number + 1
            each["outputs"] = [
                {
                    "output_type": "display_data",
                    "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "ab"}},
                    "metadata": {},
                    "transient": {"display_id": None},
                },
                {"output_type": "error", "ename": "", "evalue": "", "traceback": []},
            ]
    del insert(honest, "q05_perceptron_step", "looked_at = pred_linear(1, 0, 0, 0)")["id"]
    honest["cells"] = [dict(sorted(each.items())) for each in honest["cells"]]


@collect_edit(CASES)
def twenty_thousand_empty_cells(honest: Notebook) -> None:
    """Lean on the key that adds a cell."""
    where = place(honest, "q05_perceptron_step")
    empty = [code("", f"e{number}") for number in range(20_000)]
    honest["cells"][where:where] = empty


@collect_edit(CASES)
def twenty_thousand_cells(honest: Notebook) -> None:
    """Have twenty thousand cells before the last answers, one in twenty with some work in it."""
    where = place(honest, "q05_perceptron_step")
    many = [code(f"step_{number} = {number}", f"s{number}") for number in range(20_000)]
    for number, each in enumerate(many):
        if number % 20:
            each.update(cell_type="markdown", source=f"Note {number}")
    honest["cells"][where:where] = many


@collect_edit(CASES)
def three_thousand_copies_of_an_answer(honest: Notebook) -> None:
    """Have three thousand copies of an answer's cell, all of them as released."""
    text = stub("q07_line_of")
    copies = [same_cell(honest, "q07_line_of", text) for _ in range(3_000)]
    honest["cells"] += copies


@collect_edit(CASES)
def a_text_full_of_accents(honest: Notebook) -> None:
    """Mention an answer in a text that, read as Python, is a name with forty thousand accents."""
    text = "line_of\n" + "a" + "\u0301" * 20_000 + "\u0323" * 20_000
    note = {"cell_type": "markdown", "id": "accents", "metadata": {}, "source": text}
    honest["cells"].insert(0, note)
