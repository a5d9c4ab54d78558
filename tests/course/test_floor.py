import pytest
from small_course import make_course

from viva.course.confinement import read_limits
from viva.course.floor import Floor, read_floor
from viva.course.layout import Course, UsageProblem


def with_lines(folder, *lines):
    course = make_course(folder)
    config = course.root / "nbgrader_config.py"
    kept = [line for line in config.read_text().split("\n") if "_answers" not in line]
    config.write_text("\n".join([*kept, *lines]) + "\n")
    return Course(course.root)


def test_this_courses_own_settings_ask_for_four_and_two(tmp_path):
    assert read_floor(make_course(tmp_path)) == Floor(4, 2)


def test_a_course_need_not_ask_for_any(tmp_path):
    course = with_lines(tmp_path, "c.Viva.right_answers = 1")
    assert read_floor(course) == Floor(0, 1)
    read_limits(course)


@pytest.mark.parametrize("value", ["'4'", "True", "-1", "2.5"])
def test_a_number_is_asked_for(tmp_path, value):
    course = with_lines(tmp_path, f"c.Viva.wrong_answers = {value}")
    with pytest.raises(UsageProblem, match=r"c\.Viva\.wrong_answers must be a whole number"):
        read_floor(course)
