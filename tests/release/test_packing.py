import io
import os
import subprocess
import sys
import zipfile

import pytest

from viva.course.generate import ReleaseError
from viva.release import packing
from viva.release.packing import (
    build_wheel,
    installed_wheel,
    packed,
    project_folder,
    record_of,
    without_viva,
)


def test_the_order_of_the_files_is_not_told():
    members = {"b": b"2", "a": b"1"}
    assert packed(members) == packed(dict(sorted(members.items())))
    with zipfile.ZipFile(io.BytesIO(packed(members))) as archive:
        assert archive.namelist() == ["a", "b"]


def test_programs_can_be_run_and_nothing_else():
    content = packed({"run": b"#!/bin/sh", "text": b""}, executable=["run"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        modes = {each.filename: each.external_attr >> 16 for each in archive.infolist()}
    assert modes == {"run": 0o100755, "text": 0o100644}


def test_the_real_wheel_holds_the_program_and_no_test():
    name, content = build_wheel(project_folder())
    assert name.startswith("viva_autograder-") and name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
    distribution = name[: -len("-py3-none-any.whl")]
    assert {each.split("/")[0] for each in names} == {
        "viva",
        f"{distribution}.data",
        f"{distribution}.dist-info",
    }
    settings = [each for each in names if each.startswith(f"{distribution}.data/")]
    places = {tuple(each.split("/")[2:4]) for each in settings}
    assert places == {("etc", "dask"), ("etc", "jupyter"), ("share", "jupyter")}
    assert "viva/release/start.py" in names
    assert "viva/report/feedback_page.html.j2" in names
    assert not [each for each in names if "hidden" in each or "perceptron" in each]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder in which viva is installed from its wheel, and nothing of the repository."""
    folder = tmp_path_factory.mktemp("site")
    name, content = build_wheel(project_folder())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    return folder, name, names


def installed(site, cwd, *arguments):
    """Run viva as it is installed there, in a folder outside of the repository."""
    code = "from viva.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"], "HOME": str(cwd)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_from_a_wheel_alone_a_course_is_begun_packed_and_exported(site, tmp_path):
    folder, name, names = site
    installed(folder, tmp_path, "new", "course", "stats")
    course = tmp_path / "stats"
    installed(folder, course, "release")
    installed(folder, course, "release", "--zip")
    with zipfile.ZipFile(course / "dist" / "stats-student.zip") as archive:
        found = {each.removeprefix("stats/") for each in archive.namelist()}
        wheel = zipfile.ZipFile(io.BytesIO(archive.read(f"stats/{name}")))
        needs = archive.read("stats/requirements.txt").decode()
        start = archive.read("stats/START-HERE.txt").decode()
    assert {"start.py", ".viva/release/01_first_steps/first_steps.ipynb", name} <= found
    assert not {"environment.yml", "requirements-torch.txt"} & found
    assert "numpy" in needs and "viva-autograder" not in needs
    assert "torch" not in start and "conda" not in start
    # The exam of the first question is a template's, which students must not find in the wheel.
    given = {each for each in names if not each.startswith("viva/authoring/templates/")}
    assert set(wheel.namelist()) == given < set(names)
    listed = next(each for each in names if each.endswith("/RECORD"))
    assert all(line.split(",")[0] in given for line in wheel.read(listed).decode().split())
    installed(folder, course, "export", "gradescope", "01")
    target = course / "dist" / "gradescope" / "01_first_steps" / "autograder.zip"
    with zipfile.ZipFile(target) as archive:
        assert {name, "requirements.txt", "requirements-uv.txt"} <= set(archive.namelist())
        assert b"--hash=sha256:" in archive.read("requirements-uv.txt")


def test_the_list_of_a_wheels_files_says_their_hashes():
    # From the specification of RECORD: the SHA-256 of nothing, in base64 without its end.
    assert record_of(b"") == "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0"


def test_viva_itself_is_not_in_a_list_of_packages():
    listed = (
        b"# needs\nviva-autograder==0.1.0 \\\n    --hash=sha256:00\nnumpy\nviva-autograder-plus\n"
    )
    listed += b"Viva-Autograder\n"
    assert without_viva(listed) == b"# needs\nnumpy\nviva-autograder-plus\n"


def test_without_an_installation_it_says_so(monkeypatch):
    monkeypatch.setattr(packing, "DISTRIBUTION", "no-such-package")
    with pytest.raises(ReleaseError, match="no-such-package is not installed"):
        installed_wheel()


def test_a_wheel_that_cannot_be_built_is_one_sentence(tmp_path):
    with pytest.raises(ReleaseError, match="viva's wheel could not be built: "):
        build_wheel(tmp_path)
