"""Grading made-up submissions for real, in a warm worker."""

import json
from types import SimpleNamespace

import pytest
import small_exam
from fake_worker import FakeSession
from small_exam import RIGHT, bundle, by_id, code, graded, notebook, submission
from verdicts import without_time

from viva.grading import grade as module
from viva.grading.again import before
from viva.grading.examiner import Examiner
from viva.grading.grade import (
    Judge,
    about_left_out,
    files_beside,
    room_for_files,
    unreadable,
)
from viva.remote.client import Worker
from viva.worker.limits import MIB, Resources
from viva.worker.wire import MAX_FRAME


def test_right_answers_get_everything_and_a_blank_release_nothing(judge):
    verdict = judge.grade(submission(RIGHT), "ada")
    assert (verdict.score, verdict.max_score, verdict.written_max_score) == (4, 4, 3)
    assert [q.status for q in verdict.questions] == ["passed", "passed", "manual"]
    blank = judge.grade(submission())
    assert blank.score == 0
    assert [q.status for q in blank.questions] == ["blank"] * 3


def test_an_untouched_answer_is_put_no_hidden_case(judge, monkeypatch):
    told = by_id(judge.grade(submission(RIGHT)))["q01_scale"]
    asked = []
    examine = Examiner.examine

    def noting(self, question, *rest, **options):
        asked.append(question.id)
        return examine(self, question, *rest, **options)

    monkeypatch.setattr(Examiner, "examine", noting)
    blank = by_id(judge.grade(submission()))["q01_scale"]
    assert "q01_scale" not in asked
    assert [(c.title, c.weight) for c in blank.cases] == [(c.title, c.weight) for c in told.cases]
    assert not any(case.passed for case in blank.cases)


def test_what_another_cell_defines_earns_its_points_though_the_answers_own_is_untouched(judge):
    text = """
def other(v, factor):
    return np.asarray(v) * factor if np.shape(v) != (2,) else [0, 7]
globals()["sca" + "le"] = other
"""
    cells = json.loads(submission())["cells"]
    place = next(
        n for n, c in enumerate(cells) if "raise" in c["source"] and "scale" in c["source"]
    )
    verdict = judge.grade(notebook([*cells[: place + 1], code("extra", text), *cells[place + 1 :]]))
    assert by_id(verdict)["q01_scale"].status == "partial"


def test_grading_twice_gives_the_same_but_for_the_seconds(judge):
    data = submission(RIGHT | {"q01_scale": "def scale(v, factor):\n    return [factor * v[0]]"})
    first, second = (without_time(judge.grade(data, "ada")) for _ in range(2))
    assert json.dumps(first) == json.dumps(second)


def test_a_named_mistake_earns_its_hint(judge):
    found = graded(judge, {"q01_scale": "def scale(v, factor):\n    return factor"})["q01_scale"]
    assert found.message == "This is the factor itself."
    assert found.diagnosis == "gives the factor back"
    assert (found.score, found.status) == (0, "failed")


def test_an_unnamed_mistake_is_described(judge):
    code = "def scale(v, factor):\n    return -np.asarray(v) * factor"
    found = graded(judge, {"q01_scale": code})["q01_scale"]
    assert found.message == "scale: the sign is reversed."
    assert found.diagnosis is None


def test_partial_credit_follows_the_weights(judge):
    code = """
    def scale(v, factor):
        return np.asarray(v) * factor if np.ndim(v) == 2 or len(v) == 2 else None
    """
    found = graded(judge, {"q01_scale": code})["q01_scale"]
    assert (found.status, found.score) == ("partial", 1.5)
    assert [case.passed for case in found.cases] == [True, False, True]
    assert "return" in found.message


def test_a_visible_test_alone_earns_nothing_but_its_failure_costs(judge):
    code = "def scale(v, factor):\n    return [3, 6]"
    assert graded(judge, {"q01_scale": code})["q01_scale"].score == 0
    code = """
    def scale(v, factor):
        return np.asarray(v) * factor if np.shape(v) != (2,) else [0, 7]
    """
    found = graded(judge, {"q01_scale": code})["q01_scale"]
    assert found.status == "partial"
    assert found.message == "the second entry"


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("def scale(v, factor:\n    return 1", "error", "SyntaxError"),
        ("scale = undefined_name", "error", "name 'undefined_name' is not defined, at your line"),
        (
            "def scale(v, factor):\n    return v[10]",
            "error",
            "list index out of range, at your line `return v[10]`",
        ),
        ("def scale(v, factor):\n    return later(v)", "error", "`return later(v)`"),
        ("def scale(v):\n    return v", "error", "positional argument"),
        ("def scale(v, factor):\n    import os; os._exit(0)", "killed", "crashed Python"),
        ("import os; os._exit(0)", "killed", "crashed Python"),
        ("import sys; sys.exit(0)", "error", "SystemExit"),
        ("raise SystemExit", "error", "SystemExit"),
        ("def other():\n    pass", "error", "`scale` is not defined"),
        ("def scale(v, factor):\n    return scale(v, factor)", "error", "RecursionError"),
        ("def scale(v, factor):\n    return print", "failed", "a function"),
        ("scale = 5", "failed", "`scale` is an int"),
        ("x = input('?')", "error", "input"),
        ("def scale(v, factor):\n    return {1: {2: [v]}}", "failed", "a dict"),
        (
            "def scale(v, factor):\n    a = []\n    a.append(a)\n    return a",
            "error",
            "cannot read",
        ),
    ],
)
def test_trouble_in_one_answer_is_said_and_costs_no_other(judge, code, status, words):
    found = graded(judge, {"q01_scale": code})
    assert found["q01_scale"].score == 0
    assert words in found["q01_scale"].message
    assert found["q01_scale"].status == status
    assert found["q02_shift"].status == "passed"


def test_an_answer_is_graded_as_if_earlier_ones_were_right(judge):
    answers = {
        "q01_scale": "def scale(v, factor):\n    return factor",
        "q02_shift": "def shift(v):\n    return [x + offset for x in scale(v, 1)]",
    }
    found = graded(judge, answers)
    assert found["q01_scale"].message == "This is the factor itself."
    assert found["q02_shift"].score == 2
    note = "Graded with a correct scale (q01_scale) in place of yours."
    assert found["q02_shift"].message == note
    for unanswered in (small_exam.RELEASED["q01_scale"], "import os; os._exit(0)", "def f(: no"):
        answers["q01_scale"] = unanswered
        assert graded(judge, answers)["q02_shift"].score == 2
        assert graded(judge, answers)["q01_scale"].score == 0


def test_a_failure_that_builds_on_another_says_so(judge):
    answers = {
        "q01_scale": "def scale(v, factor):\n    return factor",
        "q02_shift": "def shift(v):\n    return [scale([x], 1)[0] + 3 * offset for x in v]",
    }
    found = graded(judge, answers)
    assert found["q01_scale"].message == "This is the factor itself."
    assert found["q02_shift"].message.endswith("It uses scale (q01_scale), which is not right yet.")
    answers["q01_scale"] = small_exam.RELEASED["q01_scale"]
    message = graded(judge, answers)["q02_shift"].message
    assert message == "shift needs q01_scale, which is not answered yet."


def test_a_reference_in_place_of_an_earlier_answer_tells_nothing(judge):
    """What it is asked and what it answers reaches no message."""
    spy = """
    def shift(v):
        seen = []
        try:
            seen = [v, scale([1.5], 4.0)]
        finally:
            raise ValueError(f"SPY {seen}")
    """
    answers = {"q01_scale": "def scale(v, factor):\n    return factor", "q02_shift": spy}
    found = graded(judge, answers)["q02_shift"]
    assert found.score == 0
    assert "6.0" not in found.message and "SPY [[" not in found.message.replace("[[1.0]", "")


def test_patched_comparisons_and_objects_equal_to_everything_change_nothing(judge):
    patch = code(
        "patch",
        """
        import numpy, builtins
        numpy.allclose = lambda *a, **k: True
        numpy.isclose = lambda *a, **k: True
        numpy.testing.assert_allclose = lambda *a, **k: None
        builtins.abs = lambda x: 0
        class Yes(list):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __array__(self, *a, **k): return numpy.zeros(5)
            def __len__(self): return 5
            def __sub__(self, other): return 0
            __class__ = list
        """,
    )
    wrong = "def scale(v, factor):\n    return Yes([0])"
    cells = json.loads(submission(RIGHT | {"q01_scale": wrong}))["cells"]
    found = by_id(judge.grade(notebook([cells[0], cells[1], patch, *cells[2:]])))
    assert found["q01_scale"].score == 0
    assert found["q02_shift"].status == "passed"


def test_a_visible_test_compares_with_its_own_numpy(judge):
    text = """
    np.allclose = lambda *a, **k: True
    def scale(v, factor):
        return [0.0, 0.0]
    """
    cells = list(judge.bundle.cells)
    strict = code("t", "assert np.allclose(scale([1, 2], 3), [3, 6]), 'not close'\n")
    cells[3] = dict(cells[3], source=strict["source"])
    found = graded(Judge(bundle(cells=tuple(cells)), judge.worker), {"q01_scale": text})
    assert not found["q01_scale"].cases[0].passed


def test_only_one_question_can_be_asked(judge):
    verdict = judge.grade(submission(RIGHT), only="q01_scale")
    assert [question.id for question in verdict.questions] == ["q01_scale"]
    assert verdict.score == 2


def test_files_beside_the_notebook_are_there_and_the_instructors_win(worker):
    judge = Judge(bundle(files={"data.txt": b"theirs"}), worker)
    show = code("show", "import helper\nprint(helper.x, open('data.txt').read())")
    files = {"data.txt": b"mine", "helper.py": b"x = 5", "numpy.py": b"ndim = None"}
    verdict = judge.grade(submission(RIGHT, [show]), files=files)
    assert verdict.notebook["cells"][-1]["outputs"][0]["text"] == "5 theirs\n"
    assert verdict.score == 4


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"no json", "not a notebook"),
        (b"import numpy as np\nprint(1)", "Python script"),
        (b"PK\x03\x04....", "zip"),
        (b'{"cells": [], "metadata"', "is cut off"),
        (b'{"a": 1}', "no cells"),
        (b"[1, 2]", "not a notebook"),
        (notebook([]), "no cells"),
        (notebook([code("x", "print(1)")]), "None of the questions of 01_small"),
        (b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "merge"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_what_cannot_be_read_gets_a_verdict_with_a_sentence(judge, data, words):
    verdict = judge.grade(data, "ada")
    assert verdict.status == "unreadable"
    assert verdict.score == 0
    assert verdict.max_score == 4
    assert words in verdict.message


def test_a_wire_full_of_lies_is_only_that_questions_failure(judge):
    forge = code(
        "forge",
        """
        import gc, socket, struct
        class Lying(list):
            def __iter__(self): raise RuntimeError("no")
        def scale(v, factor):
            for thing in gc.get_objects():
                if isinstance(thing, socket.socket):
                    try: thing.sendall(struct.pack(">I", 3) + b"xyz")
                    except OSError: pass
            return Lying([1])
        """,
    )
    cells = json.loads(submission(RIGHT))["cells"]
    cells[2] = dict(cells[2], source=forge["source"])
    found = by_id(judge.grade(notebook(cells)))
    assert found["q01_scale"].score == 0
    assert found["q02_shift"].status == "passed"


def test_seconds_are_told_roughly(judge):
    seconds = judge.grade(submission(RIGHT)).seconds
    assert seconds == round(seconds, 1)


class Opened(FakeSession):
    """A session that notes what lies beside the notebook."""

    def __init__(self, worker, files):
        super().__init__()
        Opened.worker, Opened.files, Opened.last = worker, files, self

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(module, "session_in", Opened)
    return Judge(bundle(files={"data.txt": b"theirs"}), Worker())


def test_the_instructors_files_come_first_and_win():
    files = {"a": b"mine", "data.txt": b"mine"}
    theirs = bundle(files={"data.txt": b"theirs", "more": b"1"})
    found, left_out = files_beside(theirs, files, Resources())
    assert list(found.items()) == [("data.txt", b"theirs"), ("more", b"1"), ("a", b"mine")]
    assert left_out == []


def test_files_that_do_not_fit_are_left_out_and_named():
    resources = Resources(scratch=4 * MIB, file_size=MIB)
    files = {name: bytes(700_000) for name in "abcdefg"} | {"large": bytes(2 * MIB), "small": b"1"}
    found, left_out = files_beside(bundle(files={"data": bytes(MIB)}), files, resources)
    assert list(found) == ["data", "a", "small"]
    assert about_left_out(left_out, resources) == (
        "The notebook ran without b, c, d and 4 more: only 2 MB of files may lie beside it."
    )
    assert about_left_out(["b"], resources).startswith("The notebook ran without b: only")
    assert about_left_out([], resources) == ""
    assert room_for_files(Resources(scratch=2**40)) < MAX_FRAME


def test_a_verdict_has_all_that_was_found(here):
    wrong = {"q01_scale": "def scale(v, factor):\n    return factor"}
    verdict = here.grade(submission(RIGHT | wrong), "ada", {"x.py": b"1"})
    assert (verdict.assignment, verdict.student, verdict.status) == ("01_small", "ada", "graded")
    assert [q.status for q in verdict.questions] == ["failed", "passed", "manual"]
    assert verdict.questions[0].diagnosis == "gives the factor back"
    assert (verdict.sandbox, verdict.message, verdict.written) == ("none", "", {"q03_why"})
    assert len(verdict.layout) == 64 and verdict.seconds >= 0
    assert "0 of 2 points" in verdict.notebook["cells"][3]["outputs"][0]["traceback"][0]
    assert Opened.files == {"data.txt": b"theirs", "x.py": b"1"}


def test_what_is_being_done_is_said_as_it_is_done(here):
    said = []
    here.say = lambda doing, question: said.append((doing, question))
    here.grade(submission(RIGHT))
    assert said == [
        ("reading the notebook", ""),
        ("running the cells", ""),
        ("running the visible test of q01_scale", "q01_scale"),
        ("running the visible test of q02_shift", "q02_shift"),
        ("judging what q01_scale returns", "q01_scale"),
        ("judging what q02_shift returns", "q02_shift"),
        ("judging what q03_why returns", "q03_why"),
        ("writing the graded notebook", ""),
    ]
    assert Opened.worker is here.worker


@pytest.mark.parametrize("data", [submission(RIGHT), b""])
def test_a_verdict_tells_how_long_it_took(here, monkeypatch, data):
    moments = iter([1000.0, 1002.345])
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    assert here.grade(data).seconds == 2.3


@pytest.mark.parametrize(("data", "status"), [(submission(RIGHT), "graded"), (b"", "unreadable")])
def test_a_verdict_names_the_notebook_where_there_are_several(here, data, status):
    judge = Judge(bundle(siblings={"other": frozenset({"q09_other"})}), here.worker)
    verdict = judge.grade(data)
    assert (verdict.status, verdict.part, verdict.label) == (status, "small", "01_small/small")
    assert here.grade(data).part == ""


def test_a_verdict_names_the_tests_that_ran_beside_the_answers(here):
    cells = [dict(cell, source=cell["source"].split("\n###")[0]) for cell in small_exam.SOURCE]
    judge = Judge(bundle(cells=tuple(cells), exam=None, inside=True), here.worker)
    verdict = judge.grade(submission(RIGHT))
    assert verdict.inline == {"q01_scale", "q02_shift"}
    assert [q.status for q in verdict.questions] == ["passed", "passed", "manual"]
    assert here.grade(submission(RIGHT)).inline == frozenset()


def test_only_what_is_wanted_runs_and_is_asked(here):
    verdict = here.grade(submission(RIGHT), only="q01_scale")
    assert [q.id for q in verdict.questions] == ["q01_scale"]
    assert len(verdict.notebook["cells"]) == 4
    whole = here.grade(submission(RIGHT))
    part = here.grade(submission(RIGHT), before=before(whole, ["q02_shift"]))
    assert [q.id for q in part.questions] == ["q02_shift"]
    assert part.layout == whole.layout == verdict.layout


def test_a_notebook_that_takes_too_long_says_so(here):
    slow = Judge(bundle(limits=small_exam.Limits(total_seconds=0.0)), here.worker)
    verdict = slow.grade(submission(RIGHT))
    assert "0 seconds" in verdict.message
    assert verdict.questions[0].status == "timeout"


def test_what_cannot_be_read_has_a_verdict_on_every_question(here):
    verdict = here.grade(b"", "ada")
    assert (verdict.student, verdict.status, verdict.notebook) == ("ada", "unreadable", None)
    assert [(q.id, q.score, q.max_score, q.status) for q in verdict.questions] == [
        ("q01_scale", 0, 2, "missing"),
        ("q02_shift", 0, 2, "missing"),
        ("q03_why", 0, 3, "missing"),
    ]
    assert verdict.written == {"q03_why"}
    assert unreadable(bundle(), "user", "No.", None, 1.26).seconds == 1.3
    assert here.unreadable("No.", "bob") == unreadable(here.bundle, "none", "No.", "bob", 0.0)
