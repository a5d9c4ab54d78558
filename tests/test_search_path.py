"""The folder in which a command is called is not searched for modules or programs."""

import importlib.util
import os
import subprocess
import sys

import pytest

from viva.search_path import leave_out_current_folder, program

SAY = "import sys; from viva.search_path import leave_out_current_folder as f; f(); "
SAY += "import subprocess; subprocess.run([sys.executable, '-c', 'import sys; print(sys.path)'])"


@pytest.mark.parametrize("given", [None, "", os.pathsep, f"{os.pathsep}/usr", f".{os.pathsep}/usr"])
def test_a_command_and_what_it_starts_do_not_search_the_folder(tmp_path, given):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    if given is not None:
        environment["PYTHONPATH"] = given
    done = subprocess.run(
        [sys.executable, "-c", SAY + "; print(sys.path)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    theirs, own = map(eval, done.stdout.splitlines())
    assert not {"", ".", str(tmp_path)} & {*theirs, *own}
    assert ("/usr" in own, "/usr" in theirs) == (("/usr" in (given or "")),) * 2


def test_a_folder_that_is_named_in_full_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/usr"])
    monkeypatch.setenv("PYTHONPATH", f"{os.pathsep}{tmp_path}")
    leave_out_current_folder()
    assert sys.path == [str(tmp_path), "/usr"]
    assert os.environ["PYTHONPATH"] == str(tmp_path)


@pytest.mark.parametrize("entry", ["", ".", "bin"])
def test_a_program_is_not_found_in_the_folder(tmp_path, monkeypatch, entry):
    for place in (tmp_path / "bwrap", tmp_path / "bin" / "bwrap"):
        place.parent.mkdir(exist_ok=True)
        place.write_text("#!/bin/sh\n")
        place.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{entry}{os.pathsep}/nowhere")
    assert program("bwrap") is None
    monkeypatch.setenv("PATH", f"{entry}{os.pathsep}{tmp_path / 'bin'}")
    assert program("bwrap") == str(tmp_path / "bin" / "bwrap")


def test_viva_is_not_run_as_a_module():
    # Python would put the folder first, before anything of viva is imported.
    assert importlib.util.find_spec("viva.__main__") is None
