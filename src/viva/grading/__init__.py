"""The grading of one submission, with an exam that student code never sees."""

from viva.grading.local import examine

__all__ = ["examine"]
