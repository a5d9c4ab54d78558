import io
import zipfile

import pytest

from viva.course.generate import ReleaseError
from viva.release.packing import build_wheel, packed
from viva.release.student_zip import project_folder


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
    assert name.startswith("viva-") and name.endswith("-py3-none-any.whl")
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
    assert places == {("etc", "jupyter"), ("share", "jupyter")}
    assert "viva/release/start.py" in names
    assert "viva/report/feedback_page.html.j2" in names
    assert not [each for each in names if "hidden" in each or "perceptron" in each]


def test_a_wheel_that_cannot_be_built_is_one_sentence(tmp_path):
    with pytest.raises(ReleaseError, match="viva's wheel could not be built: "):
        build_wheel(tmp_path)
