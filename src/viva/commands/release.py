"""``viva release``: build what students get, and prove that it gives nothing away."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from viva import terminal
from viva.course.layout import Assignment, Course, UsageProblem

if TYPE_CHECKING:
    from viva.release.overlap import Overlap

EXAMPLES = """\b
Examples:
  viva release              build every assignment
  viva release 03           build 03_list_mlp only
  viva release --check      is what is committed in step with source/?
  viva release --zip        pack release/ for students, in dist/: as many archives as it takes
  viva release --zip 01 02  pack these two only
"""


@click.command("release", epilog=EXAMPLES)
@click.argument("assignments", nargs=-1, metavar="[NN]...")
@click.option("--check", is_flag=True, help="Build nothing: only compare release/ with source/.")
@click.option("--force", is_flag=True, help="Replace notebooks even if they contain answers.")
@click.option(
    "--zip",
    "as_zip",
    is_flag=True,
    help="Compare as --check does, then pack release/, or the assignments named, for students.",
)
def release(assignments: tuple[str, ...], check: bool, force: bool, as_zip: bool) -> None:
    """Build release/ from source/, for some assignments or for all.

    Each assignment is certified quickly, built by nbgrader, searched for anything that students
    must not see, and only then put into release/. Exits with code 1 if one is not released.

    Where a notebook gives what an earlier one asks for, students must not get both at once. So
    --zip makes an archive for each step, to be handed out one after the other; and it packs nothing
    if you name assignments of which one gives a solution of another.
    """
    from viva.release.steps import (
        backwards,
        by_folder,
        in_steps,
        is_within_one,
        overlaps_of,
    )

    console = terminal.console()
    if as_zip and force:
        raise click.UsageError("--zip builds nothing: it does not take --force.")
    check = check or as_zip
    course = Course()
    named = {each.name for text in assignments for each in course.find_all(text)}
    chosen = [each for each in course.assignments() if not named or each.name in named]
    problems = [] if assignments else list(course.faults().values())
    problems += [] if assignments or not check else _leftovers(course)
    for notebooks in by_folder(chosen):
        try:
            found = (
                _check(console, course, notebooks)
                if check
                else _build(console, course, notebooks, force)
            )
        except known_problems() as fault:
            # One assignment that is wrong stops itself, and no other.
            found = str(getattr(fault, "message", fault)).split("\n")
        if not found:
            done = "in step with source/" if check else f"released, {_size(notebooks)}"
            console.print(f"{notebooks[0].name}: {done}", style="green")
        problems += found
    with console.status("Comparing the notebooks with each other"):
        overlaps = overlaps_of(course, {assignment.label for assignment in chosen})
    for overlap in filter(is_within_one, overlaps):
        console.print(f"! {overlap} Students get both notebooks at once.", style="yellow")
    problems += map(str, backwards(course, overlaps))
    for problem in problems:
        console.print(problem, style="red")
    if problems:
        raise SystemExit(1)
    steps = in_steps(chosen, overlaps)
    if len(steps) > 1:
        _tell(console, overlaps, chosen)
        if as_zip and assignments:
            offers = ", then ".join(f"viva release --zip {_called(course, step)}" for step in steps)
            raise click.ClickException(
                "Nothing is packed: students must not get these together. Pack them in "
                f"steps: {offers}."
            )
    if as_zip:
        _pack(console, course, steps)
    elif len(steps) > 1:
        listed = "; ".join(_called(course, step) for step in steps)
        console.print(f"Hand them out in steps ({listed}): viva release --zip packs them so.")


def _called(course: Course, step: list[Assignment]) -> str:
    """Return what a command knows the assignments of a step by."""
    from viva.release.steps import short_names

    return " ".join(short_names(step, course.assignments()))


def _tell(console: Console, overlaps: list[Overlap], chosen: list[Assignment]) -> None:
    """Print what the chosen assignments give of each other's solutions."""
    from viva.release.steps import within

    for overlap in within(overlaps, chosen):
        console.print(f"! {overlap}", style="yellow")


def _pack(console: Console, course: Course, steps: list[list[Assignment]]) -> None:
    from viva.course.generate import ReleaseError
    from viva.release.student_zip import write_student_zip

    for step in steps:
        try:
            with console.status("Packing"):
                target = write_student_zip(course, step)
        except ReleaseError as problem:
            raise click.ClickException(str(problem)) from problem
        size = target.stat().st_size / 1e6
        console.print(
            f"{course.shown(target)}: {size:.1f} MB, {_called(course, step)}", style="green"
        )
    if len(steps) > 1:
        console.print("Hand each out when the answers to the one before it are in.")


def _check(console: Console, course: Course, notebooks: list[Assignment]) -> list[str]:
    from viva.release.build import check_release

    name = notebooks[0].name
    with console.status(f"{name}: comparing"):
        return check_release(course, notebooks[0]) or _leaks(notebooks, course.release / name)


def _build(console: Console, course: Course, notebooks: list[Assignment], force: bool) -> list[str]:
    """Build an assignment's release from source/; stop at the first step that finds a problem."""
    from viva.certify.certify import certify_quickly
    from viva.classroom.gradebook_cells import record_cells
    from viva.course.bundle import make_bundle
    from viva.course.generate import ReleaseError
    from viva.release.build import answers_in, build_release, publish

    for each in notebooks:
        begun = answers_in(each.release_path)
        if begun and not force:
            return [
                f"{course.shown(each.release_path)} contains answers ({', '.join(begun)}): "
                "move it away, or replace it with --force."
            ]
    for each in notebooks:
        with console.status(f"{each.label}: certifying"):
            problems = certify_quickly(course, each)
        if problems:
            return [f"{each.label}: {said}" for said in problems] if each.siblings else problems
    first = notebooks[0]
    with console.status(f"{first.name}: building"), tempfile.TemporaryDirectory() as folder:
        try:
            built = build_release(course, first, Path(folder))
            leaks = _leaks(notebooks, built)
            if not leaks:
                # nbgrader enters all notebooks of an assignment together.
                record_cells(course, first, make_bundle(first), anew=True)
                publish(course, first, built)
            return leaks
        except ReleaseError as problem:
            return [str(problem)]


def _leaks(notebooks: list[Assignment], released: Path) -> list[str]:
    from viva.release.build import own_part
    from viva.release.leaks import find_leaks

    found = []
    for each in notebooks:
        source = json.loads(each.source_path.read_text(encoding="utf-8"))
        with own_part(each, released) as own:
            found += find_leaks(source, own, each.exam_texts())
    return list(dict.fromkeys(found))


def known_problems() -> tuple[type[Exception], ...]:
    """Return the exceptions by which one assignment says what is wrong with it."""
    from viva.classroom.tasks import JudgeProblem
    from viva.exam.load import ExamProblem
    from viva.grading.expected import ExamError

    return (UsageProblem, ExamProblem, ExamError, JudgeProblem)


def _leftovers(course: Course) -> list[str]:
    """Return a sentence for each folder in release/ that has no assignment in source/."""
    names = {assignment.name for assignment in course.assignments()}
    names |= {name.partition("/")[0] for name in course.faults()}
    folders = sorted(course.release.glob("[!.]*/")) if course.release.is_dir() else []
    return [
        f"{course.shown(folder)} has no assignment in source/: remove it."
        for folder in folders
        if folder.is_dir() and folder.name not in names
    ]


def _size(notebooks: list[Assignment]) -> str:
    texts = [each.source_path.read_text(encoding="utf-8") for each in notebooks]
    cells = [cell for text in texts for cell in json.loads(text)["cells"]]
    settings = [cell["metadata"].get("nbgrader", {}) for cell in cells]
    points = [float(s["points"]) for s in settings if s.get("grade") or s.get("task")]
    count = f"{len(notebooks)} notebooks, " if len(notebooks) > 1 else ""
    return f"{count}{len(points)} graded cells, {sum(points):g} points"
