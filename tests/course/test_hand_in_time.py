import datetime

import pytest

from viva.course.hand_in_time import hand_in_time, keep_time

NOON = "2026-01-31 12:00:00"
TIME = datetime.datetime(2026, 1, 31, 12)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "ada" / "01"
    made.mkdir(parents=True)
    return made


@pytest.mark.parametrize(
    "data",
    [
        f"{NOON} UTC\n".encode(),
        NOON.encode(),
        f"{NOON} UTC".encode("utf-8-sig"),
        f"{NOON} UTC".encode("utf-16"),
        b"2026-01-31T14:00:00+02:00",
    ],
)
def test_a_time_is_read_in_utc(tmp_path, folder, data):
    (folder / "timestamp.txt").write_bytes(data)
    assert hand_in_time(tmp_path, "ada", "01") == (TIME, "")


@pytest.mark.parametrize("data", [None, b"", b" \n"])
def test_there_may_be_none(tmp_path, folder, data):
    if data is not None:
        (folder / "timestamp.txt").write_bytes(data)
    assert hand_in_time(tmp_path, "ada", "01") == (None, "")


@pytest.mark.parametrize(
    "data",
    [
        b"yesterday",
        b"10",
        b"\xff\xfe\x00",
        NOON.encode("utf-16-le"),
        b"9999-99-99",
        b"0001-01-01 00:00:00 +2359",
        b"2026-01-31 12:00:00 " + b"9" * 100,
        b"2026 " * 1000,
        b"\0" * 50,
        b"99999999999999999999",
    ],
)
def test_what_is_no_time_is_told_and_ends_nothing(tmp_path, folder, data):
    (folder / "timestamp.txt").write_bytes(data)
    when, problem = hand_in_time(tmp_path, "ada", "01")
    assert when is None
    assert problem.startswith("ada/01/timestamp.txt ") and problem.isprintable()


def test_a_link_is_not_followed(tmp_path, folder):
    (tmp_path / "early.txt").write_text(NOON)
    (folder / "timestamp.txt").symlink_to(tmp_path / "early.txt")
    assert hand_in_time(tmp_path, "ada", "01")[0] is None
    (tmp_path / "eve").symlink_to(tmp_path / "ada")
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").write_text(NOON)
    assert hand_in_time(tmp_path, "eve", "01")[0] is None


@pytest.mark.parametrize(
    ("data", "kept"),
    [(NOON.encode("utf-16"), f"{NOON} UTC"), (b"yesterday", None), (None, None)],
)
def test_a_copy_keeps_a_time_that_nbgrader_can_read(folder, data, kept):
    path = folder / "timestamp.txt"
    if data is not None:
        path.write_bytes(data)
    assert bool(keep_time(folder)) == (data == b"yesterday")
    assert (path.read_text() if path.exists() else None) == kept


def test_a_folder_of_that_name_is_not_kept(folder):
    (folder / "timestamp.txt").mkdir()
    (folder / "timestamp.txt" / "x").write_text(NOON)
    assert "cannot be read" in keep_time(folder)
    assert list(folder.iterdir()) == []
