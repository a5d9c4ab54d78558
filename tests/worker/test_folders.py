"""The folders of a submission."""

import contextlib
import os

from viva.worker.folders import make_home, sweep_files


def test_sweeping_empties_whatever_the_modes_and_links(tmp_path):
    scratch, kept = tmp_path / "scratch", tmp_path / "kept"
    (scratch / "locked" / "deep").mkdir(parents=True)
    (scratch / "locked" / "deep" / "x").write_text("x")
    (scratch / "locked" / "deep").chmod(0)
    (scratch / "locked").chmod(0)
    kept.write_text("kept")
    (scratch / "link").symlink_to(kept)
    sweep_files(scratch)
    assert list(scratch.iterdir()) == []
    assert kept.read_text() == "kept"


def test_a_folder_is_given_back_as_it_always_is(tmp_path):
    folder = tmp_path / "shm"
    folder.mkdir()
    os.utime(folder, (5, 1234567890))
    folder.chmod(0o751)
    with contextlib.suppress(OSError):  # this file system may have no such attributes
        os.setxattr(folder, "user.message", b"for whoever comes next")
    sweep_files(tmp_path / "absent", [str(folder)])
    found = folder.stat()
    assert (found.st_mode & 0o777, found.st_mtime, found.st_atime) == (0o700, 0, 0)
    assert os.listxattr(folder) == []


def test_a_home_has_the_list_of_fonts(tmp_path):
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "fontlist-v390.json").write_text("{}")
    make_home(tmp_path / "scratch", str(fonts))
    assert (tmp_path / "scratch" / "home" / "fontlist-v390.json").read_text() == "{}"
    assert (tmp_path / "scratch" / "tmp").is_dir()
