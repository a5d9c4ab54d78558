import os

import pytest

from viva import files
from viva.files import keep, kept, remove_unfinished, replacing, write_atomically


def full(*arguments):
    raise OSError(28, "No space left on device")


def content(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_file_is_written_and_written_over(tmp_path):
    path = tmp_path / "file"
    for data in (b"one", b"other"):
        write_atomically(path, data)
        assert content(tmp_path) == {"file": data}


def test_a_new_file_has_the_mode_that_is_asked_for_and_an_old_one_keeps_its_own(tmp_path):
    write_atomically(tmp_path / "open", b"")
    write_atomically(tmp_path / "private", b"", mode=0o600)
    assert [(tmp_path / n).stat().st_mode & 0o777 for n in ("open", "private")] == [0o644, 0o600]
    (tmp_path / "open").chmod(0o640)
    write_atomically(tmp_path / "open", b"again", mode=0o600)
    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch, step):
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert content(tmp_path) == {"file": b"old"}


def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    steps = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            files.os, name, lambda *given, real=real, name=name: steps.append(name) or real(*given)
        )
    write_atomically(tmp_path / "file", b"data")
    assert steps == ["fsync", "replace"]


def test_a_folder_is_replaced_when_its_content_is_whole(tmp_path):
    folder = tmp_path / "parent" / "folder"
    with replacing(folder) as fresh:
        (fresh / "stale").write_bytes(b"1")
        assert not folder.exists()
    with replacing(folder) as fresh:
        (fresh / "new").write_bytes(b"2")
        assert content(folder) == {"stale": b"1"}
    assert content(tmp_path) == {"parent/folder/new": b"2"}
    assert [path.name for path in folder.parent.iterdir()] == ["folder"]
    assert folder.stat().st_mode & 0o777 == 0o755


def test_an_error_leaves_the_folder_as_it_was(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "old").write_bytes(b"1")
    (tmp_path / "other").write_bytes(b"2")
    with pytest.raises(OSError, match="No space"), replacing(folder) as fresh:
        full((tmp_path / "other").rename(fresh / "new"))
    assert content(tmp_path) == {"folder/old": b"1"}
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_cannot_be_moved_stays_where_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "folder"
    with replacing(folder) as fresh:
        (fresh / "old").write_bytes(b"1")
    real = files.Path.rename

    def rename(path, target):
        if target == folder and path.name != "old":
            full()
        return real(path, target)

    monkeypatch.setattr(files.Path, "rename", rename)
    with pytest.raises(OSError, match="No space"), replacing(folder) as fresh:
        (fresh / "new").write_bytes(b"2")
    assert content(tmp_path) == {"folder/old": b"1"}


def test_what_a_killed_process_left_is_removed(tmp_path):
    (tmp_path / ".writing-x" / "old").mkdir(parents=True)
    (tmp_path / "kept").mkdir()
    remove_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_is_kept_is_found_by_its_key_and_only_this_user_can_read_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept("words", "one") is None
    keep("words", "one", b"1")
    keep("words", "one", b"2")
    assert kept("words", "one") == b"2" and kept("words", "two") is None
    assert kept("others", "one") is None
    folder = tmp_path / "viva" / "words"
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / "one")] == [0o700, 0o600]


def test_of_each_kind_the_last_ones_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(files, "MOST_KEPT", 2)
    keep("others", "0", b"")
    for number in range(4):
        keep("words", str(number), b"")
        os.utime(tmp_path / "viva" / "words" / str(number), (number, number))
    assert sorted(path.name for path in (tmp_path / "viva" / "words").iterdir()) == ["2", "3"]
    assert kept("others", "0") == b""


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(files.os, "replace", full)
    keep("words", "one", b"1")
    assert kept("words", "one") is None
