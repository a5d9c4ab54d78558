import dataclasses

import pytest
import small_exam

from viva.exam import Exam
from viva.exam.load import ExamProblem
from viva.grading.agreement import disagreements, require_agreement

FILE = r"01_small/small\.ipynb"


def changed(was, now, **changes):
    """The small assignment with other test cells."""
    cells = [dict(cell, source=cell["source"].replace(was, now)) for cell in small_exam.SOURCE]
    return dataclasses.replace(small_exam.bundle(), cells=tuple(cells), **changes)


def exam_of(*names, called="small"):
    exam = Exam(called)
    for name in names:
        exam.question(name)
    return exam


BOTH = ("q01_scale", "q02_shift")


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        (
            changed("", "", exam=None),
            rf"^{FILE}: .*q01_scale_test asks an exam.*tests/hidden/small",
        ),
        (
            changed("", "", exam=exam_of("q01_scale")),
            rf"^{FILE}: q02_shift_test asks for q02_shift, .* tests/hidden/small does not have",
        ),
        (
            changed("", "", exam=exam_of(*BOTH, "q09_more")),
            rf"^q09_more is in the exam tests/hidden/small, but no test cell of {FILE}",
        ),
        (
            changed('examine("small", "q02_shift", globals())', ""),
            r"the hidden line of q02_shift_test must be: .*\"small\", \"q02_shift\"",
        ),
        (
            changed('examine("small", "q02_shift"', 'examine("small", "q01_scale"'),
            r"the hidden line of q02_shift_test must be: .*\"small\", \"q02_shift\"",
        ),
        (changed('examine("small"', 'examine("smal"'), r"q01_scale_test must be: "),
        (changed("", "", exam=exam_of(*BOTH, called="other")), "The exam is called 'other'"),
    ],
)
def test_what_does_not_belong_together_is_said(bundle, words):
    with pytest.raises(ExamProblem, match=words):
        require_agreement(bundle)


def test_what_belongs_together_passes():
    assert disagreements(small_exam.bundle()) == []
    assert disagreements(changed('"small", "q02', "'small' , 'q02")) == []


def test_a_test_cell_without_hidden_line_needs_no_exam():
    line = 'from viva.grading import examine; examine("small", "{}", globals())'
    one = changed(line.format("q02_shift"), "", exam=exam_of("q01_scale"))
    assert disagreements(one) == []
    none = [dict(c, source=c["source"].replace("from viva", "# from viva")) for c in one.cells]
    assert disagreements(dataclasses.replace(one, cells=tuple(none), exam=None)) == []


def test_a_question_needs_the_answer_cell_that_its_test_names():
    cells = [
        dict(cell, metadata={"nbgrader": settings | {"grade_id": "q01_scal"}})
        if (settings := cell["metadata"].get("nbgrader", {})).get("grade_id") == "q01_scale"
        else cell
        for cell in small_exam.SOURCE
    ]
    (said,) = disagreements(dataclasses.replace(small_exam.bundle(), cells=tuple(cells)))
    assert "q01_scale_test tests q01_scale, but no answer cell is called so" in said
    assert "there are q01_scal, " in said


def test_without_an_exam_one_cell_that_asks_for_it_is_named():
    assert len(disagreements(changed("", "", exam=None))) == 1


def test_where_no_cell_is_for_answers_that_is_said():
    tests = tuple(cell for cell in small_exam.SOURCE if cell["id"].endswith("_test"))
    found = disagreements(dataclasses.replace(small_exam.bundle(), cells=tests))
    assert "no answer cell is called so (there are none)." in found[0]
