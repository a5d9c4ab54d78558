import itertools

import nbformat
import pytest
from full_exam import HEAD, full_course, write_exam

from viva.certify.campaign import (
    PATIENCE,
    SHORTEST,
    limits_for,
    question_mutants,
    run_campaign,
    sample_of,
)
from viva.classroom.pool import Pool
from viva.course.bundle import make_bundle
from viva.grading.verdict import QuestionVerdict, Verdict

WAS = "doubled = [2 * number for number in numbers]"
RECORD = """
q.equivalent({why!r}, was={was!r}, now={now!r})
"""


@pytest.fixture
def made(tmp_path):
    return full_course(tmp_path)


def solve(made, code):
    """Put another solution into the notebook."""
    source = nbformat.read(made[1].source_path, as_version=4)
    source.cells[3].source = f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"
    nbformat.write(source, made[1].source_path)


def test_every_mutant_of_a_sound_exam_is_killed(made):
    campaign = run_campaign(*made, jobs=1)
    tally = campaign.tallies["q01_double"]
    assert campaign.whole == tally.made == tally.killed > 5
    assert (campaign.survivors, campaign.problems) == ([], [])
    assert campaign.total.kill_rate == 1


def test_a_mutant_that_no_case_sees_survives(made):
    solve(made, "def double_all(numbers):\n    return [n + abs(n) for n in numbers]")
    campaign = run_campaign(*made, jobs=1)
    assert [altered.mutant.now for altered in campaign.survivors] == [
        "return [n + n for n in numbers]"
    ]
    assert campaign.total.survive == 1 and campaign.total.kill_rate < 1


def test_a_survivor_may_be_explained_and_the_explanation_is_checked(made):
    solve(made, "def double_all(numbers):\n    return [n + abs(n) for n in numbers]")
    record = {"why": "all are positive", "was": "return [n + abs(n) for n in numbers]"}
    right = RECORD.format(**record, now="return [n + n for n in numbers]")
    killed = RECORD.format(**record, now=["return [abs(n) for n in numbers]"])
    stale = RECORD.format(**record, now="return [n for n in numbers]  # not made")
    write_exam(made[0], head=HEAD + right + killed + stale)
    campaign = run_campaign(*made, jobs=1)
    assert campaign.survivors == []
    assert [altered.why for altered in campaign.explained] == ["all are positive"]
    assert campaign.total.explained == 1
    assert campaign.total.kill_rate == 1
    gone, lost = campaign.problems
    assert "into 'return [n for n in numbers]  # not made' any longer" in gone
    assert "recorded as right (all are positive), but loses points" in lost


def test_a_mutant_without_end_is_stopped_soon(made, monkeypatch):
    limit = 60
    write_exam(made[0], head=HEAD.replace('numbers")', f'numbers", seconds={limit})'))
    monkeypatch.setattr("viva.certify.campaign.SHORTEST", 0.3)
    taken = []

    class Timed(Pool):
        def run(self, *tasks, **options):
            for number, verdicts in super().run(*tasks, **options):
                taken.extend(verdict.seconds for verdict in verdicts)
                yield number, verdicts

    monkeypatch.setattr("viva.certify.campaign.Pool", Timed)
    loop = "doubled = []\n    for n in numbers:\n        doubled.append(2 * n)\n    return doubled"
    solve(made, f"def double_all(numbers):\n    {loop}")
    campaign = run_campaign(*made, jobs=1)
    every = question_mutants(make_bundle(made[1]))
    assert [a.mutant.now for a in every].count("numbers.append(2 * n)") == 1
    assert campaign.total.late == 1
    assert max(taken) < limit
    assert campaign.survivors == []


def test_limits_follow_the_solution():
    def limits(whole, question):
        found = QuestionVerdict("q", 1, 1, "passed", seconds=question)
        return limits_for(Verdict("a", None, "graded", (found,), "none", whole), found)

    slow = limits(10 * SHORTEST, SHORTEST)
    assert (slow.cell_seconds, slow.call_seconds) == (10 * PATIENCE * SHORTEST, PATIENCE * SHORTEST)
    assert limits(0, 0).cell_seconds == limits(0, 0).call_seconds == SHORTEST


def test_a_sample_is_always_the_same_and_in_order(made):
    every = question_mutants(make_bundle(made[1]))
    some = sample_of(every, 4)
    assert len(some) == 4 and some != every[:4]
    assert [every.index(altered) for altered in some] == sorted(map(every.index, some))
    assert sample_of(every, None) == sample_of(every, len(every)) == every
    left = [altered for altered in every if altered not in some]
    for gone in itertools.islice(left, 3):
        assert sample_of([altered for altered in every if altered != gone], 4) == some


def test_only_the_sample_is_graded_but_all_records_are_checked(made):
    write_exam(made[0], head=HEAD + RECORD.format(why="no", was=WAS, now="gone"))
    seen = []
    campaign = run_campaign(*made, sample=2, jobs=1, progress=lambda *done: seen.append(done))
    assert campaign.total.made == 2 < campaign.whole
    assert seen[-1] == (2, 2)
    (problem,) = campaign.problems
    assert "into 'gone' any longer" in problem


def test_a_record_holds_if_one_of_two_like_mutants_is_right(made):
    line = "found = [2 * n for n in numbers]"
    solve(made, f"def double_all(numbers):\n    {line}\n    {line}\n    return found")
    record = RECORD.format(why="overwritten", was=line, now="found = [3 * n for n in numbers]")
    write_exam(made[0], head=HEAD + record)
    campaign = run_campaign(*made, jobs=1)
    assert [altered.mutant.line for altered in campaign.explained] == [2]
    assert campaign.problems == []


def test_of_some_questions_all_mutants_are_graded_whatever_the_sample(made):
    every = question_mutants(make_bundle(made[1]))
    assert sample_of(every, 1, {"q01_double"}) == every
    assert len(sample_of(every, 1, {"q09_other"})) == 1
