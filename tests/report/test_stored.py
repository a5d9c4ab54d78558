import json

import pytest

from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict
from viva.report.stored import StoredError, read_verdict, stored_verdicts, verdict_from_json


@pytest.fixture
def verdict():
    cases = (CaseResult("several rows", True), CaseResult("one row", False))
    questions = (
        QuestionVerdict("q01", 1.0, 2.0, "partial", "b is missing", "no bias", cases),
        QuestionVerdict("q02", 0.0, 3.0, "manual"),
    )
    return Verdict(
        "03_list_mlp",
        "ada",
        "graded",
        questions,
        "bubblewrap",
        1.5,
        "One cell raised.",
        frozenset({"q02"}),
    )


def as_stored(verdict):
    return json.loads(json.dumps(verdict.as_json() | {"written": sorted(verdict.written)}))


def test_a_verdict_comes_back_as_it_was(verdict):
    assert verdict_from_json(as_stored(verdict)) == verdict


def test_what_grade_prints_can_be_read_too(verdict):
    back = verdict_from_json(verdict.as_json())
    assert back.written == frozenset()
    assert back.questions == verdict.questions


def test_an_unreadable_submission_of_nobody_comes_back(classes):
    nobody = classes.unreadable(None)
    assert verdict_from_json(as_stored(nobody)) == nobody


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "fine"}, "'fine' is not a status"),
        ({"student": 7}, "wrong type"),
        ({"questions": 7}, "wrong type"),
        ({"questions": ["q01"]}, "wrong type"),
        ({"questions": [{"id": "q01"}]}, "the key 'score' is missing"),
        ({"seconds": "long"}, "long"),
        ({"seconds": None}, "wrong type"),
    ],
)
def test_what_is_no_verdict_is_refused(verdict, change, says):
    with pytest.raises(StoredError, match=says):
        verdict_from_json(as_stored(verdict) | change)


@pytest.mark.parametrize("data", [None, [], "verdict", 3])
def test_other_json_is_refused(data):
    with pytest.raises(StoredError, match="a verdict is an object"):
        verdict_from_json(data)


@pytest.mark.parametrize("contents", [b"", b"{", b"[]", b"\xff\xfe", b"{}"])
def test_a_broken_file_is_named(tmp_path, contents):
    path = tmp_path / "verdict.json"
    path.write_bytes(contents)
    with pytest.raises(StoredError, match=r"verdict\.json is not a valid verdict.*Grade again"):
        read_verdict(path)


def test_only_the_assignments_that_were_asked_for(tmp_path, classes):
    for student in ("bo", "ada"):
        for assignment in ("01_perceptron_line", "03_list_mlp"):
            folder = tmp_path / student / assignment
            folder.mkdir(parents=True)
            stored = as_stored(classes.verdict(student, assignment=assignment))
            (folder / "verdict.json").write_text(json.dumps(stored))
    (tmp_path / "README.md").write_text("What lands here.")
    found = stored_verdicts(tmp_path, {"03_list_mlp"})
    assert [(v.student, v.assignment) for v in found] == [
        ("ada", "03_list_mlp"),
        ("bo", "03_list_mlp"),
    ]
    assert stored_verdicts(tmp_path / "nowhere", {"03_list_mlp"}) == []
