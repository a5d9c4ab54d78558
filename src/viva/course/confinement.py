"""How student code is kept in: the sandbox and the limits, as the course's settings have them.

In ``nbgrader_config.py``::

    c.Viva.cell_seconds = 60
    c.Viva.memory = 2 * 1024**3
    c.Viva.warm = ["sklearn.linear_model"]  # imported once, and not by each submission
    c.Viva.unsandboxed = True   # what --unsandboxed says, for nbgrader's own commands
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, fields, replace
from typing import Any

from viva.course.floor import RIGHT, WRONG
from viva.course.layout import CONFIG_NAME, PUBLISHED_AT, Course, UsageProblem
from viva.grading.limits import Limits
from viva.remote.client import Worker
from viva.worker.limits import Resources
from viva.worker.sandbox import require_parts, require_sandbox, sandbox_problem, worlds_work
from viva.worker.setting import WARM as WARM_MODULES

UNSANDBOXED = "unsandboxed"
WARM = "warm"


@dataclass(frozen=True)
class Confinement:
    """Whether there is a sandbox, and what a submission may use of time and machine.

    Attributes
    ----------
    user
        As `viva.remote.client.Worker` has it: as whom student code runs without a sandbox.
    warm
        Also as the worker has it: the modules that are imported before a submission comes.
    """

    sandboxed: bool
    limits: Limits
    resources: Resources
    user: int | None = None
    warm: tuple[str, ...] | None = None

    def worker(self, figures: bool) -> Worker:
        """Return a worker that keeps to it, without starting it.

        Parameters
        ----------
        figures
            Whether figures are drawn into outputs.
        """
        return Worker(figures, self.sandboxed, self.resources, self.user, self.warm)

    def shared_worker(self, figures: bool) -> Worker | None:
        """Start a worker that several judges use at once; it takes a while to be ready.

        None where a submission gets no world of its own: there each judge starts its own worker.
        What is wrong with it is said when it is needed.
        """
        if not (self.sandboxed and worlds_work()):
            return None
        worker = self.worker(figures)
        with contextlib.suppress(OSError):
            worker.begin()
        return worker

    def importing(self, modules: tuple[str, ...]) -> Confinement:
        """Return the same confinement, with more modules that are imported early."""
        others = WARM_MODULES if self.warm is None else self.warm
        added = tuple(module for module in modules if module not in others)
        return replace(self, warm=(*others, *added)) if added else self


def confine(course: Course, unsandboxed: bool = False) -> Confinement:
    """Confine other people's code: in the sandbox, or knowingly not.

    Raises
    ------
    SandboxProblem
        If this machine cannot make the sandbox, or cannot grade at all.
    UsageProblem
        If the settings are not what they should be.
    """
    require_parts()
    confinement = confine_elsewhere(course, unsandboxed)
    if confinement.sandboxed:
        require_sandbox()
    return confinement


def confine_elsewhere(course: Course, unsandboxed: bool = False) -> Confinement:
    """Confine other people's code on other machines, which see to it that they have a sandbox.

    Raises
    ------
    UsageProblem
        If the settings are not what they should be.
    """
    limits, resources = read_limits(course)
    unsandboxed = unsandboxed or bool(course.config.get("Viva", {}).get(UNSANDBOXED, False))
    return Confinement(not unsandboxed, limits, resources, warm=read_warm(course))


def confine_own(course: Course) -> Confinement:
    """Confine the course's own answers: in the sandbox where there can be one.

    Raises
    ------
    SandboxProblem
        If this machine cannot grade at all.
    UsageProblem
        If the settings are not what they should be.
    """
    require_parts()
    limits, resources = read_limits(course)
    return Confinement(not sandbox_problem(), limits, resources, warm=read_warm(course))


def read_limits(course: Course) -> tuple[Limits, Resources]:
    """Read ``c.Viva.…`` from the course's settings.

    Raises
    ------
    UsageProblem
        With the list of what can be set, if something else is, or if a value is no positive
        number.
    """
    settings = dict(course.config.get("Viva", {}))
    others = (UNSANDBOXED, WARM, WRONG, RIGHT, PUBLISHED_AT)
    for other in others:
        settings.pop(other, None)
    known = {field.name for kind in (Limits, Resources) for field in fields(kind)}
    for name, value in settings.items():
        if name not in known:
            listed = ", ".join(sorted({*known, *others}))
            raise UsageProblem(
                f"{CONFIG_NAME}: c.Viva.{name} is not a setting. Settings: {listed}."
            )
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise UsageProblem(f"{CONFIG_NAME}: c.Viva.{name} must be a positive number.")
    return _pick(Limits, settings), _pick(Resources, settings)


def read_warm(course: Course) -> tuple[str, ...] | None:
    """Read ``c.Viva.warm``; None where the course does not set it.

    Raises
    ------
    UsageProblem
        If it is no list of names.
    """
    names = course.config.get("Viva", {}).get(WARM)
    if names is None:
        return None
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise UsageProblem(f"{CONFIG_NAME}: c.Viva.warm must be a list of modules' names.")
    return tuple(names)


def _pick(kind: Any, settings: dict[str, Any]) -> Any:
    return kind(**{f.name: settings[f.name] for f in fields(kind) if f.name in settings})
