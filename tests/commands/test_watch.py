import io
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from notebooks_of_mine import RIGHT, WRONG, filled, write
from rich.console import Console

from viva.cli import main
from viva.commands.watch import ENDING, Lines, Screen, follow, is_relevant
from viva.grading.verdict import QuestionVerdict, Verdict
from viva.report.checked import Checked
from viva.student.watching import Look

PATH = "01_warm_up/warm_up.ipynb"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write(PATH, filled(q01_double=WRONG))
    return tmp_path


def look(status="failed", message="It is [2, 4].", asked=("q01",), edited=("q01",), **fields):
    questions = (
        QuestionVerdict("q01", 0, 2, status, message),
        QuestionVerdict("q02", 0, 2, "blank", "Not answered yet."),
    )
    verdict = Verdict("01_warm_up", None, "graded", questions, "none", 0.1)
    return Look(Checked(verdict, PATH), asked, edited, 0.123, **fields)


UNREADABLE = Look(
    Checked(Verdict("01_warm_up", None, "unreadable", (), "none", 0.0, "It breaks off."), PATH),
    *((), (), 0.1),
)


def test_it_is_a_program_that_sees_a_save_and_ends_cleanly(folder):
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", "from viva.cli import main; main()", "watch", "01"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # Where tests run in the background of a shell, Ctrl-C is ignored, and so by their children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as program:
        threading.Timer(120, program.kill).start()
        lines = iter(program.stdout.readline, "")
        assert "q01_double ✗ wrong: double_all([1, 2]) is [2, 4]" in next(lines)
        assert "3 questions" in next(lines)
        # As editors do it: a new file in the old one's place.
        new = write("01_warm_up/.new.ipynb", filled(q01_double=RIGHT))
        new.replace(PATH)
        assert "q01_double ✓ done" in next(lines)
        assert "1 question checked (q01_double changed)" in next(lines)
        program.send_signal(signal.SIGINT)
        assert next(lines) == "Stopped watching.\n"
        assert program.wait() == 0
        assert program.stderr.read() == ""


class Sequence:
    def __init__(self, looks):
        self.looks = iter(looks)
        self.settled = 0

    def look(self):
        return next(self.looks)

    def settle(self):
        self.settled += 1


def test_each_save_is_looked_at_and_what_did_not_change_is_not_shown():
    shown = []
    watcher = Sequence([look(), None, look("passed", "")])
    follow(watcher, range(3), shown.append)
    assert [each.checked.verdict.questions[0].status for each in shown] == ["failed", "passed"]
    assert watcher.settled == 2


def test_plain_lines_tell_only_what_was_checked_again():
    text = io.StringIO()
    lines = Lines(text)
    for each in (look(asked=("q01", "q02")), look("passed", ""), UNREADABLE):
        lines.show(each)
    said = [line.partition(" ")[2] for line in text.getvalue().splitlines()]
    tail = "questions pass the visible tests."
    assert said == [
        "q01 ✗ wrong: It is [2, 4].",
        f"2 questions checked (q01 changed), 0.12 s. 0 of 2 {tail}{ENDING}",
        "q01 ✓ done",
        f"1 question checked (q01 changed), 0.12 s. 1 of 2 {tail}",
        "cannot be checked. It breaks off.",
    ]


def test_the_screen_stays_in_its_place_and_keeps_the_table_while_a_file_is_broken():
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100, height=30, color_system=None)
    with Screen(console, Path(PATH)) as screen:
        for each in (look(), UNREADABLE, look("passed", "")):
            before = text.tell()
            screen.show(each)
            drawn = text.getvalue()[before:]
            assert "q01" in drawn and "q02" in drawn
            assert "\x1b[2K" in drawn, "it draws over what stood there"
    whole = re.sub(r"\x1b\[[0-9;?]*\w", "", text.getvalue())
    assert "q01: It is [2, 4]." in whole
    assert "cannot be read at the moment. It breaks off." in whole


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("warm_up.ipynb", True),
        ("data.csv", True),
        ("other.ipynb", False),
        (".~warm_up.ipynb", False),
        (".ipynb_checkpoints", False),
        ("~lock", False),
    ],
)
def test_which_files_matter(name, meant):
    assert is_relevant(Path(PATH), Path("01_warm_up") / name) == meant


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "NN or FILE"),
        (["7"], "Found: 01_warm_up/warm_up.ipynb"),
        (["none.ipynb"], "There is no file none.ipynb"),
        (["."], "matches 2 notebooks. Choose one: 01_warm_up/warm_up.ipynb, 02_more/more.ipynb."),
    ],
)
def test_what_does_not_exist_is_a_usage_error(arguments, words):
    write("02_more/more.ipynb", filled())
    result = CliRunner().invoke(main, ["watch", *arguments])
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
