import dataclasses

import numpy as np
import pytest

from viva.grading.kept_outcomes import KeptOutcomes, as_bytes, as_outcome, exactly, mark
from viva.grading.outcome import Outcome
from viva.remote.transport import CandidateError
from viva.worker.wire import encode

PLACE = ("a mistake", "a case", 0)
REFERENCE = Outcome("value", 1.5)
ERROR = CandidateError(
    {"type": "IndexError", "builtin": "IndexError", "text": "no", "places": [(1, 2, "f")]}, "f"
)
OUTCOMES = [
    Outcome("value", [1, 2.5, None, (True, "x"), {"a": {1, 2}}, 1j], subject="f", called=True),
    Outcome("pair", np.arange(6.0).reshape(2, 3), expected=np.float32(2), drawn=True),
    Outcome("value", float("nan"), sizes={"the number of rows": 3}, lengths=frozenset({3, 5})),
    Outcome("value", [-0.0, float("inf")]),
    Outcome("error", error=ERROR, called=True),
    Outcome("wrong", message="Not so."),
]


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "viva" / "mistakes"


def same(one, other):
    fields = [vars(each) | {"error": each.error and vars(each.error)} for each in (one, other)]
    fields = [each | {"lengths": sorted(each["lengths"])} for each in fields]
    return exactly(*fields)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_is_kept_is_found_by_another_judge_as_it_was(outcome):
    first = KeptOutcomes(lambda: "exam")
    first.add("q01", PLACE, REFERENCE, outcome)
    assert KeptOutcomes(lambda: "exam").find("q01", PLACE, REFERENCE) is None
    first.save("q01")
    found = KeptOutcomes(lambda: "exam").find("q01", PLACE, REFERENCE)
    assert same(found, outcome)
    assert same(first.find("q01", PLACE, REFERENCE), outcome)


class Number(float):
    pass


@pytest.mark.parametrize(
    "value",
    [
        Number(2),
        [Number(2)],
        np.array(["a"]),
        frozenset({1}),
        np.ma.array([1.0]),
        object(),
        iter([]),
    ],
)
def test_what_would_be_read_as_something_else_is_not_kept(value):
    assert as_bytes(Outcome("value", value)) is None and mark(Outcome("value", value)) == ""
    kept = KeptOutcomes(lambda: "exam")
    kept.add("q01", PLACE, REFERENCE, Outcome("value", value))
    kept.add("q01", PLACE, Outcome("value", value), REFERENCE)
    assert kept.find("q01", PLACE, REFERENCE) is None
    assert kept.find("q01", PLACE, Outcome("value", value)) is None


def test_something_else_is_not_taken_for_what_was_kept():
    kept = KeptOutcomes(lambda: "exam")
    kept.add("q01", PLACE, REFERENCE, OUTCOMES[0])
    kept.save("q01")
    again = KeptOutcomes(lambda: "exam")
    for number in range(3):
        other = (*PLACE[:number], PLACE[number] * 2 if number < 2 else 1, *PLACE[number + 1 :])
        assert again.find("q01", other, REFERENCE) is None
    assert again.find("q02", PLACE, REFERENCE) is None
    assert again.find("q01", PLACE, dataclasses.replace(REFERENCE, value=1.25)) is None
    assert KeptOutcomes(lambda: "another exam").find("q01", PLACE, REFERENCE) is None
    assert again.find("q01", PLACE, REFERENCE) is not None


def test_judges_write_beside_each_other_and_only_what_is_new(cache):
    judges = [KeptOutcomes(lambda: "exam") for _ in range(2)]
    for number, judge in enumerate(judges):
        judge.find("q01", PLACE, REFERENCE)
        judge.add("q01", (str(number), "a case", 0), REFERENCE, OUTCOMES[number])
        judge.save("q01")
    (path,) = cache.iterdir()
    for number in range(2):
        found = KeptOutcomes(lambda: "exam").find("q01", (str(number), "a case", 0), REFERENCE)
        assert same(found, OUTCOMES[number])
    path.unlink()
    judges[0].save("q01")
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"x",
        encode(None),
        encode([1]),
        encode([("a mistake", "a case", 0, mark(REFERENCE), b"x")]),
        encode([("a mistake", "a case", 0, mark(REFERENCE), encode({"kind": "value"}))]),
        encode([("a mistake", "a case", 0, mark(REFERENCE), 1)]),
    ],
)
def test_what_is_damaged_is_found_out_again(cache, damaged):
    kept = KeptOutcomes(lambda: "exam")
    kept.add("q01", PLACE, REFERENCE, OUTCOMES[0])
    kept.save("q01")
    (path,) = cache.iterdir()
    path.write_bytes(damaged)
    again = KeptOutcomes(lambda: "exam")
    assert again.find("q01", PLACE, REFERENCE) is None
    again.add("q01", PLACE, REFERENCE, OUTCOMES[0])
    again.save("q01")
    assert KeptOutcomes(lambda: "exam").find("q01", PLACE, REFERENCE) is not None


def test_the_fingerprint_is_made_once_and_only_when_it_is_needed():
    made = []
    kept = KeptOutcomes(lambda: made.append(1) or "exam")
    assert made == []
    for question in ("q01", "q02"):
        kept.find(question, PLACE, REFERENCE)
    assert made == [1]


def test_what_is_large_is_not_kept(cache):
    kept = KeptOutcomes(lambda: "exam")
    kept.add("q01", PLACE, REFERENCE, Outcome("value", np.zeros(2**18)))
    kept.save("q01")
    assert not cache.exists()
    assert as_outcome(as_bytes(REFERENCE)) == REFERENCE
