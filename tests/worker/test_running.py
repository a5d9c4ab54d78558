"""The process that runs cells; all that it does with them is in tests/remote."""

from viva.worker.running import put_files


def test_files_are_put_into_the_folder_only(tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()
    put_files(folder, {"a/b": b"1", "../c": b"2", "/tmp/viva-d": b"3", "a": b"4", "e": b"5"})
    names = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())
    assert names == ["inside/a/b", "inside/e"]
