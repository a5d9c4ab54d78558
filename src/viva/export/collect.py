"""Take submissions into ``submitted/``: a learning platform's download, or students' repositories.

What students wrote decides nothing here but the names of their own files: whose they are is said
by the platform's part of a name, by Gradescope's list, or by the folder that a repository is in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from viva.course.archive import NotOpened, list_zip, open_zip
from viva.course.candidates import NOTEBOOK
from viva.course.folder import NotAFolder, list_folder
from viva.course.hand_in_time import TIMESTAMP
from viva.course.layout import Assignment, Course, UsageProblem
from viva.course.listing import STRANGE, Found, Listing, is_junk
from viva.course.taken import Taken
from viva.export.download_names import (
    BRIGHTSPACE,
    CERTAIN,
    Ambiguous,
    read_names,
    without_wrapper,
)
from viva.export.gradescope_export import METADATA, read_gradescope
from viva.export.roster import Roster
from viva.export.uploads import Collected, by_user, newest, students_of_uploads
from viva.files import replacing

# A download of a large class: the list of its files is read as a whole.
MAX_DIRECTORY = 64 * 2**20
MAX_ENTRIES = 200_000
BY_HAND = (
    "Unpack it, give each student a folder that is called as the student, and pass the folder "
    "around them to viva collect."
)


class CollectProblem(UsageProblem):
    """Nothing can be taken from a file or folder; the message says why."""


def collect(
    course: Course,
    assignment: Assignment,
    path: Path,
    roster: Roster | None = None,
    student: str | None = None,
    system: str | None = None,
    others: Sequence[str] = (),
) -> Collected:
    """Take submissions of one assignment.

    A student's earlier submission is replaced.

    Parameters
    ----------
    path
        The download of a learning platform, unpacked or not, or a folder that holds a folder for
        each student.
    student
        Whose `path` is as a whole: a repository, as a folder or a zip.
    system
        The learning platform that a download is of, if it cannot be told.
    others
        Notebooks of the assignment that are not in it: those handed in before stay.

    Raises
    ------
    CollectProblem
        If nothing in it is a submission.
    """
    collected = Collected()
    with contextlib.ExitStack() as stack:
        if path.is_dir() and student is None and system is None and not is_download(path):
            place = folders(path, assignment, roster, collected)
        else:
            listing = stack.enter_context(listed(path))
            for name, why in listing.left_out.items():
                collected.problem(f"{name} is left out: {why}.")
            if student is None:
                place = download(listing, path, assignment, roster, system, collected)
            else:
                place = {student: repository(listing, assignment)}
        if not place and not collected.problems:
            raise CollectProblem(f"{path} holds no submissions.")
        for each, files in place.items():
            land(course, assignment, each, files, collected, others)
    collected.students.sort()
    return collected


@contextlib.contextmanager
def listed(path: Path) -> Iterator[Listing]:
    """Yield what is in a zip file or a folder.

    Raises
    ------
    CollectProblem
        If it cannot be read.
    """
    with contextlib.ExitStack() as stack:
        try:
            if path.is_dir():
                listing = list_folder(path)
            else:
                file = stack.enter_context(path.open("rb"))
                listing = list_zip(open_zip(file, MAX_DIRECTORY), MAX_ENTRIES)
        except OSError as error:
            raise CollectProblem(f"{path} cannot be read: {error.strerror}.") from error
        except NotOpened as problem:
            raise CollectProblem(f"{path} is not a readable zip file: {problem}.") from problem
        yield listing


def repository(listing: Listing, assignment: Assignment) -> dict[str, Found]:
    """Return the files of one assignment in a student's repository, by their paths there.

    They are in the assignment's folder, at the top or in ``release/``, or else anywhere.
    """
    files = {found.path: found for found in listing.files if found.path is not None}
    depth = without_wrapper(list(files)) if files else 0
    inner = {"/".join(path.split("/")[depth:]): found for path, found in files.items()}
    for folder in (f"{assignment.name}/", f"release/{assignment.name}/"):
        for place in (files, inner):
            theirs = {p.removeprefix(folder): f for p, f in place.items() if p.startswith(folder)}
            if theirs:
                return theirs
    return inner


def is_download(folder: Path) -> bool:
    """Return whether a folder holds what a learning platform packed."""
    names = [f"{path.name}/x" if path.is_dir() else path.name for path in folder.iterdir()]
    # Repositories may be called as the folders of ILIAS are.
    return METADATA in names or any(form(name) for name in names for form in CERTAIN)


def folders(
    path: Path, assignment: Assignment, roster: Roster | None, collected: Collected
) -> dict[str, dict[str, Found]]:
    """Return the files of students who have a folder each, as clones of repositories have.

    ``gh classroom clone student-repos`` makes a folder ``SLUG-submissions`` and in it
    ``SLUG-USER`` for each.
    """
    name = path.resolve().name
    slug = f"{name.removesuffix('-submissions')}-" if name.endswith("-submissions") else ""
    known = {} if roster is None else _by_github(roster)
    place: dict[str, dict[str, Found]] = {}
    for folder in sorted(entry.name for entry in path.iterdir() if not is_junk([entry.name])):
        user = folder.removeprefix(slug)
        student = user if roster is None else known.get(user.lower())
        if student is None:
            collected.problem(f"{user} is not in the list of students: not imported.")
            continue
        try:
            listing = list_folder(path, folder)
        except NotAFolder as problem:
            if str(problem) != "is a file":
                collected.problem(f"{folder} {problem}: not imported.")
            continue
        except OSError as error:
            collected.problem(f"{folder} cannot be read: {error.strerror}.")
            continue
        for left, why in listing.left_out.items():
            collected.problem(f"{folder}/{left} is left out: {why}.")
        if student in place:
            collected.problem(f"{folder} is another folder of {student}: not imported.")
            continue
        place[student] = repository(listing, assignment)
    return place


def _by_github(roster: Roster) -> dict[str, str]:
    return {row.get("github", student).lower(): student for student, row in roster.students.items()}


def download(
    listing: Listing,
    path: Path,
    assignment: Assignment,
    roster: Roster | None,
    system: str | None,
    collected: Collected,
) -> dict[str, dict[str, Found]]:
    """Return the files of each student in the download of a learning platform."""
    usable = []
    for found in listing.files:
        if found.path is None:
            collected.problem(f"{found.shown} is left out: {STRANGE}.")
        else:
            usable.append(found)
    if listing.left_out and not listing.files:
        why = next(iter(listing.left_out.values()))
        raise CollectProblem(f"{path} holds no file that can be unpacked: {why}.")
    whole = [str(found.path) for found in usable]
    depth = without_wrapper(whole)
    paths = {f.name: "/".join(p.split("/")[depth:]) for f, p in zip(usable, whole, strict=True)}
    metadata = next((found for found in usable if paths[found.name] == METADATA), None)
    if metadata is not None and system is None:
        return read_gradescope(metadata, usable, paths, roster, collected)
    if sum(bool(BRIGHTSPACE.fullmatch(p)) for p in paths.values()) * 2 > len(paths):
        raise CollectProblem(
            f"{path} seems to come from Brightspace. Its downloads are not read, since two "
            f"students of one name could not be told apart. {BY_HAND}"
        )
    try:
        names = read_names(paths.values(), system)
    except Ambiguous as problem:
        raise CollectProblem(f"{path} may come from {problem}: say which with --from.") from None
    if not any(names.values()):
        raise CollectProblem(
            f"{path} holds no file named as Moodle, Canvas, Blackboard, ILIAS or Gradescope name "
            f"submissions. {BY_HAND}"
        )
    grouped = by_user(usable, names, paths, roster, collected)
    place = {}
    for student, theirs in students_of_uploads(grouped, roster, collected).items():
        notebook, siblings = assignment.notebook_name, assignment.siblings
        chosen = newest(student, theirs, notebook, collected, siblings)
        if any(each.upload.late for each in chosen.values()):
            collected.late.append(student)
        place[student] = {file: each.found for file, each in chosen.items()}
    return place


def land(
    course: Course,
    assignment: Assignment,
    student: str,
    files: Mapping[str, Found],
    collected: Collected,
    others: Sequence[str] = (),
) -> None:
    """Write what one student handed in into ``submitted/``, in the place of what was there.

    Parameters
    ----------
    others
        Other notebooks of the assignment that are not among the files: what was handed in with
        them stays.
    """
    if not is_valid_id(student):
        collected.problem(f"{student} cannot be used as a student's id.")
        return
    taken = Taken()
    # Notebooks first: they are not to be left out because there is so much else.
    for path in sorted(files, key=lambda name: not name.lower().endswith(NOTEBOOK)):
        if path.partition("/")[0].lower() == TIMESTAMP:
            collected.note(
                f"{student}: {files[path].shown} is left out: it would set the time of submission."
            )
            continue
        taken.take(files[path], path)
    for name, why in taken.left_out.items():
        collected.problem(f"{name} is left out: {why}.")
    folder = course.submitted / student / assignment.name
    if files and not taken.files:
        return
    there = folder.exists()
    if others:
        keep_beside(course, assignment, student, taken)
    try:
        with replacing(folder) as fresh:
            taken.write(fresh)
    except OSError as error:
        collected.problem(f"{student}: the submission cannot be written: {error.strerror}.")
        return
    collected.students.append(student)
    if there:
        collected.replaced.append(student)


def keep_beside(course: Course, assignment: Assignment, student: str, taken: Taken) -> None:
    """Take what a student handed in before as well, but for what is handed in again."""
    own = {f"{assignment.notebook_name}{NOTEBOOK}", TIMESTAMP}
    with contextlib.suppress(NotAFolder, OSError):
        for found in list_folder(course.submitted, student, assignment.name).files:
            if found.path is not None and found.path not in own | taken.files.keys():
                taken.take(found, found.path)


def is_valid_id(student: str) -> bool:
    """Return whether an id can be the name of a folder, as nbgrader requires."""
    return (
        bool(student)
        and student == student.strip()
        and not student.startswith(".")
        and student.isprintable()
        and not set(student) & set('/\\:*?"<>|+')
        and len(student.encode()) < 200
    )
