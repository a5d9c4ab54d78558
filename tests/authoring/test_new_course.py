import json
import re

import pytest
from click.testing import CliRunner
from small_course import REPOSITORY

from viva.authoring.new_course import course_id, first_notebook, new_course, template
from viva.certify.certify import certify
from viva.cli import main
from viva.course.floor import Floor, read_floor
from viva.course.layout import Course, UsageProblem
from viva.course.mistakes import mistakes_in


def test_a_new_course_is_certified_released_and_tried_out_as_it_stands(tmp_path, monkeypatch):
    course = Course(new_course(tmp_path / "My Course")[0].parent)
    certificate = certify(course, course.find("01"), jobs=1)
    assert (certificate.problems, certificate.warnings) == ([], [])
    line = certificate.lines["q01_mean"]
    assert (line.wrong, line.killed, line.own_hint, line.right, line.passed) == (4, 4, 4, 2, 2)
    monkeypatch.chdir(course.root)
    for arguments in (["release"], ["release", "--check"], ["demo", "--students", "3"]):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
    assert (course.root / "demo" / "class-report.html").is_file()


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").touch()
    with pytest.raises(UsageProblem, match="is not empty: choose a new folder"):
        new_course(tmp_path / "there")
    (tmp_path / "empty").mkdir()
    assert new_course(tmp_path / "empty")


def test_a_student_has_nothing_to_begin_a_course_with(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    with pytest.raises(UsageProblem, match="This is viva as students get it"):
        new_course(tmp_path / "mine")


def test_its_settings_are_this_courses_without_what_is_its_own():
    ours = (REPOSITORY / "nbgrader_config.py").read_text(encoding="utf-8")
    ours = ours.replace("from-a-line-to-mnist", "COURSE_ID")
    ours = re.sub(r"# What certification.*\Z", "", ours, flags=re.S)
    assert template("nbgrader_config.txt").startswith(ours)


def test_its_name_is_one_for_nbgrader(tmp_path):
    assert course_id("My Course (2026)") == "my-course-2026"
    assert course_id("…") == "course"
    new_course(tmp_path / "stats")
    course = Course(tmp_path / "stats")
    assert course.course_id == "stats"
    assert read_floor(course) == Floor()


def test_its_notebook_and_its_exam_hold_no_mistakes():
    assert mistakes_in(first_notebook(), "x") == []
    assert json.dumps(first_notebook())
