import io
import stat
import zipfile

import pytest
from click.testing import CliRunner
from small_course import EXAM, make_course

from viva.commands.release import release
from viva.course.generate import ReleaseError
from viva.release import student_zip
from viva.release.build import build_release
from viva.release.student_zip import exams_in, write_student_zip

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
    wheel = ("viva-0.1.0-py3-none-any.whl", wheel_with())
    monkeypatch.setattr(student_zip, "build_wheel", lambda project: wheel)
    monkeypatch.chdir(course.root)
    return course


def contents(path):
    with zipfile.ZipFile(path) as archive:
        return {name.removeprefix(TOP): archive.read(name) for name in archive.namelist()}


def test_everything_that_a_student_needs_is_in_it(course):
    found = contents(write_student_zip(course))
    assert sorted(found) == [
        ".viva/release/01_warm_up/warm_up.ipynb",
        "01_warm_up/viva.json",
        "01_warm_up/warm_up.ipynb",
        "START-HERE.txt",
        "environment.yml",
        "requirements.txt",
        "start.py",
        "viva-0.1.0-py3-none-any.whl",
    ]
    assert found["01_warm_up/warm_up.ipynb"] == found[".viva/release/01_warm_up/warm_up.ipynb"]
    assert len(found["START-HERE.txt"].splitlines()) <= 10
    assert b"- ./viva-0.1.0-py3-none-any.whl\n" in found["environment.yml"]
    assert b"-e ." not in found["environment.yml"]
    assert b"--hash=sha256:" in found["requirements.txt"]


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
    assert run("--zip", "01").exit_code == 2
