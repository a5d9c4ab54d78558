import io
import stat
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from small_course import EXAM, add_later, make_course

from viva.commands.release import release
from viva.course.generate import ReleaseError
from viva.grading.read import read_submission
from viva.release import student_zip
from viva.release.build import build_release
from viva.release.student_zip import exams_in, write_student_zip
from viva.student.notebooks import find_notebooks
from viva.student.released import pristine

TOP = "from-a-line-to-mnist/"


def wheel_with(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in {"viva_init": "", **files}.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.fixture
def course(tmp_path, monkeypatch):
    course = make_course(tmp_path)
    build_release(course, course.find("01"), course.release)
    (course.release / "01_warm_up" / ".ipynb_checkpoints").mkdir()
    (course.release / "01_warm_up" / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    wheel = ("viva_autograder-0.1.0-py3-none-any.whl", wheel_with())
    monkeypatch.setattr(student_zip, "students_wheel", lambda: wheel)
    monkeypatch.chdir(course.root)
    return course


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix(TOP): archive.read(name) for name in archive.namelist()}


def test_everything_that_a_student_needs_is_in_it(course):
    found = contents(write_student_zip(course))
    assert sorted(found) == [
        ".viva/release/01_warm_up/viva.json",
        ".viva/release/01_warm_up/warm_up.ipynb",
        "START-HERE.txt",
        "environment.yml",
        "requirements.txt",
        "start.py",
        "viva_autograder-0.1.0-py3-none-any.whl",
    ]
    start = found["START-HERE.txt"].decode()
    assert len(start.splitlines()) <= 17 and "torch" not in start
    assert "01_warm_up\n" in start and "viva check 01\n" in start
    assert b"- ./viva_autograder-0.1.0-py3-none-any.whl\n" in found["environment.yml"]
    assert b"-e ." not in found["environment.yml"]
    assert b"--hash=sha256:" in found["requirements.txt"]


def test_names_without_numbers_of_their_own_make_an_archive_each(course):
    for name in ("week_one", "week_two"):
        add_later(course, "tools = 1", name=name)
    one, two = (write_student_zip(course, [course.find(name)]) for name in ("week_one", "week_two"))
    assert one.name == "from-a-line-to-mnist-week_one-student.zip" and one != two
    assert b"viva check week_two\n" in contents(two)["START-HERE.txt"]


def test_an_archive_names_the_notebook_that_uses_pytorch(course, monkeypatch):
    monkeypatch.setattr(student_zip, "needs_torch", lambda assignment: True)
    start = contents(write_student_zip(course))["START-HERE.txt"].decode()
    assert "For 01_warm_up, with PyTorch and Keras, run:   python3 start.py --with-torch\n" in start
    assert "07" not in start and len(start.splitlines()) <= 18


def test_the_same_files_make_the_same_bytes(course):
    path = write_student_zip(course)
    first = path.read_bytes()
    path.unlink()
    assert write_student_zip(course).read_bytes() == first
    with zipfile.ZipFile(path) as archive:
        assert {stat.S_IMODE(each.external_attr >> 16) for each in archive.infolist()} == {0o644}


@pytest.mark.parametrize("name", ["01_warm_up/notes.txt", "START-HERE.txt"])
def test_nothing_is_packed_that_leaks(course, name, monkeypatch):
    if name == "START-HERE.txt":
        monkeypatch.setattr(student_zip, "START_HERE", f"{EXAM.replace('{', '').replace('}', '')}")
    else:
        (course.release / name).write_text(EXAM)
    with pytest.raises(ReleaseError, match="shows a line of the exam"):
        write_student_zip(course)
    assert not (course.root / "dist").exists()


def test_an_exam_in_the_wheel_is_found_and_a_quoted_line_is_not(course):
    lines = "\n".join(f"    doubled_{n} = one_line_of_an_exam({n})" for n in range(9))
    exam = course.exams / "warm_up.py"
    exam.write_text(exam.read_text() + f"\n\ndef more():\n{lines}\n")
    assert exams_in(course, wheel_with(**{"viva/quoted.py": EXAM.splitlines()[-1]})) == []
    (problem,) = exams_in(course, wheel_with(**{"viva/exam.py": exam.read_text()}))
    assert problem == "viva/exam.py in viva's wheel contains much of 01_warm_up's exam."


def run(*arguments):
    return CliRunner().invoke(release, list(arguments))


def test_the_command_packs_what_is_in_step_and_nothing_else(course):
    result = run("--zip")
    assert result.exit_code == 0, result.output
    assert "dist/from-a-line-to-mnist-student.zip: 0." in result.output
    (course.release / "01_warm_up" / "viva.json").write_text("{}")
    (course.root / "dist" / "from-a-line-to-mnist-student.zip").unlink()
    assert "viva.json differs" in run("--zip").output
    assert not list((course.root / "dist").iterdir())
    assert run("--zip", "--force").exit_code == 2


DOUBLE = "def double_all(numbers):\n    return [n + n for n in numbers]"


def test_a_course_of_which_one_notebook_gives_another_away_is_packed_in_steps(course):
    add_later(course, DOUBLE)
    result = run("--zip")
    assert result.exit_code == 0, result.output
    assert "! 02_later/later.ipynb, cell given_tools, defines double_all, which" in result.output
    names = sorted(path.name for path in (course.root / "dist").iterdir())
    assert names == [f"from-a-line-to-mnist-0{number}-student.zip" for number in (1, 2)]
    first, second = (contents(course.root / "dist" / name) for name in names)
    assert not [path for path in first if "02_later" in path]
    assert not [path for path in second if "01_warm_up" in path]


def test_assignments_that_are_named_are_packed_or_refused_together(course):
    add_later(course, DOUBLE)
    result = run("--zip", "2", "01")
    assert result.exit_code == 1
    assert "viva release --zip 01, then viva release --zip 02." in " ".join(result.output.split())
    assert not (course.root / "dist").exists()
    assert run("--zip", "2").exit_code == 0
    assert [path.name for path in (course.root / "dist").iterdir()] == [
        "from-a-line-to-mnist-02-student.zip"
    ]
    result = run("--zip", "7")
    assert result.exit_code == 2 and "'7' is not an assignment of this course." in result.output


def test_a_second_archive_over_the_first_keeps_the_answers(course, tmp_path):
    def unzip_and_start(*assignments):
        with zipfile.ZipFile(write_student_zip(course, assignments)) as archive:
            archive.extractall(tmp_path / "student")
        home = tmp_path / "student" / TOP
        command = [sys.executable, "-I", home / "start.py", "--notebooks"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return home

    add_later(course, "import math")
    first, second = course.assignments()
    home = unzip_and_start(first)
    mine = home / "01_warm_up" / "warm_up.ipynb"
    released = mine.read_text()
    mine.write_text(released.replace("raise NotImplementedError(", "print("))
    answered = mine.read_text()
    assert answered != released
    for again in ([second], [first, second]):
        assert unzip_and_start(*again) == home
        assert mine.read_text() == answered
        assert [path.parent.name for path in find_notebooks(home)] == ["01_warm_up", "02_later"]
    for path in find_notebooks(home):
        origin, cells = pristine(path, read_submission(path.read_bytes()))
        assert origin == home / ".viva" / "release" / path.parent.name / path.name
        assert cells == read_submission(origin.read_bytes())
