import os

import pytest

from viva.course import taken as module
from viva.course.listing import Found
from viva.course.taken import Taken, copy_files


def found(name, size=1, data=b"x"):
    return Found(name, size, lambda limit: data)


def take(*files):
    taken = Taken()
    for each in files:
        taken.take(each, each.path)
    return taken


def test_files_are_taken_and_written(tmp_path):
    taken = take(found("a/b.txt", data=b"1"), found("c.txt", data=b"2"))
    assert (taken.files, taken.left_out) == ({"a/b.txt": b"1", "c.txt": b"2"}, {})
    taken.write(tmp_path)
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"1"


@pytest.mark.parametrize("names", [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/b", "a\\b")])
def test_two_that_cannot_lie_beside_each_other_do_not(names):
    taken = take(*map(found, names))
    assert len(taken.files) == 1
    assert list(taken.left_out.values()) == ["another file has its name"]


def test_each_bound_is_told(monkeypatch):
    monkeypatch.setattr(module, "MAX_FILES", 3)
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 50)
    monkeypatch.setattr(module, "MAX_BYTES", 100)
    monkeypatch.setattr(module, "MAX_ALL_BYTES", 120)

    def refuse(limit):
        raise OSError

    taken = take(
        found("large.csv", 51),
        found("large.ipynb", 101),
        Found("locked.csv", 1, refuse),
        found("a.csv", 50, b"x" * 50),
        found("b.csv", 50, b"x" * 50),
        found("c.csv", 50),
        found("..\\d.csv"),
        found("work.ipynb", 100),
        found("e.csv"),
    )
    assert list(taken.files) == ["a.csv", "b.csv", "work.ipynb"]
    assert [why.split(" ")[0] for why in taken.left_out.values()] == [
        *("larger", "larger", "it", "all", "its", "there"),
    ]


def test_a_copy_holds_ordinary_files_only(tmp_path):
    inside = tmp_path / "submitted" / "ada" / "01"
    inside.mkdir(parents=True)
    (inside / "a.txt").write_text("a")
    (inside / "b.txt").symlink_to("/etc/passwd")
    os.mkfifo(inside / "pipe")
    copy = tmp_path / "copy"
    copy.mkdir()
    copy_files(copy, tmp_path / "submitted", "ada", "01")
    assert [path.name for path in copy.iterdir()] == ["a.txt"]
    (tmp_path / "submitted" / "eve").symlink_to("ada")
    copy_files(tmp_path / "submitted", tmp_path / "submitted", "eve", "01")
    assert not (tmp_path / "submitted" / "a.txt").exists()
