"""The command line: ``viva COMMAND``."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

COMMANDS = {
    "check": "viva.commands.check:check",
    "watch": "viva.commands.watch:watch",
    "progress": "viva.commands.progress:progress",
    "reset": "viva.commands.reset:reset",
    "release": "viva.commands.release:release",
    "collect": "viva.commands.collect:collect",
    "grade": "viva.commands.grade:grade",
    "certify": "viva.commands.certify:certify",
    "report": "viva.commands.report:report",
    "feedback": "viva.commands.feedback:feedback",
    "export": "viva.commands.export:export",
    "demo": "viva.commands.demo:demo",
    "doctor": "viva.commands.doctor:doctor",
}
PROBLEMS = (
    ("viva.course.generate", "ReleaseError"),
    ("viva.exam.load", "ExamProblem"),
    ("viva.export.otter_tests", "ExportProblem"),
    ("viva.grading.remote.client", "WorkerProblem"),
    ("viva.grading.expected", "ExamError"),
    ("viva.worker.sandbox", "SandboxProblem"),
)


class Lazy(click.Group):
    """A group that imports a command only when it is asked for, so that ``--help`` is instant."""

    def list_commands(self, context: click.Context) -> list[str]:
        """List the commands in the order of a course's life."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run a command; errors that are not bugs are reported in one sentence."""
        try:
            return super().invoke(context)
        except Exception as problem:
            if isinstance(problem, known_problems()):
                raise click.ClickException(str(problem)) from problem
            raise


def known_problems() -> tuple[type[Exception], ...]:
    """Return the exceptions whose message is meant for the user, of the modules imported so far."""
    imported = [(sys.modules[module], name) for module, name in PROBLEMS if module in sys.modules]
    return tuple(getattr(module, name) for module, name in imported)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="viva", prog_name="viva")
def main() -> None:
    """Release and grade a course of notebooks, and report how the class did.

    Hidden tests never enter the student's process: student code runs in a worker, and the grader
    asks it questions from outside.
    """
