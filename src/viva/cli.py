"""The command line: ``viva COMMAND``."""

from __future__ import annotations

from viva.search_path import leave_out_current_folder

leave_out_current_folder()  # before anything is imported that a folder could hold as well

import codecs  # noqa: E402
import errno  # noqa: E402
import importlib  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

import click  # noqa: E402

COMMANDS = {
    "check": "viva.commands.check:check",
    "watch": "viva.commands.watch:watch",
    "progress": "viva.commands.progress:progress",
    "reset": "viva.commands.reset:reset",
    "new": "viva.commands.new:new",
    "import": "viva.commands.import_:import_",
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
# The first paragraph of each command's own help, so that `viva --help` imports none.
SUMMARIES = {
    "check": "Run the visible tests on your notebooks, and show what is done and what is not.",
    "watch": "Check a notebook each time you save it, and only what the change can affect.",
    "progress": "Show how far you are in each of your notebooks.",
    "reset": "Reset one answer cell to its released version.",
    "new": "Begin a course, or add a question to one.",
    "import": "Take over a course from nbgrader, or a notebook from otter-grader.",
    "release": "Build release/ from source/, for some assignments or for all.",
    "collect": "Import submissions from a learning platform or from repositories into submitted/.",
    "grade": "Grade submitted/ into autograded/ and the gradebook, or only files that you name.",
    "certify": "Test the exams: put every wrong and right answer into the solution, and grade it.",
    "report": "Show how the class did: one HTML page, and its tables as CSV.",
    "feedback": "Write feedback pages: score, messages, the student's own work, and your comments.",
    "export": "Export assignments and grades for other systems.",
    "demo": "Grade a sample class, and write its report.",
    "doctor": "Check whether this machine can grade, and show what is missing.",
}
# What an operating system says of a disk and its files: nobody's bug, and no traceback helps.
OF_THE_MACHINE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}
OF_THE_MACHINE |= {errno.EEXIST, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
# What stands for a sign on a console that cannot show it; a question mark for all others.
SUBSTITUTES = {
    **{"✓": "+", "✗": "x", "◐": "~", "·": "-", "…": "...", "→": "->", "│": "|", "─": "-"},
    **{"█": "#", "░": ".", "–": "-", "—": "-", "−": "-", "×": "x", "’": "'", "“": '"', "”": '"'},
}
PROBLEMS = (
    ("viva.course.generate", "ReleaseError"),
    ("viva.exam.load", "ExamProblem"),
    ("viva.export.otter_tests", "ExportProblem"),
    ("viva.remote.client", "WorkerProblem"),
    ("viva.grading.expected", "ExamError"),
    ("viva.worker.sandbox", "SandboxProblem"),
)


class Lazy(click.Group):
    """A group that imports a command only when it is asked for, so that ``--help`` is instant."""

    def list_commands(self, context: click.Context) -> list[str]:
        """List the commands in the order of a course's life."""
        return list(COMMANDS)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES[name]) for name in self.list_commands(context)])

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import one command."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the program, on whatever console there is."""
        substitute_what_cannot_be_shown()
        return super().main(*args, **kwargs)

    def invoke(self, context: click.Context) -> Any:
        """Run a command; errors that are not bugs are reported in one sentence."""
        try:
            return super().invoke(context)
        except click.ClickException as problem:
            vars(problem)["message"] = plain(problem.message)
            raise
        except Exception as problem:
            if isinstance(problem, known_problems()):
                raise click.ClickException(plain(str(problem))) from problem
            if isinstance(problem, OSError) and problem.errno in OF_THE_MACHINE:
                raise click.ClickException(plain(not_written(problem))) from problem
            raise


def not_written(error: OSError) -> str:
    """Return what keeps a file from being read or written, in a sentence."""
    what = error.filename2 or error.filename
    reason = str(error.strerror).lower()
    return f"{what or 'A file'} cannot be read or written: {reason}. Change that, and try again."


def substitute_what_cannot_be_shown() -> None:
    """Let a console whose encoding lacks a sign show another one, where it would raise an error."""
    codecs.register_error("viva", substitute)
    for stream in (sys.stdout, sys.stderr):
        encoding = str(getattr(stream, "encoding", None) or "utf-8").lower()
        if not encoding.startswith("utf") and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="viva")


def substitute(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for signs that an encoding lacks, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(SUBSTITUTES.get(sign, "?") for sign in lacking), error.end


def plain(message: str) -> str:
    """Return what is wrong as it may be printed: it can name what students wrote."""
    from viva.terminal import plain_lines

    return plain_lines(message)


def known_problems() -> tuple[type[Exception], ...]:
    """Return the exceptions whose message is meant for the user, of the modules imported so far."""
    imported = [(sys.modules[module], name) for module, name in PROBLEMS if module in sys.modules]
    return tuple(getattr(module, name) for module, name in imported)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="viva-autograder", prog_name="viva")
def main() -> None:
    """Release and grade a course of notebooks, and report how the class did.

    Hidden tests never enter the student's process: student code runs in a worker, and the grader
    asks it questions from outside.
    """
