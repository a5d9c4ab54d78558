import pytest

from viva.course.listing import Found, Listing, clean_path, is_junk


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a/b.csv", "a/b.csv"),
        ("a\\b.csv", "a/b.csv"),
        ("./a//b.csv", "a/b.csv"),
        ("/etc/passwd", "etc/passwd"),
        ("donne\u0301es.csv", "donn\u00e9es.csv"),
        ("Bild\u202f1.png", "Bild\u202f1.png"),
        ("../b.csv", None),
        ("a\\..\\b.csv", None),
        ("a\nb.csv", None),
        ("a\x1b[2J.csv", None),
        ("a\u202evsc.exe", None),
        (b"\xff.csv".decode("utf-8", "surrogateescape"), None),
        ("x" * 300, None),
        ("x/" * 600, None),
        ("", None),
        (".", None),
    ],
)
def test_a_path_is_clean_or_there_is_none(name, path):
    assert clean_path(name) == path


def test_junk_is_what_systems_leave_behind():
    assert is_junk(["a", "__MACOSX"]) and is_junk([".git"]) and is_junk(["Thumbs.db"])
    assert not is_junk(["a.b", "macosx"])


def test_every_name_can_be_shown():
    name = b"\xff.csv".decode("utf-8", "surrogateescape")
    listing = Listing()
    listing.leave_out(name, "why")
    assert Found(name, 0, lambda limit: b"").shown == "?.csv"
    assert listing.left_out == {"?.csv": "why"}
