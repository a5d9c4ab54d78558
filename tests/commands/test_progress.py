import contextlib

import pytest
from click.testing import CliRunner
from notebooks_of_mine import COUNT, RIGHT, WRONG, filled, write

from viva.cli import main
from viva.commands.progress import bar
from viva.remote.client import Worker
from viva.student import check

DONE = filled(q01_double=RIGHT, q02_count=COUNT, q03_why="So.")


@pytest.fixture(scope="module")
def worker():
    with Worker(figures=False, warm=()) as started:
        yield started


@pytest.fixture
def checked(monkeypatch, worker):
    """The notebooks that are really checked."""
    names = []
    check_one = check.check_one

    def noting(path, worker):
        names.append(path.stem)
        return check_one(path, worker)

    monkeypatch.setattr(check, "own_worker", lambda: contextlib.nullcontext(worker))
    monkeypatch.setattr(check, "check_one", noting)
    return names


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write("01_warm_up/warm_up.ipynb", DONE)
    write("02_more/more.ipynb", filled(q01_double=WRONG))
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(main, ["progress", *arguments], env={"COLUMNS": "120"})
    lines = [line.strip("│┃ ") for line in result.output.splitlines()]
    return result, {line.split()[0]: line for line in lines if line and line[0].isalnum()}


def test_one_line_for_each_notebook_and_one_for_all(checked):
    result, lines = run()
    assert result.exit_code == 0, result.output
    first, second = lines["01_warm_up"], lines["02_more"]
    assert first.split() == ["01_warm_up", "██████████", "2", "of", "2", "0", "0", "4", "/", "4"]
    assert "0 of 2" in second and second.endswith("q01_double")
    assert "2 of 4" in lines["all"] and "4 / 8" in lines["all"]
    assert "Hidden tests run" in result.output


def test_only_what_has_changed_is_checked(checked, folder):
    run()
    run()
    assert checked == ["warm_up", "more"]
    write("02_more/more.ipynb", filled(q01_double=RIGHT))
    _, lines = run()
    assert checked == ["warm_up", "more", "more"]
    assert "1 of 2" in lines["02_more"]
    CliRunner().invoke(main, ["check", "01"])
    run("01")
    assert checked == ["warm_up", "more", "more", "warm_up"]
    (folder / "02_more" / "data.txt").write_text("1")
    run("02")
    assert checked[-1] == "more"


def test_a_notebook_that_cannot_be_read_is_told(checked, folder):
    (folder / "02_more" / "more.ipynb").write_text("{")
    result, lines = run()
    assert result.exit_code == 0
    assert "cannot be checked" in lines["02_more"]
    assert "2 of 2" in lines["all"]


def test_copies_of_a_notebook_are_told_apart(checked):
    write("01_warm_up/copy.ipynb", DONE)
    _, lines = run("01_warm_up")
    assert {"01_warm_up/copy.ipynb", "01_warm_up/warm_up.ipynb"} <= set(lines)


def test_what_does_not_exist_is_a_usage_error(checked):
    result, _ = run("07")
    assert result.exit_code == 2
    assert "Found: 01_warm_up/warm_up.ipynb, 02_more/more.ipynb" in result.output


@pytest.mark.parametrize(("done", "full"), [(0, 0), (1, 1), (7, 5), (13, 9), (14, 10)])
def test_a_bar_is_full_only_when_all_is_done(done, full):
    assert bar(done, 14).count("█") == full
    assert len(bar(done, 14)) == 10
