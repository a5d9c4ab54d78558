"""All attacks, by name."""

from attacks import (
    comparing,
    endings,
    exceptions,
    exhaustion,
    files,
    frames,
    network,
    notebooks,
    processes,
    snooping,
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
    "network",
    "notebooks",
    "processes",
    "snooping",
]
