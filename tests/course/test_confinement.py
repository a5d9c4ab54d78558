import pytest
from full_exam import full_course

from viva.course import confinement
from viva.course.confinement import confine, confine_own, read_limits, read_warm
from viva.course.layout import Course, UsageProblem
from viva.grading.bundle import Limits
from viva.worker.limits import Resources


@pytest.fixture
def folder(tmp_path):
    full_course(tmp_path)
    return tmp_path


def with_settings(folder, text):
    path = folder / "nbgrader_config.py"
    path.write_text(path.read_text() + "\n" + text)
    return Course(folder)


def test_limits_have_defaults_and_can_be_set(folder):
    assert read_limits(Course(folder)) == (Limits(), Resources())
    course = with_settings(folder, "c.Viva.cell_seconds = 5\nc.Viva.memory = 2**30")
    assert read_limits(course) == (Limits(cell_seconds=5), Resources(memory=2**30))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("c.Viva.memmory = 5", "c.Viva.memmory is not a setting. Settings: answers_seconds"),
        ("c.Viva.memory = 'much'", "must be a positive number"),
        ("c.Viva.cell_seconds = -1", "must be a positive number"),
    ],
)
def test_settings_that_mean_nothing_are_named(folder, text, words):
    with pytest.raises(UsageProblem, match=words):
        read_limits(with_settings(folder, text))


def test_the_modules_of_a_warm_worker_are_the_courses_or_the_default(folder):
    assert read_warm(Course(folder)) == confine_own(Course(folder)).warm == ()
    course = with_settings(folder, "c.Viva.warm = ['pandas', 'sklearn.svm']")
    assert confine_own(course).warm == confine(course, True).warm == ("pandas", "sklearn.svm")
    settings = folder / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace("c.Viva.warm =", "unused ="))
    assert confine_own(Course(folder)).warm is None
    with pytest.raises(UsageProblem, match="must be a list of modules' names"):
        read_warm(with_settings(folder, "c.Viva.warm = 'pandas'"))


def test_own_code_needs_no_sandbox_and_other_code_does(folder, monkeypatch):
    monkeypatch.setattr(confinement, "sandbox_problem", lambda: "none here")
    assert not confine_own(Course(folder)).sandboxed
    assert not confine(Course(folder), unsandboxed=True).sandboxed
