import pytest
from click.testing import CliRunner
from full_exam import full_course

from viva.cli import main
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
    monkeypatch.setattr("viva.worker.sandbox.sandbox_problem", lambda: "It cannot.")
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "✗ sandbox: It cannot. Install bubblewrap" in result.output
    assert "✓ course: There is no course here" in result.output
