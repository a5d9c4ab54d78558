"""The judge: grades what a worker ran, with an exam that the worker never sees."""

from viva.judge.local import examine

__all__ = ["examine"]
