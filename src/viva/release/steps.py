"""Part a course into steps: what students get at a time gives none of its own solutions away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from viva.course.layout import Assignment, Course
from viva.release.overlap import Overlap, overlaps_among, read_material


def overlaps_of(course: Course, chosen: Collection[str] | None = None) -> list[Overlap]:
    """Return what released notebooks give of the solutions of other ones.

    Parameters
    ----------
    chosen
        Only pairs of which at least one assignment has one of these names; by default all pairs.
    """
    materials = [
        read_material(assignment, course.release / assignment.name)
        for assignment in course.assignments()
        if assignment.release_path.is_file()
    ]
    return overlaps_among(materials, chosen)


def within(overlaps: Sequence[Overlap], assignments: Sequence[Assignment]) -> list[Overlap]:
    """Return those of the overlaps of which a student who gets these assignments has both sides."""
    names = {assignment.name for assignment in assignments}
    return [each for each in overlaps if each.giver in names and each.owner in names]


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
    for assignment in assignments:
        if not steps or within(overlaps, [*steps[-1], assignment]):
            steps.append([])
        steps[-1].append(assignment)
    return steps


def backwards(course: Course, overlaps: Sequence[Overlap]) -> list[Overlap]:
    """Return what notebooks give of the solutions of later ones, which no step can hold back."""
    place = {assignment.name: at for at, assignment in enumerate(course.assignments())}
    return [each for each in overlaps if place[each.giver] < place[each.owner]]


def numbers(assignments: Sequence[Assignment]) -> str:
    """Return the numbers by which a command knows assignments."""
    return " ".join(assignment.number for assignment in assignments)
