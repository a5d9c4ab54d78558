import json

from classic_notebook import write_classic
from click.testing import CliRunner
from small_course import make_course

from viva.cli import main

QUESTION = [
    {"cell_type": "raw", "metadata": {}, "source": "# BEGIN QUESTION\nname: q1\nmanual: true"},
    {"cell_type": "raw", "metadata": {}, "source": "# BEGIN SOLUTION"},
    {"cell_type": "markdown", "metadata": {}, "source": "Because."},
    {"cell_type": "raw", "metadata": {}, "source": "# END SOLUTION"},
    {"cell_type": "raw", "metadata": {}, "source": "# END QUESTION"},
]


def test_an_nbgrader_course_is_taken_over(tmp_path, monkeypatch):
    write_classic(tmp_path / "old" / "source" / "ps1")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["import", "nbgrader", "old", "new"])
    assert result.exit_code == 0, result.output
    assert "01_classic: 32 cells with points" in result.output
    assert "The list is in new/TO-DO.md" in result.output


def test_an_otter_notebook_is_taken_over(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    (tmp_path / "in").mkdir()
    notebook = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": QUESTION}
    (tmp_path / "in" / "hw.ipynb").write_text(json.dumps(notebook))
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["import", "otter", "../in/hw.ipynb"])
    assert result.exit_code == 0, result.output
    assert "source/02_hw/hw.ipynb" in result.output and "Next: viva certify 02_hw" in result.output
