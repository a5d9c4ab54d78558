"""The page on attacks is what was measured, of every attack there is."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

import pytest
from attacks.corpus import CORPUS

ROOT = Path(__file__).parents[2]
TABLES = "| | viva |"


@pytest.fixture(scope="module")
def results():
    return json.loads((ROOT / "docs" / "attacks.json").read_text(encoding="utf-8"))


def test_every_grader_is_a_package_that_is_installed(script):
    assert all(version(script.PACKAGES[grader]) for grader in script.GRADERS)


def test_every_attack_was_put_to_every_grader(script, results):
    for grader in script.GRADERS:
        assert set(CORPUS) <= set(results[grader]["found"]), grader
        assert set(results[grader]["days"]) == set(results[grader]["found"])


def test_the_page_says_what_was_measured(script, results):
    said = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    made = script.page(results, list(CORPUS.values()))

    assert said[said.index(TABLES) :] == made[made.index(TABLES) :]


def test_the_days_of_a_grader_are_from_the_first_to_the_last(script):
    assert script.days({"days": {"a": "2026-11-22"}}) == "on 2026-11-22"
    some = {"days": {"a": "2026-11-28", "b": "2026-11-22"}}
    assert script.days(some) == "from 2026-11-22 to 2026-11-28"
