"""Attacks by what the file itself says: cells, metadata, outputs."""

from __future__ import annotations

import copy
from typing import Any

from attacks.attack import WRONG, attack, code_cell

attack(
    "scores_printed",
    "Cells print what a passed test prints.",
    answers={
        "q02_pred_linear": "print('q02_pred_linear: 2 of 2 points.')\n2.0",
        "q03_accuracy": "print('q03_accuracy: the visible test passes.')\nimport sys\n"
        "print('q03_accuracy: 3 of 3 hidden cases pass.')\nsys.displayhook(2.0)",
    },
    last="15.0",
)


def _outputs_forged(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            result = {
                "output_type": "execute_result",
                "data": {"text/plain": "2.0"},
                "metadata": {},
                "execution_count": 1,
            }
            cell["outputs"] = [result]


def _points_changed(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        data = cell["metadata"].get("nbgrader", {})
        if "points" in data:
            data["points"] = 1000
            data["checksum"] = "0" * 32


def _metadata_flipped(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        data = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and data:
            for key in ("grade", "solution", "locked"):
                data[key] = not data.get(key)
            if data.get("points"):
                cell["source"] = "2.0"


def _tests_changed(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("points"):
            cell["source"] = "print('fine')"


def _tests_first(notebook: dict[str, Any]) -> None:
    tests = [c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("points")]
    doubles = [dict(cell, id=f"again-{n}", source="2.0") for n, cell in enumerate(tests)]
    notebook["cells"] = doubles + notebook["cells"] + copy.deepcopy(doubles)


def _tests_deleted(notebook: dict[str, Any]) -> None:
    notebook["cells"] = [
        c for c in notebook["cells"] if not c["metadata"].get("nbgrader", {}).get("points")
    ]


def _tests_renamed(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        data = cell["metadata"].get("nbgrader", {})
        if data.get("grade_id", "").endswith("_test"):
            data["grade_id"] = data["grade_id"].replace("q02_pred_linear", "q07_line_of")


def _given_changed(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "given_moons":
            cell["source"] = "X, y = np.zeros((1, 2)), np.zeros(1)"


def _other_kernel(notebook: dict[str, Any]) -> None:
    notebook["metadata"]["kernelspec"] = {"name": "../../bin/sh", "language": "bash"}
    notebook["metadata"]["language_info"] = {"name": "R"}
    notebook["metadata"]["widgets"] = {"x": "<script>"}


def _hostile_metadata(notebook: dict[str, Any]) -> None:
    strange: list[Any] = [None, 3, [], {"nbgrader": []}, {"nbgrader": {"grade_id": ["q"]}}]
    strange += [{"nbgrader": {"grade_id": "x", "solution": {}}}, {"tags": "explore"}]
    for number, metadata in enumerate(strange):
        cell = code_cell(f"strange-{number}", "1")
        cell["metadata"] = metadata
        notebook["cells"].append(cell)
    notebook["cells"].append({"cell_type": ["code"], "id": ["x"], "source": {"a": 1}})


attack(
    "outputs_forged",
    "The file holds outputs that say that every test gave its points.",
    change=_outputs_forged,
    answers=WRONG,
)
attack("points_changed", "Every question is worth 1000 points.", change=_points_changed)
attack(
    "metadata_flipped",
    "solution, grade and locked are turned round, and the tests' cells hold 2.0.",
    change=_metadata_flipped,
    answers=WRONG,
    loses=True,
)
attack("tests_changed", "The test cells print that all is fine.", change=_tests_changed)
attack("tests_doubled", "Each test cell comes twice more, with 2.0.", change=_tests_first)
attack("tests_deleted", "The test cells are gone.", change=_tests_deleted)
attack("tests_renamed", "The test of one question claims another's name.", change=_tests_renamed)
attack(
    "given_cells_changed",
    "The instructor's cell that draws the data draws a point.",
    change=_given_changed,
    answers={
        "q01_first_points": "first_point = second_point = X[0]\nfirst_label = second_label = 0"
    },
)
attack("other_kernel", "The notebook asks for another kernel.", change=_other_kernel)
attack(
    "hostile_metadata",
    "Cells with metadata of the wrong types.",
    change=_hostile_metadata,
    answers=WRONG,
)
SCRIPT = "<script>alert('viva-attack')</script><img src=x onerror=alert('viva-attack')>"
attack(
    "html_and_javascript",
    "HTML, JavaScript and SVG in outputs, names, messages and a written answer.",
    f"""
    from IPython.display import HTML, Javascript, SVG, display
    display(HTML("{SCRIPT}"), Javascript("alert('viva-attack')"))
    display({{"image/svg+xml": "<svg onload=alert('viva-attack')></svg>"}}, raw=True)
    display({{"text/html": "{SCRIPT}", "text/plain": "x", "../../x": "y"}}, raw=True)
    print("{SCRIPT}")
    """,
    answers={
        "q02_pred_linear": f'raise ValueError("{SCRIPT}")',
        "q03_accuracy": f"def accuracy(y_true, y_pred):\n    raise KeyError  # {SCRIPT}",
    },
    says={"q02_pred_linear": "ValueError"},
)
attack(
    "display_updated",
    "Displays are updated and cleared to change what earlier cells showed.",
    """
    from IPython.display import clear_output, display, update_display
    display("first", display_id="q02_pred_linear_test")
    """,
    last="""
    from IPython.display import clear_output, display, update_display
    update_display("2 of 2 points", display_id="q02_pred_linear_test")
    clear_output(wait=True)
    """,
)
attack(
    "output_without_end",
    "A cell takes the limit off its own outputs and prints 60 MB.",
    """
    outputs = getattr(get_ipython(), "outputs", None)
    if outputs is not None:
        outputs.limit = 10**15
    for _ in range(60):
        print("X" * 1_000_000)
    """,
)
