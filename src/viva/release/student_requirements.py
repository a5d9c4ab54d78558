"""Choose from the locked requirements what a student's computer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from itertools import product

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from viva.release.packing import DISTRIBUTION

# Of viva's own dependencies: only instructors export to otter-grader.
FOR_INSTRUCTORS = frozenset({"otter-grader"})
SYSTEMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

Requires = Callable[[str], Iterable[str]]


def for_students(locked: str, requires: Requires | None = None) -> str:
    """Return those of the locked requirements that viva needs for students, hashes included.

    Parameters
    ----------
    locked
        The requirements file.
    requires
        Returns what a package says that it needs; by default of the packages that are installed.
    """
    needed = reachable(DISTRIBUTION, requires or installed_requires)
    return "".join(text for name, text in blocks(locked) if name in needed)


def blocks(locked: str) -> Iterator[tuple[str, str]]:
    """Yield of each package in a requirements file its name and its lines."""
    name, lines = "", [""]
    for line in locked.splitlines(keepends=True):
        begins = not line[:1].isspace() and line[:1] not in ("", "#")
        if begins:
            if name:
                yield name, "".join(lines)
            name, lines = str(canonicalize_name(Requirement(line.rstrip("\\\n ")).name)), [line]
        elif name and line.strip():
            lines.append(line)
    if name:
        yield name, "".join(lines)


def reachable(root: str, requires: Requires) -> set[str]:
    """Return the packages that one needs, on any system and Python, and what these need."""
    found: set[str] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(root, frozenset())]
    seen = set(waiting)
    while waiting:
        name, extras = waiting.pop()
        found.add(name)
        for text in requires(name):
            needed = Requirement(text)
            other = str(canonicalize_name(needed.name))
            if other in FOR_INSTRUCTORS or not may_hold(needed.marker, extras):
                continue
            step = (other, frozenset(needed.extras))
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return found - {root}


def may_hold(marker: Marker | None, extras: frozenset[str]) -> bool:
    """Return whether a condition holds on some system and Python, with some of these extras."""
    if marker is None:
        return True
    return any(
        marker.evaluate(
            {
                "sys_platform": system,
                "platform_system": named,
                "os_name": kind,
                "python_version": python,
                "python_full_version": f"{python}.0",
                "extra": extra,
            }
        )
        for (system, named, kind), python, extra in product(SYSTEMS, PYTHONS, ["", *extras])
    )


def installed_requires(name: str) -> list[str]:
    """Return what an installed package says that it needs; nothing for one of another system."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
