import json

import pytest
from small_exam import RIGHT, code, submission

from viva.grading import read as module
from viva.grading.cells import source
from viva.grading.read import Unreadable, read_submission


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"]
)
def test_encodings(encoding):
    text = submission(RIGHT).decode()
    assert len(read_submission(text.encode(encoding))) == 7


def test_windows_line_ends():
    assert (
        len(read_submission(submission(RIGHT).replace(b'{"cell_type"', b'\r\n{"cell_type"'))) == 7
    )


def test_old_formats_are_upgraded():
    cells = [
        {
            "cell_type": "code",
            "input": ["x = 1\n"],
            "outputs": [],
            "language": "python",
            "collapsed": False,
            "metadata": {},
        },
    ]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}
    assert source(read_submission(json.dumps(old).encode())[0]).strip() == "x = 1"


def test_cells_that_are_none_are_dropped():
    data = json.dumps({"cells": [code("a", "x"), "text", None, 3]}).encode()
    assert len(read_submission(data)) == 1


def test_sizes_are_bounded(monkeypatch):
    monkeypatch.setattr(module, "MAX_CELLS", 3)
    with pytest.raises(Unreadable, match="7 cells"):
        read_submission(submission(RIGHT))
    monkeypatch.setattr(module, "MAX_BYTES", 2 * 2**20)
    with pytest.raises(Unreadable, match="larger than 2 MB"):
        read_submission(b"x" * 3 * 2**20)


def test_conflict_marks_inside_a_cell_are_no_conflict():
    marks = "<<<<<<< HEAD\nx\n>>>>>>> other\n"
    assert read_submission(submission(RIGHT | {"q02_shift": marks}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b" \n", "empty"),
        (b"\0" * 100, "only zeros"),
        (submission(RIGHT)[:-200], "is cut off"),
        (submission(RIGHT).decode().encode("utf-16")[:-201], "is cut off"),
        (submission(RIGHT) + b"{}", "extra text after"),
        (b"\x1f\x8b\x08rest", "compressed"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\n <HTML>\n<body>", "web page"),
        (b"import numpy", "Python script"),
        (b"\n\n  def f(x):\n    return x", "Python script"),
        (b"Dear professor", "not a notebook"),
        (b"{" + b"\n" * 100_000 + b"x", "not a notebook"),
        (b'{"cells": [' + b"1" * 5000 + b"]}", "thousands of digits long"),
        (b'{"cells": ' + b"[" * 100_000, "nested too deeply"),
        (b"[]", "not a notebook"),
        (b'{"cells": null}', "no cells"),
    ],
)
def test_what_is_no_notebook_is_called_what_it_is(data, words):
    with pytest.raises(Unreadable, match=words):
        read_submission(data)


def test_notebooks_in_another_language():
    metadata = {"kernelspec": {"language": "R"}}
    other = {"metadata": metadata, "cells": [code("a", "f <- function(x) { x }")]}
    with pytest.raises(Unreadable, match="in R; this course is in Python"):
        read_submission(json.dumps(other).encode())
    assert read_submission(json.dumps(other | {"cells": [code("a", "x = 1")]}).encode())


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (["a\r\n", "b\r", "c"], "a\nb\nc"),
        (["a", "b"], "a\nb"),
        (["a\n", None, "b"], "a\nb"),
        ("half \ud83d", "half ?"),
        (5, ""),
    ],
)
def test_sources_become_one_text(given, read):
    data = json.dumps({"cells": [{"cell_type": "code", "source": given, "outputs": []}]}).encode()
    assert read_submission(data) == [{"cell_type": "code", "source": read}]


def test_empty_cells_do_not_count_against_the_limit(monkeypatch):
    monkeypatch.setattr(module, "MAX_CELLS", 3)
    data = json.dumps({"cells": [code("a", "x = 1"), *[code("b", "")] * 9]}).encode()
    assert len(read_submission(data)) == 1


def encoded_cell(written):
    """A notebook with one cell, in which these bytes stand for its text."""
    return json.dumps({"cells": [code("a", "TEXT")]}).encode().replace(b"TEXT", written)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("it’s é".encode(), "it’s é"),
        # As an editor of Windows writes it; and what that has no letter for.
        ("it’s é".encode("cp1252"), "it’s é"),
        (b"\x81 \xe9", "\x81 é"),
    ],
)
def test_text_of_any_encoding_is_read(written, text):
    (cell,) = read_submission(encoded_cell(written))
    assert cell["source"] == text


def test_a_cell_keeps_its_name_its_metadata_and_its_pictures():
    given = {
        "cell_type": "markdown",
        "id": "a",
        "metadata": {"tags": ["x"]},
        "attachments": {"a.png": {"image/png": "AAAA"}},
        "source": ["# A\n", "b"],
    }
    assert read_submission(json.dumps({"cells": [given]}).encode()) == [
        given | {"source": "# A\nb"}
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"language": "R" * 50}},
        {"language_info": {"name": "R" * 50}},
        {"kernelspec": {"language": ""}, "language_info": {"name": "R" * 50}},
    ],
)
def test_the_language_of_a_notebook_is_named(metadata):
    content = {"cells": [code("a", "x <- 1")], "metadata": metadata}
    with pytest.raises(Unreadable, match=f"is written in {'R' * 40}; this course is in Python"):
        read_submission(json.dumps(content).encode())
