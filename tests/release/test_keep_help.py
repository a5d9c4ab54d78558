from small_course import generate, make_course

from viva.release.build import build_release
from viva.release.keep_help import KeepHelp


def with_hints(folder, *hints):
    course = make_course(folder)
    with course.find("01").exam_path.open("a") as exam:
        exam.write(f"q.hints(*{hints!r})\n")
    return course


def test_nbgraders_own_command_keeps_the_hints(tmp_path):
    course = with_hints(tmp_path / "course", "What is 3 doubled?", "Go through them.")
    built = build_release(course, course.find("01"), tmp_path / "built")
    for _ in range(2):  # anew, and over an earlier release
        done = generate(course)
        assert done.returncode == 0, done.stderr
        for name in ("viva.json", "warm_up.ipynb"):
            made = course.release / "01_warm_up" / name
            assert made.read_bytes() == (built / name).read_bytes()


def test_by_itself_it_changes_nothing():
    resources = {"nbgrader": {"assignment": "01"}}
    assert KeepHelp().preprocess("notebook", resources) == ("notebook", resources)
