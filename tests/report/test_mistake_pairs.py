import pytest

from viva.report.mistake_pairs import mistake_pairs
from viva.report.statistics import by_assignment


def pairs_of(classes, rows, **where):
    """Pairs in a class of which each student has a mistake, or none, in q01 and in q02."""
    q, v = classes.question, classes.verdict
    verdicts = [
        v(
            f"s{number:02}",
            q("failed", diagnosis=first) if first else q(),
            q("failed", id="q02", diagnosis=second) if second else q(id="q02"),
        )
        for number, (first, second) in enumerate(rows)
    ]
    return mistake_pairs(by_assignment(verdicts))


def test_mistakes_of_the_same_students_are_a_pair_with_its_counts(classes):
    rows = [("sign", "bias")] * 4 + [("sign", None)] + [(None, "bias")] + [(None, None)] * 14
    found = pairs_of(classes, rows)
    (pair,) = found.found
    assert (pair.earlier.title, pair.later.title) == ("sign", "bias")
    assert (pair.students, pair.earlier_count, pair.later_count, pair.both) == (20, 5, 5, 4)
    assert pair.made_both == ("s00", "s01", "s02", "s03")
    assert pair.expected == 5 * 5 / 20
    assert pair.lift == pytest.approx(4 / 1.25)
    # (C(5,4) C(15,1) + C(5,5)) / C(20,5)
    assert pair.chance == pytest.approx((5 * 15 + 1) / 15504)
    assert found.compared == {"03_list_mlp": 1}
    assert found.of("03_list_mlp") == [pair] and found.of("another") == []


@pytest.mark.parametrize(
    "rows",
    [
        # Two students are a coincidence, however rare their mistakes are.
        [("sign", "bias")] * 2 + [("sign", None)] + [(None, "bias")] + [(None, None)] * 50,
        # Three of many who make both mistakes anyway.
        [("sign", "bias")] * 3 + [("sign", None)] * 6 + [(None, "bias")] * 6 + [(None, None)] * 5,
        # Fewer than unrelated mistakes give.
        [("sign", "bias")] * 3 + [("sign", None)] * 9 + [(None, "bias")] * 9,
    ],
)
def test_what_chance_gives_is_no_pair(classes, rows):
    assert pairs_of(classes, rows).found == ()


def test_who_did_not_answer_both_is_not_counted(classes):
    q, v = classes.question, classes.verdict
    made = [
        v(f"a{n}", q("failed", diagnosis="x"), q("failed", id="q02", diagnosis="y"))
        for n in range(4)
    ]
    others = [v(f"b{n}", q(), q(id="q02")) for n in range(6)]
    blank = [v(f"c{n}", q("failed", diagnosis="x"), q("blank", id="q02")) for n in range(5)]
    (pair,) = mistake_pairs(by_assignment([*made, *others, *blank])).found
    assert (pair.students, pair.earlier_count) == (10, 4)


def test_a_mistake_goes_with_one_of_a_later_assignment(classes):
    q, v = classes.question, classes.verdict
    verdicts = []
    for number in range(12):
        wrong = q("failed", diagnosis="x") if number < 4 else q()
        later = q("failed", id="q09", diagnosis="y") if number < 4 else q(id="q09")
        verdicts += [v(f"s{number}", later), v(f"s{number}", wrong, assignment="01_line")]
    (pair,) = mistake_pairs(by_assignment(verdicts)).found
    assert (pair.earlier_assignment, pair.later_assignment) == ("01_line", "03_list_mlp")
