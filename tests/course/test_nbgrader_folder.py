import pytest
from small_course import make_course

from viva.course.nbgrader_folder import is_course


def test_the_course_itself_may_hold_modules_and_other_folders_may_not(tmp_path):
    course = make_course(tmp_path / "course")
    assert is_course(str(course.root))
    assert not is_course(str(course.source))
    assert not is_course(str(tmp_path))


@pytest.mark.parametrize("place", ["submitted/ada/01_warm_up", "downloads/ada"])
def test_settings_that_may_be_a_students_are_not_run(tmp_path, place):
    root = make_course(tmp_path / "course").root
    folder = root / place
    folder.mkdir(parents=True)
    assert not is_course(str(folder))
    (folder / "nbgrader_config.py").write_text("raise AssertionError")
    with pytest.raises(SystemExit, match=rf"{place}.*Call (it|viva) in {root}"):
        is_course(str(folder))
