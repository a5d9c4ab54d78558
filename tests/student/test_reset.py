import json
import os
from datetime import datetime

import pytest
from notebooks_of_mine import RIGHT, STUB, TEST, filled, released_cells, write

from viva.student.release_data import FILE_NAME
from viva.student.reset import ResetProblem, in_style_of, reset

NOW = datetime(2026, 1, 2, 3, 4, 5)
RELEASED = {
    "q01_double": STUB,
    "q02_count": "raise NotImplementedError",
    "q03_why": "YOUR ANSWER HERE",
}


@pytest.fixture
def mine(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return write("01_warm_up/warm_up.ipynb", filled(q01_double=RIGHT, q03_why="Because é."))


def give(mine, released=RELEASED):
    mine.with_name(FILE_NAME).write_text(json.dumps({"released": released}))


def test_the_answer_is_kept_and_everything_else_stays_byte_for_byte(mine, tmp_path):
    give(mine)
    before = mine.read_text()
    done = reset(mine, "q01_double", NOW)
    kept = tmp_path / ".viva/kept/01_warm_up/q01_double-2026-01-02-030405.py"
    assert done.kept == kept
    assert kept.read_text() == RIGHT + "\n"
    assert mine.read_text() == before.replace(json.dumps(RIGHT), json.dumps(STUB))
    assert mine.read_text() != before


def test_the_cells_own_outputs_go_and_no_others(mine):
    notebook = json.loads(mine.read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"execution_count": 4, "outputs": [{"output_type": "stream", "text": ["a"]}]}
    mine.write_text(json.dumps(notebook))
    give(mine)
    reset(mine, "q01_double", NOW)
    after = {cell["id"]: cell for cell in json.loads(mine.read_text())["cells"]}
    assert (after["q01"]["outputs"], after["q01"]["execution_count"]) == ([], None)
    assert after["q01-test"]["outputs"] and after["q01-test"]["execution_count"] == 4


def test_a_written_answer_goes_back_too(mine):
    give(mine)
    kept = reset(mine, "q03_why", NOW).kept
    assert (kept.suffix, kept.read_text()) == (".md", "Because é.\n")


def test_no_kept_answer_is_written_over(mine):
    give(mine)
    first = reset(mine, "q01_double", NOW).kept
    write(mine, filled(q01_double="x = 1"))
    second = reset(mine, "q01_double", NOW).kept
    assert (first.read_text(), second.read_text()) == (RIGHT + "\n", "x = 1\n")


def test_what_is_as_released_is_left_alone(mine):
    give(mine)
    before = mine.stat().st_mtime_ns
    assert reset(mine, "q02_count").kept is None
    assert mine.stat().st_mtime_ns == before


def test_the_released_notebook_tells_as_well(mine):
    write("release/01_warm_up/warm_up.ipynb", released_cells())
    reset(mine, "q01_double")
    assert STUB in [cell["source"] for cell in json.loads(mine.read_text())["cells"]]


def without_cell(cells):
    return [cell for cell in cells if cell["id"] != "q01"]


def with_a_copy(cells):
    return [*cells, cells[1]]


@pytest.mark.parametrize(
    ("change", "released", "words"),
    [
        (list, {}, "The released version of q01_double was not found"),
        (list, {"q01_double": "another"}, "another release"),
        (without_cell, RELEASED, "has no answer cell for q01_double"),
        (with_a_copy, RELEASED, "has 2 answer cells for q01_double"),
    ],
)
def test_why_it_cannot_be_done_is_said_and_nothing_changes(mine, change, released, words):
    write(mine, change(filled(q01_double=RIGHT)))
    give(mine, released)
    before = mine.read_bytes()
    with pytest.raises(ResetProblem, match=words):
        reset(mine, "q01_double")
    assert mine.read_bytes() == before
    assert not (mine.parent.parent / ".viva").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read. The file is cut off"),
        (
            '{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}',
            "an old notebook format",
        ),
        ('{"cells": [5, {"cell_type": "code", "source": "x = 1"}]}', "malformed cells"),
    ],
)
def test_a_file_that_is_no_notebook_is_not_touched(mine, text, words):
    mine.write_text(text)
    with pytest.raises(ResetProblem, match=words):
        reset(mine, "q01_double")
    assert mine.read_text() == text


def test_an_answer_that_cannot_be_kept_stays(mine, tmp_path):
    give(mine)
    (tmp_path / ".viva").write_text("a file where the folder would be")
    before = mine.read_bytes()
    with pytest.raises(ResetProblem, match="could not be saved"):
        reset(mine, "q01_double")
    assert mine.read_bytes() == before


@pytest.mark.parametrize("indent", [1, 2, 4, None, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_layout_of_the_file_is_kept(indent, ascii_only, end):
    content = {"cells": [{"source": ["é", TEST]}], "a": 1.5}
    text = json.dumps(content, indent=indent, ensure_ascii=ascii_only) + end
    assert in_style_of(text, content).decode() == text


def test_a_layout_that_no_tool_makes_becomes_the_usual_one():
    assert in_style_of('{"a":1 , "b":[ ]}', {"a": 2}).decode() == '{\n "a": 2\n}\n'


def test_a_symbolic_link_goes_on_leading_to_the_notebook(mine, tmp_path):
    give(mine)
    link = mine.with_name("link.ipynb")
    os.symlink(mine.name, link)
    reset(link, "q01_double", NOW)
    assert link.is_symlink() and STUB in [
        c["source"] for c in json.loads(mine.read_text())["cells"]
    ]
