"""``viva feedback``: one page for each student."""

from __future__ import annotations

import click

from viva import terminal

EXAMPLES = """\b
Examples:
  viva feedback 03                    for everyone who has been graded
  viva feedback 03 --student ada
"""


@click.command("feedback", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, required=True, metavar="NN...")
@click.option("--student", default="*", metavar="ID", help="Only this student.")
def feedback(assignments: tuple[str, ...], student: str) -> None:
    """Write feedback pages: score, messages, the student's own work, and your comments.

    nbgrader's generate_feedback writes them into feedback/, from what has been graded and marked
    so far. The pages hold no hidden test, no reference answer and no expected value. Exits with
    code 1 if a page could not be written.
    """
    from viva.course.layout import Course
    from viva.report.feedback import generate_feedback, graded_students
    from viva.report.words import count_of

    console = terminal.console()
    course = Course()
    failed = False
    for assignment in course.chosen(assignments):
        if not graded_students(course, assignment, student):
            who = "Nobody has" if student == "*" else f"{student} has not"
            raise click.ClickException(
                f"{who} been graded on {assignment.label} yet: run `viva grade` first."
            )
        with terminal.console(err=True).status(f"{assignment.label}: writing pages"):
            pages, problems = generate_feedback(course, assignment, student)
        folder = course.shown(course.feedback)
        console.print(
            f"{assignment.label}: {count_of(len(pages), 'page')} in {folder}/", style="green"
        )
        for problem in problems:
            console.print(problem, style="red")
        failed |= bool(problems)
    if failed:
        raise SystemExit(1)
