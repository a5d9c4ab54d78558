from click.testing import CliRunner

from viva.cli import main


def test_a_course_and_a_question_are_begun(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["new", "course", "stats"])
    assert result.exit_code == 0, result.output
    assert "stats/source/01_first_steps/first_steps.ipynb" in result.output
    assert "Next: cd stats && viva certify && viva release && viva demo" in result.output
    monkeypatch.chdir(tmp_path / "stats")
    result = CliRunner().invoke(main, ["new", "question", "01", "median"])
    assert "tests/hidden/first_steps/q03_median.py" in result.output
    assert "q03_median: fill in what these files say. Then: viva certify 01" in result.output
    result = CliRunner().invoke(main, ["new", "course", "."])
    assert result.exit_code == 2 and "is not empty" in result.output
