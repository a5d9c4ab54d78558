"""``viva release``: build what students get, and prove that it gives nothing away."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click
from rich.console import Console

from viva.course.layout import Assignment, Course

EXAMPLES = """\b
Examples:
  viva release              build every assignment
  viva release 03           build 03_list_mlp only
  viva release --check      is what is committed in step with source/?
  viva release --zip        pack release/ for students, in dist/
"""


@click.command("release", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option("--check", is_flag=True, help="Build nothing: only compare release/ with source/.")
@click.option("--force", is_flag=True, help="Replace notebooks even if they contain answers.")
@click.option(
    "--zip",
    "as_zip",
    is_flag=True,
    help="Compare as --check does, then pack release/ for students, in dist/.",
)
def release(assignments: tuple[str, ...], check: bool, force: bool, as_zip: bool) -> None:
    """Build release/ from source/, for some assignments or for all.

    Each assignment is certified quickly, built by nbgrader, searched for anything that students
    must not see, and only then put into release/. Exits with code 1 if one is not released.
    """
    console = Console(soft_wrap=True, markup=False, highlight=False)
    if as_zip and (assignments or force):
        raise click.UsageError("--zip packs all assignments: it takes neither NN nor --force.")
    check = check or as_zip
    course = Course()
    chosen = [course.find(text) for text in assignments] or course.assignments()
    problems = [] if assignments or not check else _leftovers(course)
    for assignment in chosen:
        found = (
            _check(console, course, assignment)
            if check
            else _build(console, course, assignment, force)
        )
        if not found:
            done = "in step with source/" if check else f"released, {_size(assignment)}"
            console.print(f"{assignment.name}: {done}", style="green")
        problems += found
    for problem in problems:
        console.print(problem, style="red")
    if problems:
        raise SystemExit(1)
    if as_zip:
        _pack(console, course)


def _pack(console: Console, course: Course) -> None:
    from viva.course.generate import ReleaseError
    from viva.release.student_zip import write_student_zip

    try:
        with console.status("Packing"):
            target = write_student_zip(course)
    except ReleaseError as problem:
        raise click.ClickException(str(problem)) from problem
    console.print(f"{course.shown(target)}: {target.stat().st_size / 1e6:.1f} MB", style="green")


def _check(console: Console, course: Course, assignment: Assignment) -> list[str]:
    from viva.release.build import check_release

    with console.status(f"{assignment.name}: comparing"):
        committed = course.release / assignment.name
        return check_release(course, assignment) or _leaks(assignment, committed)


def _build(console: Console, course: Course, assignment: Assignment, force: bool) -> list[str]:
    """Build an assignment's release from source/; stop at the first step that finds a problem."""
    from viva.certify.certify import certify_quickly
    from viva.classroom.gradebook_cells import record_cells
    from viva.course.bundle import make_bundle
    from viva.course.generate import ReleaseError
    from viva.release.build import answers_in, build_release, publish

    begun = answers_in(assignment.release_path)
    if begun and not force:
        return [
            f"{course.shown(assignment.release_path)} contains answers ({', '.join(begun)}): "
            "move it away, or replace it with --force."
        ]
    with console.status(f"{assignment.name}: certifying"):
        problems = certify_quickly(course, assignment)
    if problems:
        return problems
    with console.status(f"{assignment.name}: building"), tempfile.TemporaryDirectory() as folder:
        try:
            built = build_release(course, assignment, Path(folder))
            leaks = _leaks(assignment, built)
            if not leaks:
                record_cells(course, assignment, make_bundle(assignment), anew=True)
                publish(course, assignment, built)
            return leaks
        except ReleaseError as problem:
            return [str(problem)]


def _leaks(assignment: Assignment, released: Path) -> list[str]:
    from viva.release.leaks import find_leaks

    source = json.loads(assignment.source_path.read_text(encoding="utf-8"))
    return find_leaks(source, released, assignment.exam_texts())


def _leftovers(course: Course) -> list[str]:
    """Return a sentence for each folder in release/ that has no assignment in source/."""
    names = {assignment.name for assignment in course.assignments()}
    folders = sorted(course.release.glob("[!.]*/")) if course.release.is_dir() else []
    return [
        f"{course.shown(folder)} has no assignment in source/: remove it."
        for folder in folders
        if folder.is_dir() and folder.name not in names
    ]


def _size(assignment: Assignment) -> str:
    cells = json.loads(assignment.source_path.read_text(encoding="utf-8"))["cells"]
    settings = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    points = [float(s["points"]) for s in settings if s.get("grade")]
    return f"{len(points)} graded cells, {sum(points):g} points"
