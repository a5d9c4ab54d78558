from datetime import datetime

import classes
import pytest
from small_course import make_course

from viva.classroom.history import KEPT, Answered, History, fingerprint
from viva.course.handed_in import HandedIn

EXAMS = {"q01": "e" * 64}


@pytest.fixture
def history(tmp_path):
    return History(make_course(tmp_path), "01_warm_up")


def verdict(score=0.0, diagnosis=None):
    questions = classes.question("failed", score, diagnosis=diagnosis, message="Much text.")
    return classes.verdict("ada", questions, classes.question("manual", id="q02"), written={"q02"})


def test_each_hand_in_is_written_down_with_its_scores_and_mistakes(history):
    assert history.attempts("ada") == []
    history.note("ada", "one", verdict(0, "no bias"), datetime(2026, 11, 1, 9), EXAMS)
    history.note("ada", "two", verdict(2), None, EXAMS)
    first, second = history.attempts("ada")
    assert (first.fingerprint, first.when) == ("one", "2026-11-01T09:00:00")
    assert first.questions == {"q01": Answered(0, 2, "failed", "no bias", "e" * 16)}
    assert (second.when, second.questions["q01"].score) == ("", 2)
    assert history.attempts("bo") == []


def test_grading_again_is_no_hand_in(history):
    history.note("ada", "one", verdict(0), None, EXAMS)
    history.note("ada", "one", verdict(1), None, EXAMS)
    (only,) = history.attempts("ada")
    assert only.questions["q01"].score == 1
    assert history.knows("ada", "one") and not history.knows("ada", "two")


def test_an_earlier_version_handed_in_again_is_the_last_one(history):
    for name in ("one", "two", "three", "two"):
        history.note("ada", name, verdict(), None, EXAMS)
    assert [each.fingerprint for each in history.attempts("ada")] == ["one", "three", "two"]


def test_the_first_and_the_last_few_are_kept(history):
    for number in range(KEPT + 5):
        history.note("ada", str(number), verdict(), None, EXAMS)
    kept = [each.fingerprint for each in history.attempts("ada")]
    assert len(kept) == KEPT
    assert (kept[0], kept[1], kept[-1]) == ("0", "6", str(KEPT + 4))


@pytest.mark.parametrize("text", ["", "{", "[1]", "[{}]", '{"a": 1}', '[{"fingerprint": 1}]'])
def test_what_is_damaged_counts_as_nothing(history, text):
    history.note("ada", "one", verdict(), None, EXAMS)
    (path,) = history.folder.glob("*/*")
    path.write_text(text)
    assert history.attempts("ada") == []
    history.note("ada", "two", verdict(), None, EXAMS)
    assert history.knows("ada", "two")


def test_the_fingerprint_is_of_all_that_was_handed_in():
    files = {"a.csv": b"1"}
    every = [
        HandedIn(b"n", files=files),
        HandedIn(b"m", files=files),
        HandedIn(b"n"),
        HandedIn(b"n", files={"a.csv": b"2"}),
        HandedIn(b"n", files={"b.csv": b"1"}),
        HandedIn(None, "There is no notebook."),
        HandedIn(None, "It is a link."),
    ]
    assert len({fingerprint(each) for each in every}) == len(every)
    assert fingerprint(every[0]) == fingerprint(HandedIn(b"n", note="said", files=dict(files)))
