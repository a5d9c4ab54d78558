"""What was measured is compared with what should be reached, and nothing else is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "aims.py"


@pytest.fixture
def two(script, monkeypatch):
    most = script.Aim("help", "help", script.quotient("viva", "python"), 5)
    least = script.Aim(
        "a class", "class", script.quotient("stock", "viva"), 20, least=True, unit=" x"
    )
    monkeypatch.setattr(script, "AIMS", (most, least))
    return script


def found(help_, class_):
    return {"help": {"found": help_}, "class": {"found": class_}}


def test_an_aim_is_met_or_missed_by_a_share_of_it(two):
    measured = found({"viva": 5, "python": 1}, {"stock": 40, "viva": 1})
    assert two.lines(measured) == [
        "met: help, 5, at most 5",
        "met: a class, 40 x, at least 20 x",
    ]
    measured = found({"viva": 6, "python": 1}, {"stock": 16, "viva": 1})
    assert two.lines(measured) == [
        "missed by 20 %: help, 6, at most 5",
        "missed by 25 %: a class, 16 x, at least 20 x",
    ]
    assert two.rows(measured) == [
        ["help", "at most 5", "6", "no"],
        ["a class", "at least 20 x", "16 x", "no"],
    ]


NOTHING = [{}, found({}, {"stock": 1}), found(None, {"stock": 1, "viva": 0})]


@pytest.mark.parametrize("measured", NOTHING)
def test_what_was_not_measured_is_not_met(two, measured):
    assert two.lines(measured) == [
        "not measured: help (part help)",
        "not measured: a class (part class)",
    ]
    assert [row[2:] for row in two.rows(measured)] == [["", "not measured"]] * 2


def test_every_aim_reads_what_its_part_finds(script):
    measured = {
        "help": {"viva --help": 5, "python -c pass": 1},
        "file": {
            "imports": 1,
            "viva grade, the solution": 1,
            "viva grade, three wrong answers": 1,
            "viva check": 1,
            "watch, a further look": 0.1,
        },
        "twelve": {"nbgrader": 20, "viva": 1},
        "graders": {
            "seconds": {"viva, 1 worker": 2, "viva, 2 workers": 1.1, "viva, all cores": 1},
            "beside": {"nbgrader": {"seconds": 35}},
        },
        "overhead": {"01": {"graded": 2, "same": 1}, "03": {"graded": 1.6, "same": 1}},
        "growth": {
            "1000": {"seconds": 100, "memory": 9},
            "10000": {"seconds": 1000, "memory": 150},
        },
        "memory": {"together": 350},
        "lab": {"now": 0.7, "before": 1},
    }
    wrapped = {part: {"found": each} for part, each in measured.items()}
    assert [line.partition(":")[0] for line in script.lines(wrapped)] == ["met"] * len(script.AIMS)
