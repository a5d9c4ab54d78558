import subprocess
import sys

import pytest
from click.testing import CliRunner

from viva.cli import COMMANDS, main


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
        "result = CliRunner().invoke(main, ['--version'])\n"
        "assert 'viva' in result.output, result.output\n"
        "assert 'nbgrader' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    listed = CliRunner().invoke(main, ["--help"]).output
    assert all(name in listed for name in COMMANDS)


def test_an_unknown_command_is_a_usage_error():
    result = CliRunner().invoke(main, ["nosuch"])
    assert result.exit_code == 2
