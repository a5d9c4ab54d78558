"""Lists of students, written to a file and read."""

from viva.export.roster import read_roster


def read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "students.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)
