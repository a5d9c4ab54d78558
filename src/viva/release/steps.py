"""Part a course into steps: what students get at a time gives none of its own solutions away."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence

from viva.course.layout import Assignment, Course
from viva.release.build import own_part
from viva.release.overlap import Overlap, overlaps_among, read_material


def overlaps_of(course: Course, chosen: Collection[str] | None = None) -> list[Overlap]:
    """Return what released notebooks give of the solutions of other ones.

    Parameters
    ----------
    chosen
        Only pairs of which at least one assignment has one of these names; by default all pairs.
    """
    materials = []
    for assignment in course.assignments():
        if assignment.release_path.is_file():
            with own_part(assignment, course.release / assignment.name) as folder:
                materials.append(read_material(assignment, folder))
    return overlaps_among(materials, chosen)


def within(overlaps: Sequence[Overlap], assignments: Sequence[Assignment]) -> list[Overlap]:
    """Return those of the overlaps of which a student who gets these assignments has both sides."""
    names = {assignment.label for assignment in assignments}
    return [
        each
        for each in overlaps
        if each.giver in names and each.owner in names and not is_within_one(each)
    ]


def is_within_one(overlap: Overlap) -> bool:
    """Return whether a notebook gives something of another one of the same assignment.

    Students get these together, whatever the steps are.
    """
    return overlap.giver.partition("/")[0] == overlap.owner.partition("/")[0]


def in_steps(
    assignments: Sequence[Assignment], overlaps: Sequence[Overlap]
) -> list[list[Assignment]]:
    """Part assignments, in their order, into as few steps as possible that give nothing away.

    Parameters
    ----------
    overlaps
        What later ones give of earlier ones. No step can be made of what a notebook gives of one
        after it: students have the former already.
    """
    steps: list[list[Assignment]] = []
    for notebooks in by_folder(assignments):
        if not steps or within(overlaps, [*steps[-1], *notebooks]):
            steps.append([])
        steps[-1] += notebooks
    return steps


def by_folder(assignments: Iterable[Assignment]) -> list[list[Assignment]]:
    """Return assignments in their order, the notebooks of each together."""
    return [list(group) for _, group in itertools.groupby(assignments, lambda each: each.name)]


def backwards(course: Course, overlaps: Sequence[Overlap]) -> list[Overlap]:
    """Return what notebooks give of the solutions of later ones, which no step can hold back."""
    place = {assignment.label: at for at, assignment in enumerate(course.assignments())}
    return [
        each
        for each in overlaps
        if place[each.giver] < place[each.owner] and not is_within_one(each)
    ]


def short_names(assignments: Iterable[Assignment], everything: Iterable[Assignment]) -> list[str]:
    """Return what a command knows assignments by: the number, or the name where others share it.

    Parameters
    ----------
    everything
        All assignments of the course.
    """
    named: dict[str, set[str]] = {}
    for each in everything:
        named.setdefault(each.number, set()).add(each.name)
    return list(
        dict.fromkeys(
            each.number if len(named.get(each.number, ())) < 2 else each.name
            for each in assignments
        )
    )
