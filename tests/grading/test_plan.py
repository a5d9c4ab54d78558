import pytest
from fake_worker import plan_of
from small_exam import RIGHT, bundle

from viva.grading.plan import (
    Plan,
    Step,
    cut_after,
    names_behind,
    names_mentioned,
    names_used,
    place_of_answer,
    place_of_test,
    steps_before,
)

PLAN = plan_of(bundle(), RIGHT)


def test_steps_after_the_last_question_asked_are_cut():
    cut = cut_after(PLAN, {"q01_scale"}, {"q02_shift": "failed"})
    assert cut.steps == PLAN.steps[:4]
    assert cut.asked == {"q01_scale"}
    assert cut.statuses == {"q02_shift": "failed"}
    assert len(PLAN.steps) == 7 and PLAN.asked is None
    assert cut_after(PLAN, {"q01_scale", "q02_shift"}).steps == PLAN.steps[:6]
    # A written answer is read, and nothing needs to run for it.
    assert cut_after(PLAN, {"q03_why"}).steps == ()
    assert cut_after(PLAN, {"q03_why"}).statuses == {}


def test_steps_before_one_ask_nothing():
    before = steps_before(PLAN, 3)
    assert before.steps == PLAN.steps[:3]
    assert before.asked == frozenset()


@pytest.mark.parametrize(
    ("asked", "question", "asks"),
    [
        (None, "a", True),
        (None, None, False),
        (frozenset({"a"}), "a", True),
        (frozenset({"a"}), "b", False),
        (frozenset(), "a", False),
    ],
)
def test_a_plan_asks_all_or_some_questions(asked, question, asks):
    assert Plan(asked=asked).asks(question) is asks


def test_places_of_an_answer_and_its_test():
    assert (place_of_answer(PLAN, "q02_shift"), place_of_test(PLAN, "q02_shift")) == (4, 5)
    assert (place_of_answer(PLAN, "q03_why"), place_of_test(PLAN, "q03_why")) == (6, 7)
    assert place_of_answer(PLAN, "nothing") == place_of_test(PLAN, "nothing") == 7


def test_names_that_an_answer_uses_are_the_students_own():
    own = Step("run", {"source": "def shift(v):\n    return scale(v)"}, "q", own=True)
    given = Step("run", {"source": "given"}, "q")
    other = Step("run", {"source": "other"}, "r", own=True)
    plan = Plan((own, given, other))
    assert names_mentioned(plan, "q") == {"def", "shift", "v", "return", "scale"}
    assert names_used(plan, "q") == {"scale"}
    assert names_used(PLAN, "nothing") == names_mentioned(PLAN, "nothing") == set()


def test_names_behind_others_are_followed_through_all_cells():
    steps = [
        Step("run", {"source": "def first():\n    return second() + 1"}, "a", own=True),
        Step("run", {"source": "def second():\n    third = 0\n    return third + fourth"}),
        Step("run", {"source": "fourth = fifth = first"}, "b", own=True),
        Step("test", {"source": "sixth = fourth"}, "b"),
    ]
    assert names_behind(Plan(steps), {"first", "other"}) == {"first", "second", "fourth", "other"}
    assert names_behind(Plan(steps), set()) == set()
    # A cell that defines none of them adds nothing.
    assert names_behind(PLAN, {"shift"}) == {"shift", "offset"}
