"""All attacks, by name."""

from attacks import (
    comparing,
    endings,
    exceptions,
    exhaustion,
    files,
    frames,
    leftovers,
    network,
    notebooks,
    processes,
    snooping,
    spending,
)
from attacks.attack import CORPUS

__all__ = [
    "CORPUS",
    "comparing",
    "endings",
    "exceptions",
    "exhaustion",
    "files",
    "frames",
    "leftovers",
    "network",
    "notebooks",
    "processes",
    "snooping",
    "spending",
]
