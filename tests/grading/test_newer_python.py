import sys

import pytest

from viva.grading.newer_python import about_version, needed_by


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ('print(f"{d["a"]}")', (3, 12)),
        ("print(f'{', '.join(map(str, row))}')", (3, 12)),
        ('x = f"{x["a"]:>{w["b"]}}" + "}"', (3, 12)),
        ("type Row = list[float]", (3, 12)),
        ("type Pair[T] = tuple[T, T]", (3, 12)),
        ("def first[T](row: list[T]) -> T:", (3, 12)),
        ("class Layer[T]:", (3, 12)),
        ("class Layer[T = float](Base): pass", (3, 13)),
        ("except ValueError, TypeError:", (3, 14)),
        ("except* ValueError, TypeError: pass", (3, 14)),
        ('query = t"{name}"', (3, 14)),
        ('query = rt"{row["name"]}"', (3, 14)),
        ('query = t"""{name}"""', (3, 14)),
        ('text = f"""{row["name"]}"""', None),
        ("f'{d[\"a\"]}'", None),
        ('f"{x" + "}"', None),
        ('f"{"', None),
        ("print(f'{a b}')", None),
        ("type Row = = 3", None),
        ("type == 3", None),
        ("def first[T(row):", None),
        ("except ValueError, 3:", None),
        ("x = = 3", None),
        ("", None),
    ],
)
def test_what_a_line_needs_is_established(line, version):
    assert needed_by(line) == version


def test_the_graders_python_is_said():
    here = ".".join(map(str, sys.version_info[:2]))
    assert about_version("x = = 3") == f"The grader uses Python {here}."


def test_a_newer_one_is_named_where_the_grader_is_older(monkeypatch):
    line = "    type Row = list[float]"
    monkeypatch.setattr(sys, "version_info", (3, 11, 9))
    assert about_version(line) == ("This needs Python 3.12 or later; the grader uses Python 3.11.")
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert about_version(line) == "The grader uses Python 3.12."
