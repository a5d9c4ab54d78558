from typing import get_args

from viva.grading.findings import Asking, Finding


def test_a_finding_says_why_a_question_was_not_asked():
    assert Finding("q01").asking == "asked"
    assert set(get_args(Asking)) >= {"asked", "written", "not reached", "out of time"}
    assert Finding("q01") == Finding("q01", seconds=0.0, causes={})
