import json

import pytest
from full_exam import full_course
from small_course import make_course

from viva.course.bundle import make_bundle
from viva.course.layout import UsageProblem


def test_a_bundle_knows_questions_stubs_exam_and_files(tmp_path):
    _, assignment = full_course(tmp_path)
    folder = assignment.source_path.parent
    (folder / "data").mkdir()
    (folder / "data" / "points.csv").write_text("1,2")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "old.txt").write_text("x")
    bundle = make_bundle(assignment)
    assert [(q.id, q.points, q.written) for q in bundle.questions] == [
        ("q01_double", 2.0, False),
        ("q02_linear", 2.0, True),
    ]
    assert bundle.questions[0].needs == {"double_all"}
    assert bundle.released["q01_double"].endswith('raise NotImplementedError("q01_double")')
    assert bundle.released["q02_linear"] == "YOUR ANSWER HERE"
    assert bundle.exam.name == "warm_up"
    assert dict(bundle.files) == {"data/points.csv": b"1,2"}
    assert bundle.imports == {"math": "import math"}


def test_a_source_that_is_no_notebook_is_named(tmp_path):
    _, assignment = full_course(tmp_path)
    assignment.source_path.write_text("no json")
    with pytest.raises(UsageProblem, match="is not a notebook"):
        make_bundle(assignment)


def test_what_was_released_is_found_out_once_for_each_text(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    _, assignment = full_course(tmp_path)
    first = make_bundle(assignment).released
    with monkeypatch.context() as without:
        without.setattr("viva.course.clear.ClearSolutions", None)
        assert make_bundle(assignment).released == first
        text = assignment.source_path.read_text()
        assignment.source_path.write_text(text.replace("double_all", "twice"))
        with pytest.raises(TypeError):
            make_bundle(assignment)
    assignment.source_path.write_text(text)
    (kept,) = (tmp_path / "cache" / "viva" / "released").iterdir()
    for damage in ("", "[1]", "{"):
        kept.write_text(damage)
        assert make_bundle(assignment).released == first
        assert json.loads(kept.read_text()) == first


@pytest.mark.parametrize("what", ["folder", "link"])
def test_a_notebook_that_is_no_file_is_said_to_be_none(tmp_path, what):
    course = make_course(tmp_path)
    assignment = course.find("01")
    assignment.source_path.unlink()
    if what == "folder":
        assignment.source_path.mkdir()
    else:
        assignment.source_path.symlink_to("elsewhere.ipynb")
    with pytest.raises(UsageProblem, match=r"warm_up\.ipynb cannot be read: .+\. Put the notebook"):
        make_bundle(assignment)


def test_a_folder_whose_name_nbgrader_refuses_is_named(tmp_path):
    course = make_course(tmp_path)
    (course.source / "01_warm_up").rename(course.source / "01_warm+up")
    with pytest.raises(UsageProblem, match=r"01_warm\+up: nbgrader allows no \+ .* Rename"):
        make_bundle(course.assignments()[0])
