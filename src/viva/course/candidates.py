"""Find the notebooks among what was handed in, and how much work is in each."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from viva.course.archive import DAMAGED, NotOpened, is_packed, list_archive
from viva.course.listing import Found, Listing, shown
from viva.grading.bundle import Bundle
from viva.grading.cells import grade_id
from viva.grading.layout import lay_out
from viva.grading.read import MAX_BYTES, Unreadable, read_submission

NOTEBOOK = ".ipynb"
PACKED = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".7z", ".rar")
MAX_NOTEBOOKS = 20
# Of files that may be something else than their names say: how many are looked at, how many bytes
# are read and unpacked for it, and how many archives may lie in each other.
MAX_LOOKED_AT = 40
MAX_LOOKED_AT_BYTES = 200 * 2**20
MAX_NESTED = 3
# In one of more cells only those count that have the name of an answer: the others take time.
MAX_LAID_OUT = 2000
# How a notebook begins, in one of its encodings, after white space.
BEGINNINGS = (b"{", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, eq=False)
class Candidate:
    """A notebook that may be the one to be graded.

    Attributes
    ----------
    listing
        The folder or archive that it lies in.
    archive
        The name of the archive, in the submission; empty where it lies in no archive.
    """

    found: Found
    listing: Listing
    archive: str = ""

    def read(self) -> bytes:
        """Return its content; raises OSError if it cannot be read."""
        return self.found.read(MAX_BYTES)


class Candidates:
    """The notebooks among what was handed in.

    Attributes
    ----------
    plain
        Those that are files with a notebook's ending.
    hidden
        Those found in archives, and under other endings; looked for only when they are needed.
    not_opened
        Why archives could not be looked into, by their names for messages.
    """

    def __init__(self, bundle: Bundle, listing: Listing) -> None:
        self.bundle, self.listing = bundle, listing
        self.expected = f"{bundle.notebook}{NOTEBOOK}"
        self.names = {grade_id(cell) for cell in bundle.cells if grade_id(cell)}
        self.given = {name: text.strip() for name, text in bundle.released.items()}
        self.plain = [Candidate(f, listing) for f in listing.files if f.suffix == NOTEBOOK]
        self.hidden: list[Candidate] = []
        self.not_opened: dict[str, str] = {}
        self.work: dict[Candidate, tuple[int, int]] = {}
        self.owners: dict[Candidate, str] = {}
        self.counted: set[Candidate] = set()
        self.left = MAX_LOOKED_AT_BYTES

    def all(self) -> list[Candidate]:
        """Return those that have been found so far, without the assignment's other notebooks."""
        return [each for each in self.plain + self.hidden if self.is_mine(each)]

    def is_mine(self, candidate: Candidate) -> bool:
        """Return whether this is no other notebook of the assignment."""
        return not self.bundle.siblings or self.notebook_of(candidate) == self.bundle.notebook

    def notebook_of(self, candidate: Candidate) -> str:
        """Return which notebook of an assignment that has several this is; empty if unclear.

        It is the one whose name it has, unless it has only cells of others; or else the one of
        whose cells it has most.
        """
        if candidate not in self.owners:
            own = {grade_id(cell) for cell in self._cells(candidate) or ()} - {""}
            notebooks = {self.bundle.notebook: self.names, **self.bundle.siblings}
            counts = {name: len(own & names) for name, names in notebooks.items()}
            most = max(counts.values())
            best = [name for name in counts if counts[name] == most]
            called = [name for name in counts if is_called(candidate, f"{name}{NOTEBOOK}")]
            owner = best[0] if most and len(best) == 1 else ""
            if called and (counts[called[0]] or not most):
                owner = called[0]
            self.owners[candidate] = owner
        return self.owners[candidate]

    def best(self) -> Candidate | None:
        """Return the one that is to be graded, or None if there is none."""
        exact = next((each for each in self.plain if each.found.name == self.expected), None)
        others = [file for file in self.listing.files if file.suffix != NOTEBOOK]
        if exact is not None:
            # No other needs to be read where nothing else may be a notebook, as is usual.
            alone = len(self.plain) == 1 and not any(map(may_hide_a_notebook, others))
            if alone and not self.bundle.siblings:
                return exact
            if self.is_mine(exact) and self.work_of(exact)[0] > 0:
                return exact
        if not any(self.work_of(each)[0] > 0 for each in self._first(self.all())):
            for file in sorted(others, key=may_hide_a_notebook, reverse=True)[:MAX_LOOKED_AT]:
                self.look_into(file)
        found = self._first(self.all())
        named = [each for each in found if self.is_expected(each) and self.work_of(each)[0] > 0]
        return max(named or found, key=self.work_of, default=None)

    def is_expected(self, candidate: Candidate) -> bool:
        """Return whether a notebook has the right name, whatever its folder and its case."""
        return is_called(candidate, self.expected)

    def work_of(self, candidate: Candidate) -> tuple[int, int]:
        """Return how many questions a notebook answers, and how many of the cells it has.

        Both are -1 for what cannot be read.
        """
        if candidate not in self.work:
            self.work[candidate] = self._count(candidate)
        return self.work[candidate]

    def look_into(self, file: Found) -> None:
        """Look for notebooks in a file: it may be an archive, or a notebook under another name."""
        self._look(file, self.listing, "", MAX_NESTED)

    def _count(self, candidate: Candidate) -> tuple[int, int]:
        cells = self._cells(candidate)
        if cells is None:
            return -1, -1
        return self._answered(cells), sum(grade_id(cell) in self.names for cell in cells)

    def _cells(self, candidate: Candidate) -> list[dict[str, Any]] | None:
        """Return a notebook's cells; None if it cannot be read."""
        if candidate not in self.counted:
            if candidate.found.size > self.left:
                return None
            # One that is read for its names, and then for its answers, counts once.
            self.left -= candidate.found.size
            self.counted.add(candidate)
        try:
            return read_submission(candidate.read())
        except (OSError, Unreadable):
            return None

    def _answered(self, cells: list[dict[str, Any]]) -> int:
        if len(cells) > MAX_LAID_OUT:
            texts = map(_named, cells)
            return len({n for n, text in texts if n in self.given and text != self.given[n]})
        plan = lay_out(self.bundle, cells)
        return len({q.id for q in self.bundle.questions} - plan.blank - plan.missing)

    def _first(self, candidates: list[Candidate]) -> list[Candidate]:
        """Return as many as are read, those with the right name before all others."""
        return sorted(candidates, key=self.is_expected, reverse=True)[:MAX_NOTEBOOKS]

    def _look(self, file: Found, listing: Listing, archive: str, nested: int) -> None:
        if len(self.hidden) >= MAX_NOTEBOOKS or file.size > self.left:
            return
        self.left -= file.size
        try:
            data = file.read(MAX_BYTES)
        except OSError:
            return
        if is_packed(data[:512]):
            self._unpack(file, data, archive or file.name, nested)
        elif data.lstrip()[:3].startswith(BEGINNINGS):
            candidate = Candidate(file, listing, archive)
            if file.suffix == NOTEBOOK or self.work_of(candidate)[1] > 0:
                self.hidden.append(candidate)
        elif file.suffix in PACKED:
            self.not_opened.setdefault(shown(archive or file.name), DAMAGED)

    def _unpack(self, file: Found, data: bytes, top: str, nested: int) -> None:
        try:
            inner = list_archive(PurePosixPath(file.name).name, data)
        except NotOpened as problem:
            if file.suffix in PACKED:
                self.not_opened.setdefault(shown(top), str(problem))
            return
        for name, why in inner.left_out.items():
            if name.lower().endswith((NOTEBOOK, *PACKED)):
                self.not_opened.setdefault(shown(top), why)
        found = [each for each in inner.files if may_hide_a_notebook(each)]
        for each in found[:MAX_LOOKED_AT]:
            if nested > 1 or each.suffix == NOTEBOOK:
                self._look(each, inner, top, nested - 1)


def may_hide_a_notebook(file: Found) -> bool:
    """Return whether a file's name says that it is an archive, or may be a notebook."""
    name = file.name.lower()
    return NOTEBOOK in name or file.suffix in (*PACKED, ".json")


def is_called(candidate: Candidate, expected: str) -> bool:
    """Return whether a notebook has this name, whatever its folder and its case."""
    name = candidate.found.name.replace("\\", "/").rpartition("/")[2]
    return _folded(name) == _folded(expected)


def _named(cell: dict[str, Any]) -> tuple[str, str]:
    return grade_id(cell), str(cell["source"]).strip()


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
