"""Hints inside the notebook: one after the other, and offered where a visible test fails."""

import io
import json
import re
from contextlib import redirect_stdout

import pytest
from IPython.core.interactiveshell import InteractiveShell

from viva.lab import hint as show
from viva.lab.hint import _shown, offer_hints

HINTS = {
    "q01_first": ["Look at the shape.", "Turn it round."],
    "q12_gradients": ["Only this."],
    "q13_none": [],
    "q15_epochs": ["How many?"],
    "q15_epochs_comment": ["Why?"],
}
TEST = 'assert 1 == 2, "One is not two."\nprint("q12_gradients: the visible test passes.")'


@pytest.fixture(autouse=True)
def beside_the_notebook(tmp_path, monkeypatch):
    folder = tmp_path / "source" / "03_lists"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    _shown.clear()
    return folder


@pytest.fixture
def with_hints(beside_the_notebook):
    (beside_the_notebook / "viva.json").write_text(json.dumps({"hints": HINTS}))


def said(question):
    out = io.StringIO()
    with redirect_stdout(out):
        show(question)
    return out.getvalue()


@pytest.mark.parametrize("name", ["q01_first", "q01", "first"])
def test_the_next_hint_each_time_and_the_last_one_again(with_hints, name):
    assert said(name).startswith("q01_first, hint 1 of 2:\nLook at the shape.\n")
    assert "hint 2 of 2:\nTurn it round.\nThis is the last hint." in said("q01")
    assert "hint 2 of 2" in said("q01_first")


def test_what_is_unknown_is_said_with_what_there_is(with_hints):
    assert (
        said("q99") == "There is no question 'q99' with hints. There are some for q01, q12, q15.\n"
    )


def test_where_two_questions_share_a_number_both_are_named(with_hints):
    assert said("q15") == (
        "'q15' can mean q15_epochs or q15_epochs_comment. Write the whole name.\n"
    )
    assert said("q15_epochs").startswith("q15_epochs, hint 1 of 1:\nHow many?\n")
    assert said("epochs_comment").startswith("q15_epochs_comment, hint 1 of 1:\nWhy?\n")


def test_without_the_file(beside_the_notebook):
    assert said("q01").startswith("There are no hints here")
    (beside_the_notebook / "viva.json").write_text('{"hints": 3')
    assert said("q01").startswith("There are no hints here")


def test_an_instructor_gets_those_of_the_release(beside_the_notebook):
    release = beside_the_notebook.parents[1] / "release" / "03_lists"
    release.mkdir(parents=True)
    (release / "viva.json").write_text(json.dumps({"hints": HINTS}))
    assert "Only this." in said("q12")


def test_a_failing_visible_test_says_how_to_ask(with_hints, beside_the_notebook):
    shell = InteractiveShell.instance()
    try:
        offer_hints()
        offer_hints()

        def run(source):
            out = io.StringIO()
            with redirect_stdout(out):
                shell.run_cell(source)
            return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())

        offered = 'hint("q12"), or in a terminal: viva check --hint q12'
        failed = run(TEST)
        assert failed.count("For a hint: ") == 1
        assert f"For a hint: from viva.lab import hint; {offered}" in failed
        shell.user_ns["hint"] = show
        assert f"For a hint: {offered}" in run(TEST)
        assert "For a hint" not in run(TEST.replace("1 == 2", "1 == 1"))
        # Where a number can mean two questions, or any, the whole name is offered.
        whole = 'hint("q15_epochs"), or in a terminal: viva check --hint q15_epochs'
        assert f"For a hint: {whole}\n" in run(TEST.replace("q12_gradients", "q15_epochs"))
        (beside_the_notebook / "viva.json").unlink()
        assert 'For a hint: hint("q12_gradients"), or' in run(TEST)
        assert "For a hint" not in run("1 / 0")
    finally:
        InteractiveShell.clear_instance()
