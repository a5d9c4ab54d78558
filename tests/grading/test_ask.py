"""Asking the questions of a plan, of snapshots in this process."""

import copy
import textwrap

import numpy as np
import pytest
from fake_worker import Clock, DeadSnapshot, FakeSnapshot, plan_of
from small_exam import RELEASED, RIGHT, SOURCE, bundle

from viva.exam import Exam
from viva.grading import ask as module
from viva.grading.ask import Asker, ask, guessable
from viva.grading.bundle import Limits
from viva.grading.examiner import Examiner
from viva.grading.execute import Execution
from viva.grading.layout import lay_out
from viva.grading.plan import cut_after, place_of_answer
from viva.remote.session import CellResult
from viva.remote.transport import CallTimedOut

BUNDLE = bundle()
EXAMINER = Examiner(BUNDLE.exam)
SCALE, SHIFT = "q01_scale", "q02_shift"
WRONG_SCALE = "def scale(v, factor):\n    return factor"
USES = {
    SCALE: WRONG_SCALE,
    SHIFT: "def shift(v):\n    return [x + offset for x in scale(v, 1)]",
}


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


def names_of(answers):
    space = {"np": np, "offset": 2.0}
    for text in answers.values():
        if not text.startswith(("It is", "YOUR")):
            exec(compile(text, "<cell 2>", "exec"), space)
    return space


def snapshots_of(answers, clock=None, slow=0.0):
    return {q: FakeSnapshot(names_of(answers), clock, slow) for q in (SCALE, SHIFT)}


def asked(answers, snapshots=None, of=BUNDLE, plan=None, results=None, examiner=EXAMINER, **more):
    answers = RIGHT | answers
    snapshots = snapshots_of(answers) if snapshots is None else snapshots
    plan = plan or plan_of(of, answers)
    execution = Execution(results or {}, snapshots, {SCALE: 1.5}, clock=module.monotonic)
    return {f.question: f for f in ask(plan, execution, of, examiner, **more)}


def test_every_question_is_asked_in_order():
    snapshots = snapshots_of(RIGHT)
    found = asked({}, snapshots)
    assert [(name, f.asking) for name, f in found.items()] == [
        (SCALE, "asked"),
        (SHIFT, "asked"),
        ("q03_why", "written"),
    ]
    assert found[SCALE].hidden.share == found[SHIFT].hidden.share == 1
    assert found[SCALE].visible is None
    assert all(snapshot.closed for snapshot in snapshots.values())


def test_only_what_the_plan_asks_is_asked():
    plan = cut_after(plan_of(BUNDLE, RIGHT), {SHIFT})
    snapshots = snapshots_of(RIGHT)
    found = asked({}, snapshots, plan=plan)
    assert list(found) == [SHIFT]
    assert not snapshots[SCALE].deadlines and not snapshots[SCALE].closed


def test_visible_tests_come_before_all_hidden_cases():
    calls = []

    def noting(name, function):
        def noted(v, *rest):
            calls.append((name, np.shape(v)))
            return function(v, *rest)

        return noted

    space = names_of(RIGHT)
    space |= {name: noting(name, space[name]) for name in ("scale", "shift")}
    asked({}, {SCALE: FakeSnapshot(space), SHIFT: FakeSnapshot(space)})
    assert calls[:3] == [("scale", (2,)), ("shift", (1,)), ("scale", (5,))]


def test_a_failing_visible_test_is_found_beside_the_hidden_cases():
    found = asked({SCALE: "def scale(v, factor):\n    return [0, 5]"})[SCALE]
    assert found.visible.message == "the second entry"
    assert found.hidden.share == 0 and found.hidden.message


def test_a_question_that_was_not_reached_is_not_asked():
    found = asked({}, {SHIFT: FakeSnapshot(names_of(RIGHT))})
    assert (found[SCALE].asking, found[SHIFT].asking) == ("not reached", "asked")
    assert found[SCALE].seconds == pytest.approx(1.5, abs=0.5)


def test_all_questions_together_have_a_time(clock):
    limited = bundle(limits=Limits(answers_seconds=10.0))
    snapshots = snapshots_of(RIGHT, clock, slow=2.0)
    found = asked({}, snapshots, limited)
    assert [f.asking for f in found.values()] == ["asked", "out of time", "written"]
    # Nobody waits longer for one question than all of them have.
    until = 1010.0
    assert all(d <= until for s in snapshots.values() for d in s.deadlines)
    assert snapshots[SHIFT].deadlines == [until] * 2


def test_each_question_has_its_own_time_from_when_it_is_asked(clock):
    limited = bundle(limits=Limits(question_seconds=60.0, call_seconds=4.0))
    snapshots = snapshots_of(RIGHT, clock, slow=1.0)
    asked({}, snapshots, limited)
    first = snapshots[SCALE].deadlines
    assert first[0] == 1000.0 + 60 + 4
    assert first[-1] > first[0]
    assert snapshots[SHIFT].deadlines[0] == 1000.0 + 60 + 4 + len(first[:2])
    # A case that may take longer adds that.
    snapshots = snapshots_of(RIGHT, clock, slow=1.0)
    begin = clock.now
    asked({}, snapshots)
    assert snapshots[SCALE].deadlines[0] == begin + 60 + 10


@pytest.mark.parametrize(("call_seconds", "seconds"), [(4.0, 4.0), (99.0, 10.0)])
def test_a_call_has_the_time_of_its_case_or_less(clock, call_seconds, seconds):
    waited = []

    class Waiting(FakeSnapshot):
        def ask(self, request, seconds, listen):
            waited.append(seconds)
            super().ask(request, seconds, listen)

    limited = bundle(limits=Limits(call_seconds=call_seconds))
    asked({}, {SCALE: Waiting(names_of(RIGHT), clock)}, limited)
    assert set(waited) == {seconds}


def test_seconds_are_those_of_cells_and_questions(clock):
    found = asked({}, snapshots_of(RIGHT, clock, slow=2.0))
    assert found[SCALE].seconds == 1.5 + 2.0 * len(snapshots_of(RIGHT)) * 3
    assert found["q03_why"].seconds == 0.0


def test_haste_ends_at_a_failing_visible_test():
    found = asked({SCALE: "def scale(v, factor):\n    return [0, 5]"}, hasty=True)
    assert (found[SCALE].asking, found[SCALE].hidden) == ("visible only", None)
    assert found[SHIFT].hidden.share == 1
    found = asked({SCALE: "def scale(v, factor):\n    return [3, 6]"}, hasty=True)
    assert found[SCALE].hidden.results == ()


@pytest.mark.parametrize("stub", [RELEASED[SCALE], "", "# nothing yet"])
def test_an_untouched_answer_is_put_no_hidden_case(stub):
    space = names_of({SCALE: stub, SHIFT: RIGHT[SHIFT]})
    snapshots = {SCALE: FakeSnapshot(space), SHIFT: FakeSnapshot(space)}
    number = place_of_answer(plan_of(BUNDLE, RIGHT | {SCALE: stub}), SCALE)
    error = {"type": "NotImplementedError", "text": SCALE}
    results = {number: CellResult("ok") if stub else CellResult("error", error=error)}
    found = asked({SCALE: stub}, snapshots, results=results)[SCALE]
    if stub.startswith("#"):
        # What is not defined although no stub was met may be anything.
        assert found.asking == "asked"
        return
    assert (found.asking, found.hidden.share) == ("untouched", 0)
    assert [(case.title, case.passed, case.weight) for case in found.hidden.results] == [
        ("five numbers", False, 1.0),
        ("three rows", False, 3),
    ]
    assert len(snapshots[SCALE].deadlines) == (2 if stub else 1)


def test_a_blank_cell_may_be_answered_elsewhere():
    space = names_of({SCALE: "def scale(v, factor):\n    return [0, 5]"})
    found = asked({SCALE: RELEASED[SCALE]}, {SCALE: FakeSnapshot(space)})[SCALE]
    assert found.asking == "asked"
    # And of an answer with two names, one may be.
    cells = [dict(cell) for cell in SOURCE]
    cells[2]["source"] = "def scale(v, factor):\n    return v\nunit = 1"
    two = bundle(cells=tuple(cells))
    space = names_of({SCALE: RELEASED[SCALE]})
    found = asked({SCALE: RELEASED[SCALE]}, {SCALE: FakeSnapshot(space)}, two)[SCALE]
    assert found.asking == "asked"


@pytest.mark.parametrize("error", [DeadSnapshot({}).error, CallTimedOut])
def test_what_killed_the_visible_test_is_what_the_hidden_ones_found(error):
    found = asked({}, {SCALE: DeadSnapshot({}, error)})[SCALE]
    assert found.hidden.trouble == found.visible.kind in ("killed", "timeout")
    assert found.hidden.message == found.visible.message != ""


def test_a_failure_that_killed_nothing_leaves_the_hidden_message():
    class DiesLater(FakeSnapshot):
        def ask(self, request, seconds, listen):
            super().ask(request, seconds, listen)
            self.dead = len(self.deadlines) > 3

    space = names_of({SCALE: "def scale(v, factor):\n    return [0, 5]"})
    found = asked({}, {SCALE: DiesLater(space)})[SCALE]
    assert found.visible.kind == "failed"
    assert found.hidden.message != found.visible.message


def test_without_an_exam_the_whole_test_is_asked():
    cells = [dict(cell) for cell in SOURCE]
    cells[3]["source"] = (
        "assert True\n### BEGIN HIDDEN TESTS\nassert scale([1], 2)[0] == 3, 'hidden'\n"
        "### END HIDDEN TESTS\n"
    )
    classic = bundle(cells=tuple(cells), exam=None)
    found = asked({}, of=classic, examiner=None)[SCALE]
    assert (found.visible.message, found.hidden) == ("hidden", None)
    assert asked({}, of=bundle(cells=tuple(cells)))[SCALE].visible is None


def test_a_question_without_cases_has_its_visible_test_alone():
    exam = Exam("small")
    exam.question(SCALE)
    found = asked({}, of=bundle(exam=exam), examiner=Examiner(exam))
    assert found[SCALE].hidden is None and found[SHIFT].hidden is None


def test_tests_that_are_not_trusted_run_beside_the_answers():
    inside = []

    class Inside(FakeSnapshot):
        def ask(self, request, seconds, listen):
            inside.append((b"execute" in request, seconds))
            super().ask(request, seconds, listen)

    limited = bundle(exam=None, limits=Limits(question_seconds=7.0))
    answers = RIGHT | {SCALE: "def scale(v, factor):\n    return [0, 5]"}
    snapshot = Inside(names_of(answers))
    found = asked(answers, {SCALE: snapshot}, limited, examiner=None, trusted=False)[SCALE]
    assert inside == [(True, 7.0)]
    assert found.visible.message == "the second entry"
    snapshot = FakeSnapshot(names_of({SCALE: "def scale(v, factor):\n    return v[9]"}))
    found = asked({}, {SCALE: snapshot}, limited, examiner=None, trusted=False)[SCALE]
    assert found.visible.error.type_name == "IndexError"


def test_an_answer_is_asked_again_with_references_for_what_failed_before_it():
    found = asked(USES)[SHIFT]
    assert found.causes == {"scale": SCALE}
    assert found.again.names == {"scale": SCALE}
    assert found.again.hidden.share == 1 and not found.again.visible_fails
    worse = USES | {SHIFT: "def shift(v):\n    return [x - offset for x in scale(v, 1)]"}
    found = asked(worse)[SHIFT]
    assert found.again.hidden.share == 0 and found.again.visible_fails


def test_what_passes_or_uses_nothing_that_failed_owes_nothing_to_others():
    for answers in (
        {SCALE: WRONG_SCALE},
        {SHIFT: USES[SHIFT]},
        {SCALE: WRONG_SCALE, SHIFT: "def shift(v):\n    return v"},
        {SCALE: WRONG_SCALE, SHIFT: "def shift(v):\n    scale\n    return [x + 2 for x in v]"},
    ):
        found = asked(answers)[SHIFT]
        assert found.causes == {} and found.again is None


def exam_of_two():
    """An exam in which `positive` uses `half`: one case has drawn inputs, the other has not."""
    exam = Exam("small")
    question = exam.question(SCALE)
    question.references["scale"] = lambda v, factor: [factor * x for x in v]
    question.case("one")(lambda candidate, rng: candidate.scale([1.0, 2.0], 3))
    question = exam.question(SHIFT)
    question.references["shift"] = lambda v: [x + 2 for x in v]
    question.case("drawn")(lambda candidate, rng: candidate.shift(rng.normal(size=3).tolist()))
    question.case("of nothing")(lambda candidate, rng: candidate.shift([0.0]))
    return exam


@pytest.mark.parametrize(
    "shift",
    [
        # Guesses another way when it meets the same inputs again.
        """
        seen = []
        def shift(v):
            scale(v, 1)
            seen.append(v)
            return [x + (2 if seen.count(v) > 1 else 5) for x in v]
        """,
        # Knows by the stand-in that its first answer to what is always asked was wrong.
        """
        own = scale
        def shift(v):
            return [5.0] if scale is own else [2.0]
        """,
    ],
)
def test_who_remembers_or_sees_a_stand_in_gains_nothing(shift):
    exam = exam_of_two()
    answers = {SCALE: WRONG_SCALE, SHIFT: textwrap.dedent(shift)}
    found = asked(answers, of=bundle(exam=exam), examiner=Examiner(exam))[SHIFT]
    assert found.causes == {"scale": SCALE}
    assert found.again.hidden.share == 0


def test_asked_again_with_other_inputs_every_case_counts_for_an_answer():
    exam = exam_of_two()
    found = asked(USES, of=bundle(exam=exam), examiner=Examiner(exam))[SHIFT]
    assert found.hidden.share == 0 and found.again.hidden.share == 1


def second_of_two(answers, references, ask, draw=lambda rng: 1.0, stored=()):
    """What is found on the second of two questions, which may use the first.

    `references` are those of both by name, and `ask` the second's cases by title.
    """
    exam = Exam("small")
    ((first, one), *more) = references.items()
    question = exam.question(SCALE)
    question.references[first] = one
    question.case("one")(lambda c, rng: getattr(c, first)(draw(rng)))
    question = exam.question(SHIFT)
    question.references.update(more)
    for title, case in ask.items():
        question.case(title)(case)
    cells = [dict(cell) for cell in SOURCE]
    cells[2]["source"], cells[3]["source"] = f"{first} = None", "pass"
    cells[4]["source"], cells[5]["source"] = "".join(f"{n} = None\n" for n, _ in more), "pass"
    spaces = [dict(stored), dict(stored)]
    exec(answers[0], spaces[0])
    exec("\n".join(answers) if not stored else answers[0], spaces[1])
    snapshots = dict(zip((SCALE, SHIFT), map(FakeSnapshot, spaces), strict=True))
    made = bundle(cells=tuple(cells), exam=exam)
    texts = dict(zip((SCALE, SHIFT), answers, strict=True))
    return asked(texts, snapshots, of=made, examiner=Examiner(exam))[SHIFT]


def adding(names):
    """An exam whose answers should add 1, 2, 3 and so on."""
    exam = Exam("small")
    for number, name in enumerate(names, 1):
        question = exam.question(f"q0_{name}")
        question.references[name] = lambda x, number=number: x + number
        question.case("one")(lambda c, rng, name=name: getattr(c, name)(rng.random()))
    return exam


def found_in_turn(exam=None, **texts):
    """What is found on questions of an exam, by default of `adding`."""
    exam = exam or adding(texts)
    cells = []
    for name in texts:
        answer = dict(SOURCE[2], source=f"def {name}(x):\n    pass", id=name)
        answer["metadata"] = {
            "nbgrader": SOURCE[2]["metadata"]["nbgrader"] | {"grade_id": f"q0_{name}"}
        }
        test = dict(SOURCE[3], source="pass", id=f"{name}_test")
        test["metadata"] = {
            "nbgrader": SOURCE[3]["metadata"]["nbgrader"] | {"grade_id": f"q0_{name}_test"}
        }
        cells += [answer, test]
    made = bundle(cells=tuple(cells), exam=exam, released={})
    space = {}
    exec("\n".join(texts.values()), space)
    mine = [dict(cell, source=texts.get(cell["id"], cell["source"])) for cell in cells]
    snapshots = {f"q0_{name}": FakeSnapshot(space) for name in texts}
    return ask(lay_out(made, mine), Execution({}, snapshots), made, Examiner(exam))


def test_what_became_right_with_references_is_no_cause_itself():
    found = found_in_turn(
        a="def a(x):\n    return 0",
        b="def b(x):\n    return a(x) + 1",
        c="def c(x):\n    return b(x) - a(x)",
    )
    assert [f.causes for f in found] == [{}, {"a": "q0_a"}, {"a": "q0_a"}]


def test_a_right_answer_that_does_not_fit_here_is_replaced_if_that_helps():
    # It is right where it is asked, and returns more than the next one can use.
    form = "class Form(float):\n    def __add__(self, other):\n        return [0.0]\n"
    found = found_in_turn(
        a=form + "def a(x):\n    return Form(x + 1)",
        b="def b(x):\n    return a(x) + 1",
        c="def c(x):\n    return a(x) + 3",
        d="def d(x):\n    return x + 4",
    )
    assert [each.hidden.share for each in found] == [1, 0, 0, 1]
    assert [each.causes for each in found] == [{}] * 4
    assert found[1].again.names == {"a": "q0_a"} and found[1].again.share == 1
    # What is wrong by itself gains nothing, and nothing is said of the others.
    assert found[2].again is None and found[3].again is None


@pytest.mark.parametrize(("draw", "again"), [(lambda rng: rng.random(), 1), (lambda rng: 1.0, 0)])
def test_a_right_answer_gives_no_second_guess(draw, again):
    found = second_of_two(
        ["def a(x):\n    return x + 1", "def b(x):\n    return a.__code__.co_argcount == 1"],
        {"a": lambda x: x + 1, "b": lambda x: x > 5},
        {"one": lambda c, rng: c.b(draw(rng))},
    )
    assert found.hidden.share == 0 and (found.again is not None) == again


LETTER = """
letter = globals().get("letter", "A")
def b(x):
    global letter
    letter = "E"
    return a(x) + 1
"""


@pytest.mark.parametrize(("first", "share"), [("A", 0.5), ("E", 1.0)])
def test_what_draws_no_inputs_is_not_guessed_twice_beside_what_does(first, share):
    found = second_of_two(
        ["def a(x):\n    return 9", LETTER.replace('"A"', f'"{first}"')],
        {"a": lambda x: x + 1, "b": lambda x: x + 2, "letter": "E"},
        {"the letter": lambda c, rng: c.letter, "drawn": lambda c, rng: c.b(rng.random())},
    )
    assert found.hidden.share == share - 0.5
    assert found.again.hidden.share == share
    titles = [case.title for case in found.again.hidden.results if not case.passed]
    assert titles == ["the letter"] * (first == "A")


def test_what_draws_no_inputs_is_asked_again_once():
    # It says another thing for each kind of function that it meets: all that it may say is two.
    text = """
        def b(x):
            kinds = [f.__code__.co_name for f in (a, free)]
            return kinds.count("function")
    """
    exam = Exam("small")
    for name, reference in (("a", lambda x: x + 1), ("free", lambda x: x + 2), ("b", lambda x: 2)):
        question = exam.question(f"q0_{name}")
        question.references[name] = reference
        question.case("one")(lambda c, rng, name=name: getattr(c, name)(1.0))
    texts = {
        "a": "def a(x):\n    return 9",
        "free": "def free(x):\n    return x + 2",
        "b": textwrap.dedent(text),
    }
    found = found_in_turn(exam, **texts)
    assert [each.hidden.share for each in found] == [0, 1, 0]
    assert found[2].again.names == {"a": "q0_a"} and found[2].again.share == 0


@pytest.mark.parametrize("error", [BlockingIOError, FileNotFoundError])
def test_where_no_reference_can_be_served_the_first_result_stays(monkeypatch, error):
    def none(*arguments):
        raise error

    monkeypatch.setattr(module, "WithReferences", none)
    found = asked(USES)[SHIFT]
    assert found.causes == {"scale": SCALE} and found.again is None


def test_the_second_visible_test_has_the_time_of_the_first(monkeypatch):
    given = []
    real = module.run_test

    def noting(text, question, transport, imports=None, seconds=None):
        given.append((question, seconds))
        return real(text, question, transport, imports, seconds)

    monkeypatch.setattr(module, "run_test", noting)
    asked(USES, of=bundle(limits=Limits(call_seconds=4.0)))
    assert given == [(SCALE, 4.0), (SHIFT, 4.0), (SHIFT, 4.0)]


def test_what_does_not_fit_is_replaced_behind_a_base_class_as_well():
    form = "class Form(float):\n    def __add__(self, other):\n        return [0.0]\n"
    base = "class B:\n    def add(self, x):\n        return a(x) + 1\n"
    found = found_in_turn(
        a=form + "def a(x):\n    return Form(x + 1)",
        b=base + "def b(x):\n    return x + 2",
        c="class C(B):\n    pass\n\ndef c(x):\n    return C().add(x) + 1",
    )
    assert [each.hidden.share for each in found] == [1, 1, 0]
    assert found[2].again.names == {"a": "q0_a"} and found[2].again.share == 1


@pytest.mark.parametrize(
    ("value", "can_be"),
    [
        *((value, True) for value in (3, True, "word", None, [1, ("a", {2})], np.int64(3))),
        *((value, True) for value in (np.arange(3), np.array(["a"]), np.bool_(True))),
        *((value, False) for value in (3.0, [1, 2.5], np.ones(3), np.float32(1), {"a": 1}, len)),
    ],
)
def test_what_can_be_guessed(value, can_be):
    assert guessable(value) is can_be


@pytest.mark.parametrize(
    ("first", "wanted", "again"),
    [
        ("def a(x):\n    return 9", 3.0, 1),
        ("a = None", 3.0, 1),
        # There are not many whole numbers: it may know that it is asked again, and guess.
        ("a = None", 3, 0),
        ("a = None", {3}, 0),
        ("a = None", [True], 0),
    ],
)
def test_what_a_cell_computed_with_a_wrong_answer_is_computed_again(first, wanted, again):
    # What it defined before it failed counts.
    computes = f"%time\nimport math\nb = 0.0\nif math.floor(a(2.0)) == 3: b = {wanted}\nno"
    found = second_of_two(
        [first, computes],
        {"a": lambda x: x + 1, "b": wanted},
        {"one": lambda c, rng: c.b},
        stored={"b": 0.0},
    )
    assert found.hidden.share == 0
    assert found.again.names == {"a": SCALE} and found.again.share == again


@pytest.mark.parametrize(("calls", "share"), [(5, 1), (6, 0)])
def test_a_cell_that_calls_references_very_often_is_left_as_it_is(monkeypatch, calls, share):
    monkeypatch.setattr(module, "CALLS_TO_RUN", 5)
    found = second_of_two(
        ["def a(x):\n    return 9", f"for _ in range({calls - 1}): a(1)\nb = a(2.0)"],
        {"a": lambda x: x + 1, "b": 3.0},
        {"one": lambda c, rng: c.b if c.a(1) == 2 else 0.0},
        stored={"b": 0.0},
    )
    assert found.again.share == share


def test_what_does_not_fit_is_replaced_besides_what_is_wrong():
    form = "class Form(float):\n    def __add__(self, other):\n        return [0.0]\n"
    found = found_in_turn(
        a=form + "def a(x):\n    return Form(x + 1)",
        b="def b(x):\n    return x",
        c="def c(x):\n    return a(x) + b(x) - x",
    )
    assert [each.hidden.share for each in found] == [1, 0, 0]
    assert found[2].causes == {"b": "q0_b"}
    assert found[2].again.names == {"a": "q0_a", "b": "q0_b"} and found[2].again.share == 1


def test_an_answer_is_not_replaced_by_its_own_reference():
    exam = Exam("small")
    for name, factor in ((SCALE, 1), (SHIFT, 2)):
        question = exam.question(name)
        question.references["scale"] = lambda x, factor=factor: factor * x
        question.case("one")(lambda c, rng: c.scale(rng.random()))
    cells = [dict(cell) for cell in SOURCE]
    cells[2]["source"] = cells[4]["source"] = "def scale(x):\n    pass"
    cells[3]["source"] = cells[5]["source"] = "assert scale(0.0) == 0"
    for first in ("def scale(x):\n    return x", "def scale(x):\n    return 7"):
        answers = {SCALE: first, SHIFT: "own = scale\ndef scale(x):\n    return own(x)"}
        spaces = [{}, {}]
        exec(first, spaces[0])
        exec("\n".join(answers.values()), spaces[1])
        snapshots = dict(zip((SCALE, SHIFT), map(FakeSnapshot, spaces), strict=True))
        made = bundle(cells=tuple(cells), exam=exam)
        found = asked(answers, snapshots, of=made, examiner=Examiner(exam))[SHIFT]
        assert found.hidden.share == 0 and found.again is None


def test_right_answers_that_rest_on_a_cause_are_replaced_with_it():
    found = found_in_turn(
        a="def a(x):\n    return x + 1 if x < 9 else [][0]",
        b="def b(x):\n    return a(x) + 1",
        c="def c(x):\n    return x + 3",
        d="def d(x):\n    return a(x) + b(x) + c(x)",
        e="def e(x):\n    return x + 5",
    )
    assert all(each.again is None for each in found)
    found = found_in_turn(
        # The pair suits b, but no reference of a gives pairs.
        a="def a(x):\n    return x, 1",
        b="def b(x):\n    return sum(a(x)) + 1",
        c="def c(x):\n    return x + 3",
        d="def d(x):\n    return a(x)[0] + b(x) + c(x)",
        e="def e(x):\n    return x + 5",
    )
    assert [each.hidden.share for each in found] == [0, 1, 1, 0, 1]
    assert found[3].causes == {"a": "q0_a"}
    assert found[3].again.names == {"a": "q0_a", "b": "q0_b"}


def test_earlier_statuses_of_what_is_not_asked_count():
    plan = plan_of(BUNDLE, RIGHT | USES)
    # One that nothing is known of is taken for right.
    assert asked(USES, plan=cut_after(plan, {SHIFT}))[SHIFT].causes == {}
    for status, causes in (("failed", {"scale": SCALE}), ("passed", {}), ("manual", {})):
        cut = cut_after(plan, {SHIFT}, {SCALE: status})
        assert asked(USES, plan=cut)[SHIFT].causes == causes


def test_a_dead_snapshot_is_not_asked_again():
    answers = RIGHT | USES
    snapshots = snapshots_of(answers)
    snapshots[SHIFT] = DeadSnapshot(names_of(answers), CallTimedOut)
    found = asked(USES, snapshots)[SHIFT]
    assert found.causes and found.again is None


def test_references_that_cannot_travel_are_not_put():
    exam = copy.copy(BUNDLE.exam)
    exam.namespace = lambda code=None: {"scale": {object()}}
    examiner = Examiner(BUNDLE.exam)
    examiner.exam = exam
    found = asked(USES, examiner=examiner)[SHIFT]
    assert found.causes == {"scale": SCALE} and found.again is None


def test_asking_again_has_a_short_time_of_its_own(clock):
    answers = RIGHT | USES
    snapshots = snapshots_of(answers, clock)
    asked(USES, snapshots)
    assert min(snapshots[SHIFT].deadlines) == clock.now + module.SECONDS_AGAIN


def test_what_is_out_of_time_is_not_asked_again(clock):
    limited = bundle(limits=Limits(answers_seconds=10.0))
    found = asked(USES, snapshots_of(RIGHT | USES, clock, slow=3.0), limited)[SHIFT]
    assert (found.asking, found.causes, found.again) == ("out of time", {"scale": SCALE}, None)


def test_a_question_whose_test_ran_beside_its_answer_is_not_asked():
    cells = [dict(cell, source=cell["source"].split("\n###")[0]) for cell in SOURCE]
    inside = bundle(cells=tuple(cells), exam=None, inside=True)
    found = asked(USES, {}, inside, examiner=None)
    assert [f.asking for f in found.values()] == ["inline", "inline", "written"]
    assert found[SHIFT].causes == {}


def test_an_asker_asks_one_question_alone():
    (graded,) = (q for q in BUNDLE.questions if q.id == SCALE)
    asker = Asker(BUNDLE, plan_of(BUNDLE, RIGHT), {}, EXAMINER, until=float("inf"))
    snapshot = FakeSnapshot(names_of(RIGHT))
    assert asker.visible(graded, snapshot) is None
    assert asker.finding(graded, snapshot, None).hidden.share == 1
    assert asker.hidden(graded, snapshot).share == 1
