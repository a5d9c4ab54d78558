"""Read whose a file is from its name in a download of all submissions.

Only the part of a name that the learning platform itself wrote decides; what follows it is the
student's own. The forms are those of the platforms' sources, or of tools that read them:

Moodle
    ``Full Name_12345_assignsubmission_file/folder/notebook.ipynb``, or the same before the file's
    name (``mod/assign/classes/downloader.php``).
Canvas
    ``lastnamefirstname_LATE_USER_ATTACHMENT_notebook-1.ipynb``, where LATE is only there for late
    ones, and a newer attachment has a larger number (``lib/content_zipper.rb``).
Blackboard
    ``Title_username_attempt_2026-01-31-12-00-00_notebook.ipynb``, and a text file of each attempt
    without a file's name (github.com/kwurst/bb-file-cleanup).
ILIAS
    ``Lastname_Firstname_login_123/notebook.ipynb``, in a folder with the title of the exercise
    (``ilExSubmission::downloadAllAssignmentFiles``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

MOODLE = re.compile(
    r"\A(?P<name>[^/_]+)_(?P<user>\d+)_assignsubmission_file(?:_?/|_)(?P<file>[^/].*)"
)
BLACKBOARD = re.compile(
    r"\A(?P<user>[^/]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|\.txt)"
)
ILIAS = re.compile(
    r"\A(?:(?!Feedback_files/)[^/]+/)??(?P<user>[^/_]+_[^/]*_[^/_]+_\d+)/(?P<file>.+)"
)
BRIGHTSPACE = re.compile(r"\A\d+-\d+ ?- [^/]+ ?- \w+\.? \d+, \d{4} \d+ ?[AP]M(?:/| - ).+")
NUMBER = re.compile(r"[1-9]\d*")


@dataclass(frozen=True)
class Upload:
    """What a name says about a file.

    Attributes
    ----------
    system
        The learning platform, as `FORMS` calls it.
    user, name
        The student, as the platform calls them: a number or a login, and a name.
    file
        The file's path in what the student handed in; empty for what the platform added.
    order
        The larger, the newer.
    late
        Whether the platform says that it came late.
    """

    system: str
    user: str
    name: str
    file: str
    order: tuple[int, ...] = ()
    late: bool = False


def moodle(path: str) -> list[Upload]:
    """Return what the name of a file from Moodle says."""
    found = MOODLE.fullmatch(path)
    return [Upload("moodle", found["user"], found["name"], found["file"])] if found else []


def canvas(path: str) -> list[Upload]:
    """Return what the name of a file from Canvas may say.

    A student's name may end, and a file's name begin, with numbers. So there can be several ways to
    read it; the first is the most likely.
    """
    parts = path.split("_")
    found = []
    for at in range(1, len(parts) - 2):
        user, attachment, file = parts[at], parts[at + 1], "_".join(parts[at + 2 :])
        if "/" in path or not (NUMBER.fullmatch(user) and NUMBER.fullmatch(attachment) and file):
            continue
        late = at > 1 and parts[at - 1] == "LATE"
        name = "_".join(parts[: at - late])
        if name:
            found.append(Upload("canvas", user, name, file, (int(attachment),), late))
    return found


def blackboard(path: str) -> list[Upload]:
    """Return what the name of a file from Blackboard says: `user` begins with the title."""
    found = BLACKBOARD.fullmatch(path)
    if found is None:
        return []
    order = tuple(map(int, found["time"].split("-")))
    return [Upload("blackboard", found["user"], "", found["file"] or "", order)]


def ilias(path: str) -> list[Upload]:
    """Return what the name of a file from ILIAS says: `user` is the name of the folder."""
    found = ILIAS.fullmatch(path)
    return [Upload("ilias", found["user"], "", found["file"])] if found else []


FORMS: Mapping[str, Callable[[str], list[Upload]]] = {
    "moodle": moodle,
    "canvas": canvas,
    "blackboard": blackboard,
    "ilias": ilias,
}
# What no other folder or file is likely to be called as.
CERTAIN = (moodle, canvas, blackboard)
TITLES = {"moodle": "Moodle", "canvas": "Canvas", "blackboard": "Blackboard", "ilias": "ILIAS"}


class Ambiguous(Exception):
    """A download may come from two platforms; the message names them."""


def without_wrapper(paths: Sequence[str]) -> int:
    """Return how many folders stand around all of a download, such as one that was packed again."""
    depth = 0
    while depth < 3:
        inner = ["/".join(path.split("/")[depth:]) for path in paths]
        first = {path.partition("/")[0] for path in inner}
        if len(first) != 1 or not all("/" in path for path in inner):
            return depth
        if any(form(path) for path in inner for form in (*CERTAIN, BRIGHTSPACE.fullmatch)):
            return depth
        # The title of an exercise may look like the folder of a student, but not several of them.
        below = [ilias(path.partition("/")[2]) for path in inner]
        if any(map(ilias, inner)) and len({each[0].user for each in below if each}) < 2:
            return depth
        depth += 1
    return depth


def read_names(paths: Iterable[str], system: str | None = None) -> dict[str, list[Upload]]:
    """Return what each name may say, none of it for a name of no known form.

    A name is read as those of the platform that fit most names of the download: nobody can write
    as many as to change which that is, for the platform's own part is in every name.

    Parameters
    ----------
    system
        The platform, where it is known.

    Raises
    ------
    Ambiguous
        If two platforms fit equally well, and would read a name differently.
    """
    forms = {system: FORMS[system]} if system else dict(FORMS)
    read = {path: {name: form(path) for name, form in forms.items()} for path in paths}
    counts = {name: sum(bool(each[name]) for each in read.values()) for name in forms}
    ranked = sorted(forms, key=lambda name: -counts[name])
    if len(ranked) > 1 and counts[ranked[0]] == counts[ranked[1]]:
        both = ranked[:2]
        if any(all(each[name] for name in both) for each in read.values()):
            raise Ambiguous(" or ".join(TITLES[name] for name in both))
    return {
        path: next((each[name] for name in ranked if each[name]), []) for path, each in read.items()
    }


def user_names(uploads: Iterable[Upload]) -> dict[str, str]:
    """Return the login in each `user` of Blackboard: what follows the title that all share."""
    users = sorted({upload.user for upload in uploads})
    if len(users) < 2:
        return {user: user.rpartition("_")[2] for user in users}
    # The first and the last in the order of the alphabet differ no later than any others.
    shared = 0
    for one, other in zip(users[0], users[-1], strict=False):
        if one != other:
            break
        shared += 1
    title = users[0][:shared].rpartition("_")[0]
    at = len(title) + 1 if title else 0
    return {user: user[at:] for user in users}
