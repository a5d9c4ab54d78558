"""Read what Gradescope exports: folders ``submission_123/``, and a file that says whose they are.

``submission_metadata.yml`` has for each folder ``:submitters:`` with ``:name:``, ``:sid:`` and
``:email:``; otter-grader's GradescopeParser reads the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from viva.course.listing import Found
from viva.export.roster import Roster
from viva.export.uploads import Collected

METADATA = "submission_metadata.yml"
MAX_METADATA = 50 * 2**20


def read_gradescope(
    metadata: Found,
    files: Sequence[Found],
    paths: Mapping[str, str],
    roster: Roster | None,
    collected: Collected,
) -> dict[str, dict[str, Found]]:
    """Return the files of each student; what was handed in together is that of each of them.

    Parameters
    ----------
    paths
        The path of each file in the export, by its name.
    """
    try:
        listed = yaml.load(metadata.read(MAX_METADATA), _Loader)
    except (OSError, yaml.YAMLError, ValueError, RecursionError):
        listed = None
    if not isinstance(listed, dict):
        collected.problem(f"{metadata.shown} cannot be read: it is not Gradescope's list.")
        return {}
    owners = {
        str(folder): submitters(folder, said, roster, collected) for folder, said in listed.items()
    }
    place: dict[str, dict[str, Found]] = {s: {} for theirs in owners.values() for s in theirs}
    for found in files:
        if found is metadata:
            continue
        folder, _, rest = paths[found.name].partition("/")
        if folder not in owners or not rest:
            collected.problem(f"{found.shown} is in no folder of {METADATA}.")
            continue
        for student in owners[folder]:
            place[student][rest] = found
    return place


def submitters(folder: Any, said: Any, roster: Roster | None, collected: Collected) -> list[str]:
    """Return the students who handed in a folder."""
    people = said.get(":submitters") if isinstance(said, dict) else None
    found = []
    people = people if isinstance(people, list) else []
    people = [person for person in people if isinstance(person, dict)]
    for person in people:
        sid, email = (str(person.get(key) or "") for key in (":sid", ":email"))
        student: str | None = sid or email
        if roster is not None:
            student = next(
                (
                    name
                    for name, row in roster.students.items()
                    if (sid and row.get("sid") == sid) or (email and row.get("email") == email)
                ),
                None,
            )
        if student:
            found.append(student)
        else:
            name = person.get(":name")
            collected.problem(f"{folder}: {name} is not in the list of students: not imported.")
    if not people:
        collected.problem(f"{folder}: nobody is named as its submitter.")
    return found


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads plain data; times stay text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] == "tag:yaml.org,2002:null"]
    for first, pairs in _Loader.yaml_implicit_resolvers.items()
}
