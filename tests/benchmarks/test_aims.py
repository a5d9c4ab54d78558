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


def test_why_an_aim_is_missed_is_said_once_for_all_that_it_holds_for(two, monkeypatch):
    def why(found):
        return f"{found['more']['found']['seconds']} s are lost."

    aims = [
        two.Aim("a", "help", two.quotient("viva", "python"), 5, why=why),
        two.Aim("b", "help", two.quotient("viva", "python"), 4, why=why),
        two.Aim("met", "help", two.quotient("viva", "python"), 7, why=why),
        two.Aim("no reason", "help", two.quotient("viva", "python"), 5),
        two.Aim("not measured", "class", two.quotient("viva", "python"), 5, why=why),
    ]
    monkeypatch.setattr(two, "AIMS", aims)
    measured = found({"viva": 6, "python": 1}, {})
    assert two.reasons(measured) == []
    measured["more"] = {"found": {"seconds": 3}}
    assert two.reasons(measured) == ["a; b: 3 s are lost."]


def test_reasons_are_made_of_what_was_measured(script):
    growth = {size: {"seconds": 3 + 0.2 * int(size)} for size in ("10", "100", "1000")}
    where = {"taking snapshots": 0.03, "visible tests": 0.01, "hidden cases": 0.1, "all": 0.2}
    one = {"where": where, "same": 0.05, "graded": 0.3}
    measured = {
        "growth": {"found": growth},
        "overhead": {"found": {"01": one, "03": one}},
        "twelve": {"found": {"nbgrader": 60, "viva": 5}},
    }
    said = script.reasons(measured)
    assert [reason.partition(":")[0] for reason in said] == [
        "a class of 12, nbgrader / viva",
        "01",
        "03",
    ]
    assert "Starting takes 3.0 s, and each submission 0.20 s more." in said[0]
    assert "take 50 ms" in said[1] and "Of the 200 ms" in said[1] and "30 ms go to" in said[1]


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
