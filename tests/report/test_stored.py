import json

import pytest

from viva.report.stored import StoredError, read_verdict, stored_verdicts, with_marks


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
            stored = classes.verdict(student, assignment=assignment).as_json()
            (folder / "verdict.json").write_text(json.dumps(stored))
    (tmp_path / "README.md").write_text("What lands here.")
    found = stored_verdicts(tmp_path, {"03_list_mlp"})
    assert [(v.student, v.assignment) for v in found] == [
        ("ada", "03_list_mlp"),
        ("bo", "03_list_mlp"),
    ]
    assert stored_verdicts(tmp_path / "nowhere", {"03_list_mlp"}) == []


def test_marks_by_hand_are_those_of_written_answers(classes):
    q = classes.question
    verdict = classes.verdict(
        "ada", q("failed"), q("manual", id="q02"), q("blank", id="q03"), written={"q02", "q03"}
    )
    marks = {("ada", "q01"): 2.0, ("ada", "q02"): 1.5, ("bo", "q03"): 1.0}
    found = with_marks(verdict, marks)
    assert [(each.status, each.score) for each in found.questions] == [
        ("failed", 0.0),
        ("marked", 1.5),
        ("blank", 0.0),
    ]
    assert found.score == verdict.score
    assert with_marks(verdict, {("ada", "q03"): 1.0}).questions[2].status == "marked"
