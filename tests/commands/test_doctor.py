import pytest
from click.testing import CliRunner
from full_exam import full_course

from viva.cli import main
from viva.commands import doctor
from viva.commands.doctor import findings
from viva.worker.diagnosis import NO_BUBBLEWRAP
from viva.worker.sandbox import sandbox_problem


def test_a_machine_with_all_is_told_so(tmp_path, monkeypatch):
    if sandbox_problem():
        pytest.skip(sandbox_problem())
    full_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 0, result.output
    assert "✓ sandbox: works" in result.output
    assert "✓ worker: starts in" in result.output
    assert "01_warm_up" in result.output


def test_what_is_missing_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("viva.worker.sandbox.obstacle", lambda: NO_BUBBLEWRAP)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "✗ sandbox: bubblewrap is not installed. Install bubblewrap" in result.output
    assert "✓ course: There is no course here" in result.output


def test_whether_submissions_have_worlds_is_told(tmp_path, monkeypatch):
    if sandbox_problem():
        pytest.skip(sandbox_problem())
    monkeypatch.chdir(tmp_path)
    said = []
    for works in (True, False):
        monkeypatch.setattr("viva.worker.sandbox.worlds_work", lambda works=works: works)
        said += [text for name, good, text in findings() if name == "submissions" and good]
    assert [text.split(",")[0] for text in said] == [
        "each in a world of its own",
        "one after the other in the same sandbox",
    ]


def test_packages_that_are_not_compiled_are_told(monkeypatch):
    monkeypatch.setattr(doctor, "SOME", 1.0)
    assert doctor.compiled() == (True, "there")
    monkeypatch.setattr("importlib.util.cache_from_source", lambda path: f"{path}.nowhere")
    monkeypatch.setattr(doctor, "SOME", 0.3)
    good, said = doctor.compiled()
    assert good is None and "are not compiled, so the sandbox compiles them" in said
    assert "python -m compileall -q " in said
