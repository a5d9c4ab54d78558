"""``viva demo``: a sample class, graded and reported, without touching the real one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from viva import terminal
from viva.course.layout import CONFIG_NAME, Assignment, Course, add_nested_course

if TYPE_CHECKING:
    from viva.grading.verdict import Verdict

MARKER = ".made-by-viva-demo"
STEPS = ("source", "release", "submitted", "autograded", "feedback")

EXAMPLES = """\b
Examples:
  viva demo                             24 students, in demo/
  viva demo 01 03                       only these notebooks
  viva demo --students 200 --seed 2 --into /tmp/large
"""


@click.command("demo", epilog=EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[NN]...")
@click.option(
    "--students",
    type=click.IntRange(1, 1000),
    default=24,
    show_default=True,
    help="How many students.",
)
@click.option(
    "--seed",
    default=8,
    show_default=True,
    help="Seed of the random numbers: another seed, another class.",
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="The folder for the sample course.",
)
def demo(targets: tuple[str, ...], students: int, seed: int, into: Path) -> None:
    """Grade a sample class, and write its report.

    Makes submissions from the exams' own right and wrong answers, for the assignments that you
    name or all that are released, and grades them in a separate folder: your gradebook and your
    students' work are not touched.
    """
    from viva.classroom.sample import class_of
    from viva.report.page import write_csv, write_report
    from viva.report.records import read_records
    from viva.report.statistics import by_assignment
    from viva.report.summary import summary_table
    from viva.report.tables import write_tables
    from viva.report.together import together

    course = Course()
    wanted = {each.label for each in course.chosen(targets)}
    sample = build_sample_course(course, into)
    assignments = [
        a
        for a in sample.assignments()
        if a.exam_path and a.release_path.is_file() and (not wanted or a.label in wanted)
    ]
    if not assignments:
        raise click.ClickException(
            "No assignment has both an exam and a release. Run `viva release` first."
        )
    names = class_of(students)
    for assignment in assignments:
        hand_in(sample, assignment, list(names), seed)
    enrol(sample, names)
    console = terminal.console(soft_wrap=False)
    verdicts = _grade(console, sample, assignments)
    page = sample.root / "class-report.html"
    records = read_records(sample, verdicts)
    verdicts = together(verdicts)
    write_report(verdicts, page, title="Class report: a sample class", names=names, records=records)
    write_csv(verdicts, page.with_suffix(".csv"))
    write_tables(verdicts, records, page.with_suffix(".csv"))
    console.print(summary_table(by_assignment(verdicts)))
    terminal.echo(_shown(page))


def build_sample_course(course: Course, into: Path) -> Course:
    """Create a course in the folder `into` that shares nothing with `course` but its contents.

    An earlier sample course is replaced.

    Raises
    ------
    click.UsageError
        If `into` holds something else.
    """
    root = into.resolve()
    own = [course.exams, *(getattr(course, step) for step in STEPS)]
    if course.root.is_relative_to(root) or any(root.is_relative_to(folder) for folder in own):
        raise click.UsageError(f"{into} is part of the course: choose a separate folder.")
    if root.is_dir() and any(root.iterdir()) and not (root / MARKER).is_file():
        raise click.UsageError(
            f"{into} holds files that viva demo did not make: choose another folder with --into, "
            "or move them away."
        )
    root.mkdir(parents=True, exist_ok=True)
    (root / MARKER).write_text("viva demo replaces what is in this folder each time it runs.\n")
    for step in (*STEPS, "tests", ".viva"):
        shutil.rmtree(root / step, ignore_errors=True)
    for old in root.glob("gradebook.db*"):
        old.unlink()
    leave_out = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
    for origin, copy in (
        (course.source, root / "source"),
        (course.release, root / "release"),
        (course.exams, root / "tests" / "hidden"),
    ):
        if origin.is_dir():
            shutil.copytree(origin, copy, ignore=leave_out)
    for step in STEPS:
        (root / step).mkdir(exist_ok=True)
    settings = (course.root / CONFIG_NAME).read_text(encoding="utf-8")
    (root / CONFIG_NAME).write_text(settings + _own_places(root), encoding="utf-8")
    add_nested_course(course.root, root)
    return Course(root)


def hand_in(course: Course, assignment: Assignment, students: list[str], seed: int) -> None:
    """Write a sample class's notebooks for one assignment into the course's submitted folder."""
    from viva.classroom.sample import make_sample_class
    from viva.exam.load import ExamProblem, load_exam

    assert assignment.exam_path is not None
    try:
        exam = load_exam(assignment.exam_path)
    except ExamProblem as problem:
        raise click.ClickException(str(problem)) from problem
    files = make_sample_class(
        exam,
        json.loads(assignment.source_path.read_text(encoding="utf-8")),
        json.loads(assignment.release_path.read_text(encoding="utf-8")),
        students,
        seed,
    )
    for student, (file_name, contents) in files.items():
        folder = course.submitted / student / assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file_name).write_bytes(contents)


def enrol(course: Course, names: Mapping[str, str]) -> None:
    """Add the students with their names to the gradebook, for the formgrader to show."""
    from viva.classroom.gradebook import open_gradebook

    with open_gradebook(course) as gradebook:
        for student, name in names.items():
            first, _, last = name.partition(" ")
            gradebook.update_or_create_student(student, first_name=first, last_name=last)


def _grade(console: Console, course: Course, assignments: list[Assignment]) -> list[Verdict]:
    """Grade everything that was handed in, with a progress bar on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    from viva.classroom.batch import grade_assignment
    from viva.classroom.pool import grading_pool
    from viva.course.confinement import confine_own

    verdicts: list[Verdict] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    totals = [len(list(course.submitted.glob(f"*/{a.name}"))) for a in assignments]
    with (
        Progress(
            *columns, console=console, transient=True, disable=not console.is_terminal
        ) as progress,
        grading_pool(sum(totals), confine_own(course)) as pool,
    ):
        for assignment, total in zip(assignments, totals, strict=True):
            task = progress.add_task(f"Grading {assignment.label}", total=total)
            if not console.is_terminal:
                terminal.echo(f"Grading {assignment.label}: {total} submissions")

            def advance(_: Verdict, task: TaskID = task) -> None:
                progress.advance(task)

            verdicts += grade_assignment(course, assignment, progress=advance, pool=pool)
    return verdicts


def _own_places(root: Path) -> str:
    """Return the settings that keep a sample course apart, whatever those of the original are."""
    lines = ["", "", "# Added by viva demo: the sample class stays in this folder."]
    lines.append(f"c.CourseDirectory.root = {str(root)!r}")
    lines += [f"c.CourseDirectory.{step}_directory = {step!r}" for step in STEPS]
    lines.append(f"c.CourseDirectory.db_url = {f'sqlite:///{root}/gradebook.db'!r}")
    return "\n".join(lines) + "\n"


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
