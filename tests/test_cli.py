import errno
import io
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from viva.cli import COMMANDS, SUMMARIES, main, substitute_what_cannot_be_shown


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f"viva {name}" in result.output
    assert "xample" in result.output
    assert "\\b" not in result.output


def test_help_lists_the_commands_and_imports_none():
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom viva.cli import main\n"
        "for option in ('--version', '--help'):\n"
        "    result = CliRunner().invoke(main, [option])\n"
        "    assert result.exit_code == 0 and result.output\n"
        "costly = ('viva.commands', 'rich', 'numpy')\n"
        "assert not [name for name in sys.modules if name.startswith(costly)]"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    listed = " ".join(CliRunner().invoke(main, ["--help"]).output.split())
    assert all(f" {name} {summary}" in listed for name, summary in SUMMARIES.items())


def test_the_summaries_are_what_the_commands_say_themselves():
    context = click.Context(main)
    helps = {name: main.get_command(context, name).help for name in COMMANDS}
    said = {name: " ".join(text.split("\n\n")[0].split()) for name, text in helps.items()}
    assert said == SUMMARIES


def test_an_unknown_command_is_a_usage_error():
    result = CliRunner().invoke(main, ["nosuch"])
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", "+ x -> ?"), ("cp1252", "+ x -> ?"), ("utf-8", "✓ × → 한")]
)
def test_a_sign_that_a_console_lacks_has_a_substitute(monkeypatch, encoding, shown):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    substitute_what_cannot_be_shown()
    print("✓ × → 한", end="", flush=True)
    said = written.getvalue().decode(encoding)
    assert said == (shown.replace("x", "×") if encoding == "cp1252" else shown)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "notes"), "notes cannot be read or"),
        (OSError(errno.ENOSPC, "No space left on device"), "A file cannot be .*: no space left on"),
        (FileExistsError(errno.EEXIST, "File exists", "release"), "release cannot be .*: file e"),
    ],
)
def test_what_a_disk_refuses_is_one_sentence(monkeypatch, error, said):
    def fail(*arguments, **settings):
        raise error

    monkeypatch.setattr(click.Group, "invoke", fail)
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert re.search(said, result.output) and "Traceback" not in result.output


def test_a_bug_keeps_its_traceback(monkeypatch):
    def fail(*arguments, **settings):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "mine")

    monkeypatch.setattr(click.Group, "invoke", fail)
    assert isinstance(CliRunner().invoke(main, ["doctor"]).exception, FileNotFoundError)
