import io

import pytest
from rich.console import Console

from viva.classroom import progress as module
from viva.classroom.progress import LiveTable, Tally, duration, watching
from viva.grading.verdict import Verdict


def verdict(student, seconds=0.5, status="graded", message=""):
    return Verdict("01_warm_up", student, status, (), "none", seconds, message)


def console(terminal=False):
    return Console(
        file=io.StringIO(), force_terminal=terminal, width=100, soft_wrap=True, color_system=None
    )


def play(watcher):
    for student in ("ada", "bob", "cleo", "dan"):
        watcher.started(student)
    watcher.done(verdict("ada", 0.5), "graded")
    watcher.done(verdict("bob", 9.0), "stored")
    watcher.done(verdict("cleo", 2.0, "unreadable", "It is empty."), "in part")


def test_it_counts(monkeypatch):
    now = iter([0.0] + [10.0] * 20)
    monkeypatch.setattr(module.time, "monotonic", lambda: next(now))
    tally = Tally(8)
    play(tally)
    assert (tally.finished, tally.failures) == (3, 1)
    assert list(tally.running) == ["dan"]
    assert tally.slowest == (2.0, "cleo, 01_warm_up")
    assert tally.rate() == 0.2
    assert tally.left() == "25 s"
    said = "1 of 8 taken from the store, 1 regraded in part, 1 graded."
    assert tally.summary() == said


def test_elsewhere_than_on_a_terminal_each_submission_is_a_line():
    shown = console()
    with watching(shown, 8, quiet=False) as watcher:
        play(watcher)
        watcher.failed("eve", "It ended.\n")
    assert shown.file.getvalue().splitlines() == [
        "   1/8 01_warm_up ada: 0 of 0 (0.5 s) ",
        "   2/8 01_warm_up bob: 0 of 0 (from the store) ",
        "   3/8 01_warm_up cleo: 0 of 0 (changed questions only) It is empty.",
        "eve could not be graded. It ended.",
        "1 of 8 taken from the store, 1 regraded in part, 1 graded.",
    ]


def test_on_a_terminal_there_is_a_table():
    table = LiveTable(console(), 8)
    play(table)
    shown = console()
    shown.print(table)
    text = shown.file.getvalue()
    for words in (
        "3 of 8, 1 from the store",
        "longest: dan",
        "2.0 s (cleo, 01_warm_up)",
        "time left",
    ):
        assert words in text
    live = console(terminal=True)
    with watching(live, 8, quiet=False) as watcher:
        play(watcher)
    assert "3 of 8" in live.file.getvalue()


def test_quiet_says_nothing():
    shown = console(terminal=True)
    with watching(shown, 8, quiet=True) as watcher:
        play(watcher)
    assert shown.file.getvalue() == ""


@pytest.mark.parametrize("terminal", [False, True])
def test_ctrl_c_ends_with_130_and_says_that_nothing_is_lost(capsys, terminal):
    def stop(watcher):
        play(watcher)
        raise KeyboardInterrupt

    ended = pytest.raises(SystemExit)
    with ended as ended, watching(console(terminal), 8, quiet=False) as watcher:
        stop(watcher)
    assert ended.value.code == 130
    said = "Stopped: 3 of 8 submissions are graded and saved. The next `viva grade` resumes"
    assert said in capsys.readouterr().err


def test_times_are_written_as_people_say_them():
    assert [duration(s) for s in (3.4, 185, 7800)] == ["3 s", "3 min 5 s", "2 h 10 min"]
