import json

import pytest

from viva.report.stored import StoredError, read_verdict, stored_verdicts


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
