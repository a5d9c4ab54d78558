"""``viva new``: begin a course, or add a question to one."""

from __future__ import annotations

from pathlib import Path

import click

from viva import terminal

COURSE_EXAMPLES = """\b
Example:
  viva new course statistics && cd statistics && viva certify && viva release && viva demo
"""
QUESTION_EXAMPLES = """\b
Examples:
  viva new question 01 median             q03_median, if q02 is the last one in 01
  viva new question 02_variance spread    the first question of a new notebook
"""


@click.group("new", epilog=f"{COURSE_EXAMPLES}\n{QUESTION_EXAMPLES}")
def new() -> None:
    """Begin a course, or add a question to one."""


@new.command("course", epilog=COURSE_EXAMPLES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def course(folder: Path) -> None:
    """Make a course in FOLDER: settings, a first notebook, its exam, CI files and a README.

    Its one question is certified as it stands: change it, and add others.
    """
    from viva.authoring.new_course import new_course

    for path in new_course(folder):
        terminal.echo(path)
    terminal.echo(f"Next: cd {folder} && viva certify && viva release && viva demo")


@new.command("question", epilog=QUESTION_EXAMPLES)
@click.argument("assignment", metavar="NN")
@click.argument("name")
def question(assignment: str, name: str) -> None:
    """Add the question NAME to an assignment, in its notebook and in its exam.

    The notebook gets a text, an answer and a test cell; the exam a file with a reference, a case,
    and places for wrong and right answers. NN_name makes a new notebook.
    """
    from viva.authoring.new_question import new_question
    from viva.course.layout import Course

    here = Course()
    added, paths = new_question(here, assignment, name)
    for path in paths:
        terminal.echo(here.shown(path))
    number = assignment.partition("_")[0]
    terminal.echo(f"{added}: fill in what these files say. Then: viva certify {number}")
