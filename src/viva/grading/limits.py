"""How long what a submission does, and judging it, may take."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How long things may take, in seconds.

    Attributes
    ----------
    cell_seconds
        One cell.
    call_seconds
        One call into an answer, where its case does not allow less.
    total_seconds
        All cells, with those that are run again after one of them ended the process.
    question_seconds
        Asking one question; a case that the exam allows more time adds that.
    answers_seconds
        Asking all questions.
    judge_seconds
        The judge's own work on a submission: reading, comparing, writing.

    Seconds are those of `viva.remote.clock`; the judge's, of the processor.
    """

    cell_seconds: float = 60.0
    call_seconds: float = math.inf
    total_seconds: float = 300.0
    question_seconds: float = 60.0
    answers_seconds: float = 600.0
    judge_seconds: float = 60.0
