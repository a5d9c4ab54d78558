"""Nothing that students wrote acts in a terminal or a log, however a command prints it."""

import ast
import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.live import Live
from rich.table import Table
from rich.text import Text

import viva
from viva import terminal
from viva.cli import main

PACKAGE = Path(viva.__file__).parent
HOSTILE = "a\x1b[2J\x1b]0;title\x07b\x9b31mc\u202egnp.exe\u2066\u200bd\r::add-mask::e\n::error::f"
# What runs by itself or in a student's process, and the worker's pipes.
OWN_WAY = ("terminal.py", "lab/", "worker/", "release/start.py", "grading/local.py")


def hostile_ones(text):
    return {c for c in text if not c.isprintable() and c != "\n"} | set(text) & set("\u202e\u200b")


def shown(printed, **options):
    console = terminal.PlainConsole(file=io.StringIO(), markup=False, highlight=False, **options)
    printed(console)
    return console.file.getvalue()


def in_table(console):
    table = Table(title=HOSTILE)
    table.add_column(HOSTILE)
    table.add_row(HOSTILE)
    table.add_row(Text(HOSTILE))
    console.print(table)


@pytest.mark.parametrize(
    "printed",
    [
        lambda console: console.print(HOSTILE),
        lambda console: console.print(Text(HOSTILE, style="red")),
        lambda console: console.print(HOSTILE, style="bold red"),
        in_table,
    ],
)
def test_nothing_acts_in_a_terminal(printed):
    text = shown(printed)
    assert hostile_ones(text) == set()
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())
    assert "gnp.exe" in text or "gn" in text


def test_what_is_shown_live_is_plain_too():
    def live(console):
        with Live(Text(HOSTILE), console=console, auto_refresh=False):
            pass

    assert hostile_ones(shown(live)) == set()


def test_colours_on_a_terminal_are_the_commands_own():
    text = shown(
        lambda console: console.print("a\x1b[5mb", style="red"),
        force_terminal=True,
        color_system="standard",
    )
    assert text == "\x1b[31ma\ufffd[5mb\x1b[0m\n"


def test_lines_are_plain_and_data_is_as_it_is(capsys):
    terminal.echo(HOSTILE)
    assert hostile_ones(capsys.readouterr().out) == set()
    terminal.echo("one\n  two ::  three")
    terminal.data('{"a": 1}')
    terminal.data("a,b\r\n")
    assert capsys.readouterr().out == 'one\n  two ::  three\n{"a": 1}\na,b\r\n'


def test_data_is_whole_on_a_console_that_lacks_its_letters(monkeypatch):
    written = io.BytesIO()
    console = io.TextIOWrapper(written, encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", console)
    terminal.data("student,name\nlu,Łucja\n")
    console.flush()
    assert written.getvalue().decode() == "student,name\nlu,Łucja\n"


def test_the_message_of_an_error_is_plain(tmp_path):
    result = CliRunner().invoke(main, ["grade", "no\x1b[2J\u202esuch"], env={"HOME": str(tmp_path)})
    assert result.exit_code == 2 and hostile_ones(result.output) == set()


@pytest.mark.parametrize("text", ["##[error]x", "  ::warning::x", "::x"])
def test_no_line_is_a_command_of_github(text):
    plain = terminal.plain_lines(text)
    assert "##[" not in plain and not plain.lstrip().startswith("::")


def printing(name, text):
    """List the places of a module that print in another way."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "Console", "click.echo", "click.secho", "rich.print"):
                found.append(f"{name}:{node.lineno} {called}")
    return found


def test_commands_print_in_no_other_way():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith(OWN_WAY):
            found += printing(name, path.read_text(encoding="utf-8"))
    assert found == [], "print with viva.terminal: " + ", ".join(found)


def test_another_way_is_found():
    assert printing("a.py", "print(1)\nclick.echo(2)\nc = Console()") == [
        *("a.py:1 print", "a.py:2 click.echo", "a.py:3 Console"),
    ]
