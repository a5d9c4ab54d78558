import subprocess
import sys
from types import SimpleNamespace

import pytest
from nbgrader.server_extensions.formgrader import handlers
from small_course import make_course
from tornado import web

from viva.course.nbgrader_folder import USED, is_course, keep_formgrader_to_courses

START = """
from nbgrader.server_extensions.formgrader import formgrader, handlers

formgrader.FormgradeExtension().initialize([])
print(hasattr(handlers.FormgraderHandler.get, "viva"))
"""


def test_the_course_itself_may_hold_modules_and_other_folders_may_not(tmp_path):
    course = make_course(tmp_path / "course")
    assert is_course(str(course.root))
    assert not is_course(str(course.source))
    assert not is_course(str(tmp_path))


@pytest.mark.parametrize("place", ["submitted/ada/01_warm_up", "downloads/ada"])
@pytest.mark.parametrize("used", USED)
def test_what_may_be_a_students_is_not_used(tmp_path, place, used):
    root = make_course(tmp_path / "course").root
    folder = root / place
    folder.mkdir(parents=True)
    assert not is_course(str(folder))
    if "." in used:
        (folder / used).write_text("raise AssertionError")
    else:
        (folder / used).mkdir()
    with pytest.raises(SystemExit, match=rf"{place}.*Call (it|viva) in {root}"):
        is_course(str(folder))


def test_settings_below_a_folder_that_looks_like_a_course_are_not_used(tmp_path):
    root = make_course(tmp_path / "course").root
    folder = root / "downloads" / "ada" / "inner"
    folder.mkdir(parents=True)
    (folder.parent / "nbgrader_config.py").write_text("")
    (folder / "nbgrader_config.json").write_text("{}")
    with pytest.raises(SystemExit, match=f"Call viva in {root}"):
        is_course(str(folder))


def test_settings_in_json_are_read_where_nobodys_course_is_around(tmp_path):
    (tmp_path / "nbgrader_config.json").write_text("{}")
    assert not is_course(str(tmp_path))


def test_an_address_opens_no_folder_but_a_course(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    theirs = course.submitted / "eve" / "01_warm_up"
    theirs.mkdir(parents=True)
    opened = []
    monkeypatch.setattr(
        handlers.FormgraderHandler, "get", lambda self: opened.append(self.get_argument("path"))
    )
    keep_formgrader_to_courses()
    keep_formgrader_to_courses()

    def ask(path):
        request = SimpleNamespace(current_user="ada", get_argument=lambda name, default="": path)
        handlers.FormgraderHandler.get(request)

    for path in ("", str(course.root)):
        ask(path)
    assert opened == ["", str(course.root)]
    for name in ("", "nbgrader_config.py", "jupyter_config.py"):
        if name:
            (theirs / name).write_text("raise AssertionError")
        with pytest.raises(web.HTTPError, match=r"403.*no course"):
            ask(str(theirs))
    assert len(opened) == 2


def test_it_is_so_from_the_formgraders_start(tmp_path):
    root = make_course(tmp_path / "course").root
    command = [sys.executable, "-c", START]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
