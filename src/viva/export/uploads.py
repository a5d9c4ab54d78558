"""Give the files of a download to students: whose each is, and which of several counts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from viva.course.listing import Found
from viva.export.download_names import TITLES, Upload, user_names
from viva.export.roster import Roster
from viva.grading.plain import plain

COPY = re.compile(r"-\d+$")
BROWSER_COPY = re.compile(r" ?\(\d+\)$")


@dataclass
class Collected:
    """What was taken in.

    Attributes
    ----------
    students
        Those whose submissions landed.
    late
        Those of them that the learning platform marked as late.
    replaced
        Those of them who had handed in something else before.
    problems
        Sentences on what did not land.
    notes
        Sentences on what was left out on purpose.
    """

    students: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def problem(self, sentence: str) -> None:
        """Record what did not land; names in the sentence may be anything."""
        self.problems.append(plain(sentence))

    def note(self, sentence: str) -> None:
        """Record what was left out on purpose."""
        self.notes.append(plain(sentence))


@dataclass(frozen=True)
class Uploaded:
    """A file of a download, and what its name says."""

    found: Found
    upload: Upload


def by_user(
    files: Iterable[Found],
    names: Mapping[str, Sequence[Upload]],
    paths: Mapping[str, str],
    roster: Roster | None,
    collected: Collected,
) -> dict[tuple[str, str], list[Uploaded]]:
    """Group files by the user whose they are; what is nobody's becomes a problem.

    Parameters
    ----------
    names
        What each path may say.
    paths
        The path of each file, by its name.
    """
    choices = [(found, list(names[paths[found.name]])) for found in files]
    certain: dict[tuple[str, str], set[str]] = {}
    for _, read in choices:
        if len(read) == 1:
            certain.setdefault((read[0].system, read[0].user), set()).add(read[0].name)
    grouped: dict[tuple[str, str], list[Uploaded]] = {}
    for found, read in choices:
        if not read:
            *some, last = TITLES.values()
            known = f"{', '.join(some)} or {last}"
            collected.problem(f"{found.shown} is not named as {known} name submissions.")
            continue
        upload = only_reading(read, certain, roster)
        if upload is None:
            collected.problem(
                f"{found.shown} can be read as a file of more than one student. Give a list of "
                "students with canvas_id, or put it into submitted/ yourself."
            )
        elif upload.file:
            grouped.setdefault((upload.system, upload.user), []).append(Uploaded(found, upload))
    return grouped


def only_reading(
    read: Sequence[Upload], certain: Mapping[tuple[str, str], set[str]], roster: Roster | None
) -> Upload | None:
    """Return the one way to read a name that holds, or None if it cannot be told."""
    if len(read) == 1:
        return read[0]
    if roster is not None:
        known = [each for each in read if find_student(roster, each, each.name) is not None]
        return known[0] if len(known) == 1 else None if known else read[0]
    named = certain.get((read[0].system, read[0].user), {read[0].name})
    return read[0] if read[0].name in named else None


def students_of_uploads(
    grouped: Mapping[tuple[str, str], list[Uploaded]], roster: Roster | None, collected: Collected
) -> dict[str, list[Uploaded]]:
    """Return the uploads of each student.

    Without a list of students they are called as the system calls them: by the user's number in
    Canvas, by the full name in Moodle, whose numbers are others for each assignment, by the login
    in Blackboard, and by the name of the folder in ILIAS.
    """
    names = Counter(plain_name(each[0].upload.name) for each in grouped.values())
    logins = user_names(e[0].upload for (system, _), e in grouped.items() if system == "blackboard")
    found: dict[str, dict[str, list[Uploaded]]] = {}
    for (system, user), theirs in grouped.items():
        upload = theirs[0].upload
        alone = names[plain_name(upload.name)] == 1
        who = f"{upload.name} ({system} {user})" if upload.name else f"{user} ({system})"
        if roster is not None:
            listed = find_student(roster, upload, upload.name if alone else "")
            if listed is None:
                collected.problem(
                    f"{who} is not in the list of students: "
                    f"{', '.join(each.upload.file for each in theirs)} not imported."
                )
                continue
            student = listed
        elif system == "moodle":
            student = upload.name if alone else f"{upload.name} {user}"
        else:
            student = logins.get(user, user)
        found.setdefault(student, {})[who] = theirs
    for student, people in found.items():
        if len(people) > 1:
            collected.problem(
                f"{' and '.join(people)} would both be {student}: neither is imported."
            )
    return {s: next(iter(people.values())) for s, people in found.items() if len(people) == 1}


def find_student(roster: Roster, upload: Upload, name: str) -> str | None:
    """Return the student with the system's number or login, or else with a name that one has."""
    number = upload.user.rpartition("_")[2] if upload.system == "ilias" else upload.user
    for student, row in roster.students.items():
        if row.get(f"{upload.system}_id") == number:
            return student
    if upload.system in ("blackboard", "ilias"):
        before = upload.user.rpartition("_")[0] if upload.system == "ilias" else upload.user
        named = [
            student
            for student, row in roster.students.items()
            if row.get("username") and f"_{before}".endswith(f"_{row['username']}")
        ]
        return named[0] if len(named) == 1 else None
    wanted = plain_name(name)
    same = [
        student
        for student, row in roster.students.items()
        if wanted and wanted in map(plain_name, _spellings(row))
    ]
    return same[0] if len(same) == 1 else None


def _spellings(row: Mapping[str, str]) -> list[str]:
    """Return the ways a student's name may be written; Canvas puts the last name first."""
    name = row.get("name", "")
    last, comma, first = name.partition(",")
    written = [name, f"{first} {last}"] if comma else [name]
    if row.get("first_name") and row.get("last_name"):
        written.append(f"{row['first_name']} {row['last_name']}")
        written.append(f"{row['last_name']} {row['first_name']}")
    if comma:
        written.append(f"{last} {first}")
    return written


def plain_name(name: str) -> str:
    """Return a name without what systems leave out or write differently."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def original_name(file: str, *notebooks: str) -> str:
    """Return the path that a file had before Canvas, or a browser, numbered it."""
    path = PurePosixPath(file)
    stem = BROWSER_COPY.sub("", COPY.sub("", path.stem))
    for notebook in notebooks if path.suffix.lower() == ".ipynb" else ():
        if stem.lower() == notebook.lower():
            return str(path.with_name(f"{notebook}.ipynb"))
    return str(path)


def newest(
    student: str,
    uploads: Iterable[Uploaded],
    notebook: str,
    collected: Collected,
    others: Sequence[str] = (),
) -> dict[str, Uploaded]:
    """Return the newest upload of each file of one student; the older ones are named.

    Of several that are equally new, the one counts whose name was not numbered. Of Blackboard's
    attempts only the last counts.
    """
    ordered = sorted(
        uploads,
        key=lambda each: (
            each.upload.order or each.found.changed,
            each.upload.file == original_name(each.upload.file, notebook, *others),
        ),
    )
    chosen: dict[str, Uploaded] = {}
    for each in ordered:
        path = original_name(each.upload.file, notebook, *others)
        if each.upload.system == "blackboard":
            earlier = [p for p, one in chosen.items() if one.upload.order < each.upload.order]
        else:
            earlier = [path] if path in chosen else []
        for older in earlier:
            collected.note(f"{student}: {chosen.pop(older).found.shown} is an older version.")
        chosen[path] = each
    return chosen
