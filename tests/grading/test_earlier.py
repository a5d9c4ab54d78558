"""What an answer owes to earlier ones."""

import pytest
from fake_worker import plan_of
from small_exam import RIGHT, bundle

from viva.grading.earlier import Earlier

BUNDLE = bundle()
SCALE, SHIFT = "q01_scale", "q02_shift"
FIRST, SECOND, _ = BUNDLE.questions
USES = "def shift(v):\n    return scale(v, 1)"


def earlier_of(shift, **status):
    made = Earlier(plan_of(BUNDLE, RIGHT | {SHIFT: shift}), BUNDLE.questions)
    made.note(FIRST, **status)
    return made


@pytest.mark.parametrize(
    ("status", "failing", "right"),
    [
        *((status, 1, 0) for status in ("failed", "blank", "killed", "partial")),
        ("passed", 0, 1),
        # Nobody has marked it, or knows anything of it.
        *((status, 0, 0) for status in ("manual", "missing package", "")),
    ],
)
def test_names_stand_with_what_their_answers_came_to(status, failing, right):
    made = earlier_of(USES, status=status)
    assert made.failing == ({"scale": SCALE} if failing else {})
    assert made.right == ({"scale": SCALE} if right else {})


def test_the_last_answer_that_defines_a_name_counts():
    made = earlier_of(USES, status="failed")
    made.note(FIRST, "passed")
    assert (made.failing, made.right) == ({}, {"scale": SCALE})
    made.note(FIRST, "failed")
    assert (made.failing, made.right) == ({"scale": SCALE}, {})


def test_causes_are_what_is_used_and_not_right():
    assert earlier_of(USES, status="failed").causes(SECOND) == {"scale": SCALE}
    assert earlier_of(USES, status="passed").causes(SECOND) == {}
    assert earlier_of("def shift(v):\n    return v", status="failed").causes(SECOND) == {}
    # Its own name is not what stands before it.
    assert earlier_of("scale(1, 2)", status="failed").causes(FIRST) == {}


def stand_ins(shift, status, tested=()):
    made = earlier_of(shift, status=status)
    return list(made.stand_ins(SECOND, made.causes(SECOND), tested))


def test_right_answers_are_replaced_when_they_are_used():
    assert stand_ins(USES, "passed") == [{"scale": SCALE}]
    assert stand_ins(USES, "") == []
    assert stand_ins("def shift(v):\n    return v", "passed") == []


@pytest.mark.parametrize("status", ["passed", "failed"])
def test_what_the_visible_test_uses_is_replaced(status):
    assert stand_ins("def shift(v):\n    return v", status, {"scale"}) == [{"scale": SCALE}]


def test_nothing_is_tried_twice():
    assert stand_ins(USES, "failed") == [{"scale": SCALE}]
