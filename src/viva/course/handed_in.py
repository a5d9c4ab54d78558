"""Find what a student handed in, and the notebook among it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id
from viva.grading.layout import lay_out
from viva.grading.read import MAX_BYTES, Unreadable, read_submission

MAX_FILES = 200
MAX_FILE_BYTES = 50 * 2**20
MAX_NOTEBOOKS = 20
PACKED = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".7z", ".rar")


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in for one assignment.

    Attributes
    ----------
    data
        The bytes of the notebook, or None where there is none that can be read.
    problem
        Why there is none; a sentence for the student.
    note
        What the student should know although the notebook was found.
    files
        The other files, by their path in the folder.
    """

    data: bytes | None
    problem: str = ""
    note: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


def students_of(submitted: Path, assignment: str) -> list[str]:
    """List the students who have a folder for this assignment."""
    if not submitted.is_dir():
        return []
    return sorted(
        folder.name
        for folder in submitted.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and _exists(folder / assignment)
    )


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def find_handed_in(folder: Path, bundle: Bundle) -> HandedIn:
    """Read a student's folder of one assignment."""
    expected = f"{bundle.notebook}.ipynb"
    if folder.is_symlink() or not folder.is_dir():
        return HandedIn(None, "The submission is not a folder with a notebook in it.")
    paths = sorted(path for path in folder.rglob("*") if not _hidden(path.relative_to(folder)))
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    notebooks = [path for path in files if path.suffix.lower() == ".ipynb"]
    chosen, note = _choose(folder, expected, notebooks, bundle)
    if chosen is None:
        return HandedIn(None, _why_none(folder, expected, files))
    try:
        if chosen.stat().st_size > MAX_BYTES:
            raise Unreadable(
                f"The file is larger than {MAX_BYTES // 2**20} MB. Clear its outputs "
                "(Edit → Clear Outputs of All Cells), save, and hand it in again."
            )
        data = chosen.read_bytes()
    except (OSError, Unreadable) as error:
        message = str(error) if isinstance(error, Unreadable) else "The file cannot be read."
        return HandedIn(None, message)
    others = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in files[:MAX_FILES]
        if path.suffix.lower() != ".ipynb" and path.stat().st_size <= MAX_FILE_BYTES
    }
    return HandedIn(data, note=note, files=others)


def read_file(path: Path, bundle: Bundle) -> HandedIn:
    """Read a single notebook file, graded on its own."""
    if path.is_dir():
        return HandedIn(None, f"{path.name} is a folder, not a notebook.")
    if path.stat().st_size > MAX_BYTES:
        return HandedIn(None, f"The file is larger than {MAX_BYTES // 2**20} MB.")
    return HandedIn(path.read_bytes())


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _choose(
    folder: Path, expected: str, notebooks: list[Path], bundle: Bundle
) -> tuple[Path | None, str]:
    """Choose the notebook to be graded: the one with the right name, unless nothing is in it."""
    if not notebooks:
        return None, ""
    exact = folder / expected
    if notebooks == [exact]:
        return exact, ""
    if len(notebooks) == 1:
        return notebooks[
            0
        ], f"The notebook is called {_name(notebooks[0], folder)}; {_should(expected)}"
    work = {path: _work(path, bundle) for path in notebooks[:MAX_NOTEBOOKS]}
    if exact in notebooks and work.setdefault(exact, _work(exact, bundle))[0] > 0:
        others = len(notebooks) - 1
        beside = "the other notebook" if others == 1 else f"the {others} other notebooks"
        return exact, f"{expected} was graded, but not {beside} in the submission."
    alike = {p: w for p, w in work.items() if p.name.lower() == expected.lower() and w[0] > 0}
    found = alike or work
    chosen = max(found, key=lambda path: found[path])
    if chosen == exact:
        return exact, ""
    return chosen, (
        f"Of {len(notebooks)} notebooks, {_name(chosen, folder)} was graded; {_should(expected)}"
    )


def _should(expected: str) -> str:
    return f"it should be called {expected}."


def _name(path: Path, folder: Path) -> str:
    """Return a file's name for a message: a name may be bytes that are not valid text."""
    return str(path.relative_to(folder)).encode("utf-8", "replace").decode("utf-8")


def _work(path: Path, bundle: Bundle) -> tuple[int, int]:
    """Count the questions that a notebook answers, and the cells of this assignment in it."""
    names = {grade_id(cell) for cell in bundle.cells if grade_id(cell)}
    try:
        if path.stat().st_size > MAX_BYTES:
            return -1, -1
        cells = read_submission(path.read_bytes())
    except (OSError, Unreadable):
        return -1, -1
    plan = lay_out(bundle, cells)
    answered = {question.id for question in bundle.questions} - plan.blank - plan.missing
    return len(answered), sum(grade_id(cell) in names for cell in cells)


def _why_none(folder: Path, expected: str, files: list[Path]) -> str:
    if (folder / expected).is_symlink():
        return f"{expected} is a link to another file. Hand in the notebook itself."
    if (folder / expected).is_dir():
        return f"{expected} is a folder. Hand in the notebook file itself."
    links = [path for path in folder.iterdir() if path.is_symlink()]
    if not files and links:
        return f"{_name(links[0], folder)} is a link. Hand in the notebook itself, {expected}."
    if not files:
        return f"Nothing was handed in: the folder is empty. Hand in {expected}."
    packed = [path for path in files if path.suffix.lower() in PACKED]
    if packed:
        name = _name(packed[0], folder)
        return f"{name} is an archive. Unpack it, and hand in the notebook, {expected}."
    names = ", ".join(_name(path, folder) for path in files[:3])
    return f"The submission has no notebook, only {names}. Hand in {expected}."
