import os
import socket

import pytest

from viva.course import folder as module
from viva.course.folder import NotAFolder, list_folder, read_file


@pytest.fixture
def root(tmp_path):
    inside = tmp_path / "submitted" / "ada" / "01"
    inside.mkdir(parents=True)
    (inside / "a.txt").write_text("mine")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "b.txt").write_text("secret")
    return tmp_path / "submitted"


def names(listing):
    return [found.name for found in listing.files]


def test_files_are_listed_in_order_and_read_when_they_are_needed(root):
    inside = root / "ada" / "01"
    (inside / "sub").mkdir()
    (inside / "sub" / "c.txt").write_text("deeper")
    for junk in (".git", "__MACOSX", "__pycache__", ".ipynb_checkpoints"):
        (inside / junk).mkdir()
        (inside / junk / "x.txt").write_text("x")
    listing = list_folder(root, "ada", "01")
    assert names(listing) == ["a.txt", "sub/c.txt"]
    assert [found.read(100) for found in listing.files] == [b"mine", b"deeper"]
    assert (listing.folders, listing.left_out) == ({"sub"}, {})


def test_links_and_what_is_no_ordinary_file_are_named_and_not_opened(root):
    inside = root / "ada" / "01"
    (inside / "link.txt").symlink_to(root.parent / "secret" / "b.txt")
    (inside / "folder").symlink_to(root.parent / "secret")
    (inside / "nowhere").symlink_to("/nowhere")
    os.mkfifo(inside / "pipe")
    with socket.socket(socket.AF_UNIX) as served:
        served.bind(str(inside / "s"))
    listing = list_folder(root, "ada", "01")
    assert names(listing) == ["a.txt"]
    assert listing.left_out == {
        "link.txt": "a link",
        "folder": "a link",
        "nowhere": "a link",
        "pipe": "not an ordinary file",
        "s": "not an ordinary file",
    }


@pytest.mark.parametrize("parts", [("eve", "01"), ("eve",), ("bob", "01"), ("bob", "01", "sub")])
def test_no_part_of_a_path_may_be_a_link(root, parts):
    (root / "eve").symlink_to(root / "ada")
    (root / "bob").mkdir()
    (root / "bob" / "01").symlink_to(root / "ada" / "01")
    with pytest.raises(NotAFolder, match="is a link"):
        list_folder(root, *parts)
    with pytest.raises(NotAFolder, match="is a link"):
        read_file(root, (*parts, "a.txt"), 10)


def test_the_root_itself_may_be_reached_through_a_link(root, tmp_path):
    (tmp_path / "other").symlink_to(root)
    assert names(list_folder(tmp_path / "other", "ada", "01")) == ["a.txt"]


def test_a_file_that_becomes_a_link_or_a_pipe_after_it_was_listed_is_not_read(root):
    inside = root / "ada" / "01"
    (inside / "b.txt").write_text("b")
    one, other = list_folder(root, "ada", "01").files
    for path in (inside / "a.txt", inside / "b.txt"):
        path.unlink()
    (inside / "a.txt").symlink_to(root.parent / "secret" / "b.txt")
    os.mkfifo(inside / "b.txt")
    for found in (one, other):
        with pytest.raises(OSError):
            found.read(100)


@pytest.mark.parametrize("part", ["..", ".", "", "a/b", "nul\0"])
def test_a_part_is_one_name(root, part):
    with pytest.raises(OSError):
        list_folder(root, part)
    with pytest.raises(OSError):
        read_file(root, ("ada", part), 10)


def test_sizes_and_numbers_are_bounded(root, monkeypatch):
    inside = root / "ada" / "01"
    with pytest.raises(OSError):
        read_file(root, ("ada", "01", "a.txt"), 3)
    monkeypatch.setattr(module, "MAX_ENTRIES", 5)
    monkeypatch.setattr(module, "MAX_DEPTH", 2)
    (inside / "b" / "c" / "d").mkdir(parents=True)
    (inside / "b" / "c" / "d" / "e.txt").write_text("x")
    assert list_folder(root, "ada", "01").left_out == {"b/c/d": "it lies too deep"}
    for number in range(9):
        (inside / f"{number}").write_text("x")
    listing = list_folder(root, "ada", "01")
    assert len(listing.files) <= 5 and "more than 5 files" in listing.left_out["the rest"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_opened_is_left_out(root):
    inside = root / "ada" / "01"
    (inside / "closed").mkdir(mode=0)
    listing = list_folder(root, "ada", "01")
    assert listing.left_out == {"closed": "it cannot be read"}
