import dataclasses
import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from full_exam import full_course
from otter.run.run_autograder.autograder_config import AutograderConfig

from viva.course.generate import ReleaseError
from viva.export import gradescope_zip
from viva.export.gradescope_zip import export_gradescope, wheel_for
from viva.export.otter_tests import ExportProblem

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with what an instructor gets, its zip, and the zip's second writing."""
    course, assignment = full_course(tmp_path_factory.mktemp("course"))
    for name in ("requirements.txt", "requirements-uv.txt"):
        (course.root / name).write_text(f"# {name}\n")
    (course.root / "viva_autograder-0.1.0-py3-none-any.whl").write_text("the wheel")
    paths = [
        export_gradescope(course, assignment, course.root / "dist" / name, "after_due_date")
        for name in ("one", "two")
    ]
    return course, paths


@pytest.fixture(scope="module")
def archive(made):
    with zipfile.ZipFile(made[1][0]) as archive:
        yield archive


def test_the_zip_holds_otters_part_and_what_sets_it_up(archive):
    assert archive.namelist() == [
        "files/course/nbgrader_config.py",
        "files/course/source/01_warm_up/warm_up.ipynb",
        "files/course/tests/hidden/warm_up.py",
        "otter_config.json",
        "requirements-uv.txt",
        "requirements.txt",
        "run_autograder",
        "setup.sh",
        "tests/q01_double.py",
        "viva.json",
        "viva_autograder-0.1.0-py3-none-any.whl",
    ]
    assert archive.read("viva_autograder-0.1.0-py3-none-any.whl") == b"the wheel"
    assert archive.read("viva.json") == b'{"visibility": "after_due_date"}\n'
    AutograderConfig(__import__("json").loads(archive.read("otter_config.json")))


def test_the_same_course_makes_the_same_zip(made):
    first, second = (path.read_bytes() for path in made[1])
    assert first == second


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_can_run(archive, script):
    assert archive.getinfo(script).external_attr >> 16 == 0o100755
    text = archive.read(script).decode()
    assert text.startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)


def test_everything_is_installed_as_it_is_locked(archive):
    text = archive.read("setup.sh").decode().replace("\\\n", " ")
    installs = [line for line in text.split("\n") if "pip install" in line]
    # Two of them only for a notebook that uses PyTorch, whose lock is then in the zip.
    assert len(installs) == 6
    assert "requirements-torch.txt" not in archive.namelist()
    unlocked = [line for line in installs if "--require-hashes" not in line]
    unlocked = [line for line in unlocked if "--no-deps" not in line]
    # Where the course locks nothing, viva's own packages are looked for as well.
    assert len(unlocked) == 1 and "viva_autograder-*.whl" in unlocked[0]
    for heavy in ("miniforge", "mamba", "texlive", "playwright", "wget", "curl"):
        assert heavy not in text.lower()


def test_a_notebook_that_uses_pytorch_brings_the_lock_for_it(tmp_path, monkeypatch):
    course, assignment = full_course(tmp_path)
    bundle = dataclasses.replace(gradescope_zip.make_bundle(assignment))
    bundle.__dict__["optional"] = {"nn": "torch"}
    monkeypatch.setattr(gradescope_zip, "make_bundle", lambda assignment: bundle)
    for name in (gradescope_zip.LOCKED, gradescope_zip.UV):
        (course.root / name).write_text("")
    with pytest.raises(ExportProblem, match=r"has no requirements-torch\.txt"):
        export_gradescope(course, assignment, tmp_path / "dist")


def test_the_wheel_comes_from_what_runs_unless_one_lies_beside_the_course(tmp_path, monkeypatch):
    course, _ = full_course(tmp_path)
    monkeypatch.setattr(gradescope_zip, "viva_wheel", lambda: ("made.whl", b"made"))
    assert wheel_for(course) == ("made.whl", b"made")
    (course.root / "viva_autograder-9.0.0-py3-none-any.whl").write_bytes(b"here")
    assert wheel_for(course) == ("viva_autograder-9.0.0-py3-none-any.whl", b"here")


def test_a_wheel_that_cannot_be_built_is_told(tmp_path):
    course, _ = full_course(tmp_path)
    (tmp_path / "src" / "viva").mkdir(parents=True)
    with pytest.raises(ReleaseError, match="viva's wheel could not be built: "):
        wheel_for(course)


@pytest.mark.slow
def test_the_wheel_is_built_from_vivas_own_course():
    from viva.course.layout import Course

    _, content = wheel_for(Course(REPOSITORY))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
    assert {f"viva/export/gradescope/{name}" for name in gradescope_zip.SCRIPTS} <= names
    assert not {name for name in names if "hidden" in name or name.endswith(".ipynb")}
