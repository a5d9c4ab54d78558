"""The page on costs says what the answers of each notebook cost in later questions."""

from __future__ import annotations

import json
from pathlib import Path

from viva.certify.costs import Cost, Costs

DOCS = Path(__file__).parents[2] / "docs"
DEAR = Cost("wrong", "a pair", "q01_a", "q02_b", 2.0, 3.0, "Not a number.")


def found() -> Costs:
    costs = Costs()
    costs.note("q01_a", ("q02_b", "q03_c"), [DEAR])
    costs.note("q01_a", ("q02_b", "q03_c"), [])
    return costs


def test_what_is_stored_is_read_again(script):
    stored = json.loads(json.dumps(script.to_json(found(), "2026-01-31")))
    assert script.from_json(stored) == found()


def test_the_page_has_a_row_for_each_notebook_and_lists_what_costs(script):
    stored = {"01_line": script.to_json(found(), "2026-01-31")}
    lines = script.page(stored, ["01_line"]).splitlines()
    assert lines[0] == "# What an answer costs in other questions"
    assert "| 01_line | 2 | 2 | 4 | 1 |" in lines
    assert "- 01_line, `q01_a` in `q02_b`: 1 of 2 cost up to 2 of 3 points: a pair" in lines
    assert lines[-1].endswith(": 01 on 2026-01-31.")
    text = script.page(stored, ["01_line", "02_curve"])
    assert text.endswith(": 01 on 2026-01-31. Not asked yet: 02.\n")


def test_only_answers_that_are_used_later_are_asked(script):
    assert script.is_asked_later(script.Trial("wrong", "q01_a", "a pair", also=("q02_b",)))
    assert not script.is_asked_later(script.Trial("wrong", "q01_a", "a pair"))


def test_the_published_page_says_what_was_found(script):
    stored = json.loads((DOCS / "costs.json").read_text(encoding="utf-8"))
    names = [assignment.name for assignment in script.Course(DOCS.parent).assignments()]
    assert (DOCS / "costs.md").read_text(encoding="utf-8") == script.page(stored, names)
    assert set(stored) <= set(names)
