import dataclasses
import json

import pytest
from full_exam import full_course

from viva import files
from viva.classroom import graded_folder as module
from viva.classroom.graded_folder import in_place, write_graded
from viva.course.bundle import make_bundle
from viva.grading.verdict import QuestionVerdict, Verdict


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    return course, assignment, make_bundle(assignment)


def verdict(score=1.0):
    questions = (
        QuestionVerdict("q01_double", score, 2.0, "partial", "almost"),
        QuestionVerdict("q02_linear", 0.0, 2.0, "manual"),
    )
    return Verdict(
        "01_warm_up", "ada", "graded", questions, "none", 0.1, written=frozenset({"q02_linear"})
    )


def test_the_graded_folder_is_replaced_at_once(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    (folder / "stale.txt").write_text("x")
    bundle = dataclasses.replace(bundle, files={"data.csv": b"theirs"})
    write_graded(folder, bundle, verdict(), {"data.csv": b"mine", "sub/helper.py": b"x"})
    names = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    assert names == ["data.csv", "sub/helper.py", "verdict.json", "warm_up.ipynb"]
    assert (folder / "data.csv").read_bytes() == b"theirs"
    stored = json.loads((folder / "verdict.json").read_text())
    assert (stored["score"], stored["written"]) == (1.0, ["q02_linear"])
    assert "could not be read" in (folder / "warm_up.ipynb").read_text()
    assert [p.name for p in folder.parent.iterdir()] == ["01_warm_up"]


def test_files_that_clash_with_ours_are_left_out(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    bundle = dataclasses.replace(bundle, files={"data/points.csv": b"theirs"})
    files = {"verdict.json/x": b"1", "warm_up.ipynb/y": b"2", "data": b"3", "ok.txt": b"4"}
    write_graded(folder, bundle, verdict(), files)
    assert json.loads((folder / "verdict.json").read_text())["score"] == 1.0
    assert (folder / "data" / "points.csv").read_bytes() == b"theirs"
    assert (folder / "ok.txt").read_bytes() == b"4"


def test_it_is_known_by_its_key(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    assert not in_place(folder, bundle, "key")
    write_graded(folder, bundle, verdict(), {}, "key")
    assert in_place(folder, bundle, "key")
    assert not in_place(folder, bundle, "another")
    (folder / "warm_up.ipynb").unlink()
    assert not in_place(folder, bundle, "key")


def test_what_a_killed_one_left_is_cleared_away(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    (folder.parent / ".writing-x" / "old").mkdir(parents=True)
    write_graded(folder, bundle, verdict(), {})
    assert [p.name for p in folder.parent.iterdir()] == ["01_warm_up"]


@pytest.mark.parametrize("name", ["notebook", "file"])
def test_a_full_disk_leaves_what_was_there(made, tmp_path, monkeypatch, name):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    write_graded(folder, bundle, verdict(), {}, "old")

    def full(*given, **named):
        raise OSError(28, "No space left on device")

    if name == "notebook":
        monkeypatch.setattr(files.os, "fsync", full)
    else:
        monkeypatch.setattr(module.Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_graded(folder, bundle, verdict(2.0), {"helper.py": b"x"}, "new")
    assert in_place(folder, bundle, "old")
    assert [p.name for p in folder.parent.iterdir()] == ["01_warm_up"]


def test_the_other_notebooks_of_an_assignment_stay(made, tmp_path):
    _, _, bundle = made
    folder = tmp_path / "autograded" / "ada" / "01_warm_up"
    one = dataclasses.replace(bundle, siblings={"more": frozenset()})
    other = dataclasses.replace(bundle, notebook="more", siblings={"warm_up": frozenset()})
    write_graded(folder, one, dataclasses.replace(verdict(), part="warm_up"), {"old": b""}, "k1")
    before = (folder / "warm_up.ipynb").read_bytes()
    write_graded(folder, other, dataclasses.replace(verdict(2.0), part="more"), {}, "k2")
    assert {path.name for path in folder.iterdir()} == {
        "warm_up.ipynb",
        "more.ipynb",
        "verdict.json",
    }
    assert (folder / "warm_up.ipynb").read_bytes() == before
    assert in_place(folder, one, "k1") and in_place(folder, other, "k2")
    assert not in_place(folder, one, "k2") and not in_place(folder, bundle, "k1")
    found = module.verdicts_in(folder, ["more", "warm_up", "gone"])
    assert {name: each["score"] for name, each in found.items()} == {"more": 2.0, "warm_up": 1.0}
    gone = dataclasses.replace(other, siblings={"third": frozenset()})
    write_graded(folder, gone, dataclasses.replace(verdict(2.0), part="more"), {}, "k3")
    assert list(module.verdicts_in(folder, ["more", "warm_up"])) == ["more"]
