"""What judging one submission may cost the judge itself, kept from outside the judge's process."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from viva.course.confinement import Confinement

# Of the file in which a judge says what it is doing.
DOING = "doing"


@dataclass(frozen=True)
class Roof:
    """What a judge may use for one task.

    Attributes
    ----------
    seconds
        Of the processor's.
    memory
        In bytes.
    """

    seconds: float
    memory: int


def roof_of(confinement: Confinement) -> Roof:
    """Return what judging one submission may cost, as the course's settings have it."""
    return Roof(confinement.limits.judge_seconds, confinement.resources.judge_memory)


@dataclass(frozen=True)
class Exceeded:
    """A roof was passed.

    Attributes
    ----------
    what
        ``seconds`` or ``memory``.
    doing
        What the judge was doing, such as "reading the notebook"; empty if it did not say.
    question
        The one that it was judging, if it was.
    """

    what: str
    doing: str = ""
    question: str = ""


@dataclass
class Costs:
    """What a judge has used since it was given a task.

    Attributes
    ----------
    process
        The judge's number.
    folder
        Where it says what it is doing.
    """

    process: int
    folder: Path
    before: float = field(init=False)

    def __post_init__(self) -> None:
        self.before = processor_time(self.process)
        with contextlib.suppress(OSError):
            (self.folder / DOING).unlink()

    def over(self, roof: Roof) -> Exceeded | None:
        """Return how the roof was passed, if it was."""
        if processor_time(self.process) - self.before > roof.seconds:
            return Exceeded("seconds", *self.doing())
        if holds_more(self.process, roof.memory):
            return Exceeded("memory", *self.doing())
        return None

    def doing(self) -> tuple[str, str]:
        """Return what the judge said last that it is doing, and for which question."""
        try:
            doing, _, question = (self.folder / DOING).read_text(encoding="utf-8").partition("\n")
        except OSError:
            return "", ""
        return doing, question


class Diary:
    """Where a judge says what it is doing, for whoever has to end it.

    Attributes
    ----------
    last
        What it said last, and for which question.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / DOING
        self.last = "", ""

    def __call__(self, doing: str, question: str = "") -> None:
        """Write down what is being done, and for which question."""
        self.last = doing, question
        with contextlib.suppress(OSError):
            self.path.write_text(f"{doing}\n{question}", encoding="utf-8")


def processor_time(process: int) -> float:
    """Return the seconds of the processor's that a process has used; 0 if it is gone."""
    with contextlib.suppress(psutil.Error):
        times = psutil.Process(process).cpu_times()
        return float(times.user + times.system)
    return 0.0


def holds_more(process: int, most: int) -> bool:
    """Return whether a process holds more bytes of memory than `most` that it shares with nobody.

    A judge that is a fork shares with its parent what neither of them has changed. Telling that
    takes some milliseconds, so it is asked only where the memory as a whole is too large.
    """
    with contextlib.suppress(psutil.Error):
        asked = psutil.Process(process)
        found = asked.memory_info()
        if found.rss - getattr(found, "shared", 0) <= most:
            return False
        with contextlib.suppress(psutil.AccessDenied):
            return bool(asked.memory_full_info().uss > most)
        return True
    return False


def bind_memory(roof: Roof) -> None:
    """Let the system refuse this process more memory than it may have, besides what it has."""
    with contextlib.suppress(ImportError, ValueError, OSError, psutil.Error):
        import resource

        size = psutil.Process(os.getpid()).memory_info().vms + roof.memory
        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))
