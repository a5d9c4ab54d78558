"""``viva grade``: verdicts for a class, or for single files."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from viva import terminal
from viva.course.confinement import Confinement, confine, confine_elsewhere
from viva.course.layout import Assignment, Course, UsageProblem
from viva.report.writing import report_options, write_reports
from viva.worker.deferred import EXTENSIONS, deferring
from viva.worker.sandbox import require_parts

# What else grading needs is imported when its worker is already coming up.
if TYPE_CHECKING:
    from rich.console import Console

    from viva.classroom.dispatch import Dispatcher
    from viva.classroom.progress import Watcher
    from viva.grading.verdict import QuestionVerdict, Verdict
    from viva.remote.client import Worker

EXAMPLES = """\b
Examples:
  viva grade                    all of submitted/
  viva grade 03                 submissions of 03_list_mlp
  viva grade 03 --dask tcp://10.0.0.1:8786
  viva grade list_mlp.ipynb     one file, nothing stored
  viva grade list_mlp.ipynb --json --min-score 0.8
  viva grade 03 --junit grade.xml --markdown grade.md
"""
MARKS = {
    "passed": ("✓", "green"),
    "partial": ("◐", "yellow"),
    "manual": ("…", "cyan"),
    "missing package": ("…", "magenta"),
    "blank": ("·", "dim"),
}


@click.command("grade", epilog=EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[NN or FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON.")
@report_options
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    help="Exit with code 1 if a submission earns a smaller share of the automatic points.",
)
@click.option("--assignment", help="Assignment of the FILEs, if it cannot be detected.")
@click.option("--student", "students", multiple=True, help="Only this student; can be repeated.")
@click.option(
    "--unsandboxed",
    is_flag=True,
    help="Run student code as yourself, with access to your files and the network.",
)
@click.option("--figures", is_flag=True, help="Draw figures in the graded notebooks.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(min=1),
    help="Number of workers; default: one per processor.",
)
@click.option("--dask", metavar="ADDRESS", help="Grade on the Dask cluster of this scheduler.")
@click.option("--force", is_flag=True, help="Grade again even what has not changed.")
def grade(
    targets: tuple[str, ...],
    as_json: bool,
    junit: Path | None,
    markdown: Path | None,
    min_score: float | None,
    assignment: str | None,
    students: tuple[str, ...],
    unsandboxed: bool,
    figures: bool,
    jobs: int | None,
    dask: str | None,
    force: bool,
) -> None:
    """Grade submitted/ into autograded/ and the gradebook, or only files that you name.

    Verdicts on what has not changed since they were made are taken from the store in .viva/, so a
    run that was stopped resumes where it stopped.

    Exits with code 0 if everything was graded, whatever the scores; 1 if something could not be
    graded, or is below --min-score; 2 if something that you named does not exist.
    """
    if not dask or os.name == "nt":
        require_parts()
    console = terminal.console()
    course = Course()
    files = [target for target in targets if _is_file(target)]
    if files and len(files) < len(targets):
        raise click.UsageError("Give either files or assignments, not both.")
    if files:
        if students:
            raise click.UsageError("--student needs assignments, not files.")
        if dask or force:
            raise click.UsageError("--dask and --force need assignments, not files.")
        confinement = confine(course, unsandboxed)
        paths = [Path(name) for name in files]
        with started_early(confinement, False) as worker:
            verdicts = grade_files(course, confinement, paths, assignment, worker)
        names = files
    else:
        chosen = course.chosen(targets) or with_submissions(course)
        if not targets and not as_json:
            for fault in course.faults().values():
                console.print(fault, style="red")
        if dask and jobs:
            raise click.UsageError(
                "--dask cannot be combined with --jobs: the cluster sets the number of workers."
            )
        confinement = (confine_elsewhere if dask else confine)(course, unsandboxed)
        with started_early(None if dask else confinement, figures) as worker:
            work = {found: students_to_grade(course, found, students) for found in chosen}
            total = sum(map(len, work.values()))
            pool = judges_for(total, confinement, jobs, figures, dask, worker)
            from viva.classroom.progress import watching

            with watching(console, total, quiet=as_json) as watcher:
                verdicts = grade_class(course, confinement, work, pool, figures, force, watcher)
        names = [str(verdict.student) for verdict in verdicts]
    from viva.report.checked import Checked, exit_code

    kept = [name if files else None for name in names]
    checked = [Checked(v, n, file) for v, n, file in zip(verdicts, names, kept, strict=True)]
    write_reports(checked, junit, markdown)
    if as_json:
        import json

        objects = [verdict.as_json() for verdict in verdicts]
        terminal.data(json.dumps(objects[0] if len(files) == 1 else objects, indent=1))
    elif files:
        for name, verdict in zip(names, verdicts, strict=True):
            show_verdict(console, name, verdict)
    else:
        from viva.report.stored import marked

        show_class(console, marked(course, verdicts))
    raise SystemExit(exit_code(verdicts, min_score))


def _is_file(target: str) -> bool:
    path = Path(target)
    return path.suffix == ".ipynb" or path.is_file()


@contextlib.contextmanager
def started_early(confinement: Confinement | None, figures: bool) -> Iterator[Worker | None]:
    """Start a worker for all judges before the rest is imported; in the end it is closed.

    None without a confinement, and where each judge has to start its own.
    """
    worker = confinement.shared_worker(figures) if confinement is not None else None
    try:
        yield worker
    finally:
        if worker is not None:
            worker.close()


def judges_for(
    total: int,
    confinement: Confinement,
    jobs: int | None,
    figures: bool,
    dask: str | None,
    worker: Worker | None,
) -> Dispatcher[Any]:
    """Return the judges of a class: processes here, or those of a Dask cluster."""
    if dask:
        from viva.classroom.cluster import Cluster

        return Cluster(dask)
    from viva.classroom.pool import grading_pool

    return grading_pool(total, confinement, jobs, figures, worker)


def with_submissions(course: Course) -> list[Assignment]:
    """Return the assignments for which somebody handed something in."""
    from viva.course.handed_in import students_of

    found = [a for a in course.assignments() if students_of(course.submitted, a.name)]
    if not found:
        raise UsageProblem(
            "Nothing to grade: submissions belong in "
            f"{course.shown(course.submitted)}/STUDENT/ASSIGNMENT/."
        )
    return found


def grade_class(
    course: Course,
    confinement: Confinement,
    chosen: Mapping[Assignment, Sequence[str]],
    pool: Dispatcher[Any],
    figures: bool,
    force: bool,
    watcher: Watcher,
) -> list[Verdict]:
    """Grade these students' submissions of these assignments, and report the progress."""
    verdicts: list[Verdict] = []
    with pool:
        # nbgrader takes about as long to import as judges and workers take to come up.
        with deferring(EXTENSIONS):
            from viva.classroom.batch import grade_assignment

        for assignment, handed_in in chosen.items():
            verdicts += grade_assignment(
                course,
                assignment,
                students=handed_in,
                watcher=watcher,
                pool=pool,
                confinement=confinement,
                figures=figures,
                force=force,
            )
    return verdicts


def students_to_grade(course: Course, assignment: Assignment, students: Sequence[str]) -> list[str]:
    """Return the students whose submissions are to be graded: these, or everybody.

    Raises
    ------
    UsageProblem
        If one of them, or nobody, handed anything in.
    """
    from viva.course.handed_in import students_of

    there = students_of(course.submitted, assignment.name)
    unknown = sorted(set(students) - set(there))
    if unknown or not there:
        whose = f" from {', '.join(unknown)}" if unknown else "s"
        listed = ", ".join(there[:10]) or "none"
        raise UsageProblem(f"{assignment.name}: no submission{whose}. Found: {listed}.")
    return [student for student in there if not students or student in students]


def grade_files(
    course: Course,
    confinement: Confinement,
    paths: Sequence[Path],
    name: str | None,
    worker: Worker | None = None,
) -> list[Verdict]:
    """Grade single notebook files, perhaps in a worker that is coming up; nothing is stored."""
    for path in paths:
        if not path.exists():
            raise UsageProblem(f"There is no file {path}.")
    from viva.classroom.grader import assignment_by_cells, grade_file, killed
    from viva.classroom.pool import Pool
    from viva.classroom.roof import roof_of
    from viva.classroom.tasks import Lost
    from viva.course.bundle import make_bundle, optional_packages

    roof = roof_of(confinement)
    with Pool(1, False, confinement, worker) as judges:
        # What students write is read by a judge, which may be ended.
        among = course.find_all(name) if name else course.assignments()
        alone = bool(name) and len(among) == 1
        read = [(tuple(among), path.absolute()) for path in paths]
        cells = {} if alone else dict(judges.run(assignment_by_cells, read, roof=roof))
        assignments = [
            among[0] if alone else detect_assignment(among, path, cells[number])
            for number, path in enumerate(paths)
        ]
        tasks = [(found, path.absolute()) for found, path in zip(assignments, paths, strict=True)]
        for found in dict.fromkeys(assignments):
            judges.import_early(optional_packages(found))
        results = dict(judges.run(grade_file, tasks, roof=roof))
    for number, assignment in enumerate(assignments):
        result = results[number]
        if isinstance(result, Lost):
            results[number] = killed(make_bundle(assignment), confinement, None, result)
    return [results[number] for number in range(len(paths))]


def detect_assignment(
    assignments: Sequence[Assignment], path: Path, by_cells: object
) -> Assignment:
    """Return the assignment that a file is of: by its cells, its name or its folder's.

    Parameters
    ----------
    assignments
        Those that it may be of.
    by_cells
        The one whose cells it has, if it has any.

    Raises
    ------
    UsageProblem
        If it cannot be detected; with the list of what exists.
    """
    if isinstance(by_cells, Assignment):
        return by_cells
    parts = {path.stem.lower(), *(part.lower() for part in path.resolve().parent.parts)}
    for assignment in assignments:
        # A folder's name does not say which of several notebooks it is.
        names = {assignment.notebook_name.lower()}
        names |= set() if assignment.siblings else {assignment.name.lower()}
        if names & parts:
            return assignment
    listed = ", ".join(a.label for a in assignments) or "none"
    raise UsageProblem(
        f"The assignment of {path} cannot be detected. Name it with --assignment: {listed}."
    )


def show_verdict(console: Console, name: str, verdict: Verdict) -> None:
    """Print one verdict: a table of questions with their messages."""
    if verdict.status != "graded":
        console.print(f"{name}: cannot be graded. {verdict.message}", style="red")
        return
    from rich.table import Table

    from viva.grading.inline import SEEN

    table = Table(title=f"{verdict.label}: {name}", title_justify="left")
    table.add_column("question", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    table.add_column("message")
    for question in verdict.questions:
        mark, style = MARKS.get(question.status, ("✗", "red"))
        table.add_row(
            question.id,
            points(question),
            f"{mark} {question.status}",
            question.message,
            style=style,
        )
    console.print(table)
    if verdict.message:
        console.print(verdict.message)
    if verdict.inline:
        console.print(
            f"The tests of {len(verdict.inline)} questions stand in the notebook. They {SEEN}."
        )
    waiting = f", and {verdict.written_max_score:g} for written answers" if verdict.written else ""
    lacking = sum(question.max_score for question in verdict.lacking)
    waiting += f"; {lacking:g} could not be graded here" if lacking else ""
    console.print(
        f"{verdict.score:g} of {verdict.max_score:g} points{waiting}. Sandbox: {verdict.sandbox}."
    )


def points(question: QuestionVerdict) -> str:
    """Write a question's points; those that are open are left out."""
    if question.waits:
        return f"… / {question.max_score:g}"
    return f"{question.score:g} / {question.max_score:g}"


def show_class(console: Console, verdicts: Sequence[Verdict]) -> None:
    """Print a table of the class: one line a submission."""
    from collections import Counter

    from rich.table import Table

    from viva.grading.inline import SEEN

    table = Table()
    for name in ("assignment", "student", "score", "passed", "to do", "message"):
        table.add_column(name, justify="right" if name in ("score", "passed", "to do") else "left")
    for verdict in verdicts:
        counts: dict[str, Any] = {"passed": 0, "manual": 0}
        for question in verdict.questions:
            counts[question.status] = counts.get(question.status, 0) + 1
        total = len(verdict.automatic)
        table.add_row(
            verdict.label,
            str(verdict.student),
            f"{verdict.score:g} / {verdict.max_score:g}",
            f"{counts['passed']} / {total}",
            f"{counts['manual']} to mark" if counts["manual"] else "",
            verdict.message,
        )
    console.print(table)
    counts = Counter(verdict.status for verdict in verdicts)
    ended = f", {counts['killed']} crashed the grader" if counts["killed"] else ""
    console.print(f"{counts['graded']} graded, {counts['unreadable']} could not be read{ended}.")
    for name in dict.fromkeys(verdict.label for verdict in verdicts):
        mine = [verdict for verdict in verdicts if verdict.label == name]
        for said in dict.fromkeys(q.message for verdict in mine for q in verdict.lacking):
            found = dict.fromkeys(q.id for v in mine for q in v.lacking if q.message == said)
            console.print(f"{name}, {', '.join(found)}: {said}", style="red")
        inline = {question for verdict in mine for question in verdict.inline}
        if inline:
            console.print(
                f"{name}: the tests of {len(inline)} questions stand in the notebook. They {SEEN}.",
                style="yellow",
            )
    if any(verdict.sandbox == "none" for verdict in verdicts):
        console.print("Sandbox: none. Student code ran as you, with access to your files.")
