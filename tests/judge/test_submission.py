import json

import pytest
from small_exam import RIGHT, code, submission

from viva.judge import submission as module
from viva.judge.bundle import source
from viva.judge.submission import Unreadable, read_submission


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
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
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(Unreadable, match="larger than"):
        read_submission(submission(RIGHT))


def test_conflict_marks_inside_a_cell_are_no_conflict():
    marks = "<<<<<<< HEAD\nx\n>>>>>>> other\n"
    assert read_submission(submission(RIGHT | {"q02_shift": marks}))
