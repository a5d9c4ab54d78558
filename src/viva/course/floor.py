"""How many wrong and right answers each question of an exam should have.

Fewer are worth a warning. A course whose ``nbgrader_config.py`` asks for a number is not certified
or released with fewer::

    c.Viva.wrong_answers = 4
    c.Viva.right_answers = 2
"""

from __future__ import annotations

from dataclasses import dataclass

from viva.course.layout import CONFIG_NAME, Course, UsageProblem

WRONG = "wrong_answers"
RIGHT = "right_answers"
WRONG_USUAL = 4
RIGHT_USUAL = 2


@dataclass(frozen=True)
class Floor:
    """The numbers of answers without which a question is not certified; by default none."""

    wrong: int = 0
    right: int = 0


def read_floor(course: Course) -> Floor:
    """Read what the course's settings ask for.

    Raises
    ------
    UsageProblem
        If a setting is no whole number.
    """
    settings = course.config.get("Viva", {})
    found = {name: settings.get(name, 0) for name in (WRONG, RIGHT)}
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise UsageProblem(f"{CONFIG_NAME}: c.Viva.{name} must be a whole number, such as 2.")
    return Floor(found[WRONG], found[RIGHT])
