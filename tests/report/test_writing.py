import click
import pytest
from click.testing import CliRunner
from verdicts import one_of_each

from viva.report.writing import report_options, write_reports


def test_only_what_is_asked_for_is_written(tmp_path):
    write_reports([one_of_each()], tmp_path / "new" / "a.xml", None)
    assert (tmp_path / "new" / "a.xml").read_text().startswith("<?xml")
    write_reports([one_of_each()], None, tmp_path / "a.md", visible_only=True)
    assert "Hidden tests" in (tmp_path / "a.md").read_text()
    assert len(list(tmp_path.rglob("*.*"))) == 2


def test_what_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(click.ClickException, match=r"a\.xml cannot be written"):
        write_reports([one_of_each()], tmp_path / "file" / "a.xml", None)


def test_the_options_of_a_command():
    @click.command()
    @report_options
    def command(junit, markdown):
        click.echo(f"{junit} {markdown}")

    run = CliRunner().invoke(command, ["--junit", "a.xml", "--markdown", "b.md"])
    assert run.output == "a.xml b.md\n"
