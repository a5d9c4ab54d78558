import math

import pytest

from viva.exam import Exam, Question


@pytest.fixture
def exam():
    made = Exam("made_up")
    q = made.question("q01_double")

    @made.given
    def given():
        return {"two": 2}

    @q.reference
    def double(x):
        return 2 * x

    @q.case("a number")
    def case(candidate, rng):
        return candidate.double(rng.normal())

    return made


def test_decorators_give_the_reference_back(exam):
    q = exam.questions["q01_double"]
    reference = q.references["double"]

    @q.wrong("halves", hint="Half.")
    def double(x):
        return x / two  # noqa: F821

    assert double is reference
    assert exam.namespace(q.wrong_answers[0].code)["double"](3) == 1.5
    assert exam.namespace()["double"](3) == 6


def test_names_must_be_new(exam):
    q = exam.questions["q01_double"]
    with pytest.raises(ValueError, match="twice"):
        exam.question("q01_double")
    with pytest.raises(ValueError, match="two cases"):
        q.case("a number")
    q.wrong("halves", hint="Half.", code="double = None")
    with pytest.raises(ValueError, match="two wrong answers"):
        q.wrong("halves", hint="Half.", code="double = None")
    q.right("adds", code="double = lambda x: x + x")
    with pytest.raises(ValueError, match="two right answers"):
        q.right("adds", code="double = lambda x: x + x")


def test_code_must_compile(exam):
    with pytest.raises(SyntaxError):
        exam.questions["q01_double"].wrong("broken", hint="No.", code="def double(x:")


def test_equivalents_are_kept_with_their_reason(exam):
    q = exam.questions["q01_double"]
    q.equivalent("2x = x + x", was="return 2 * x", now="return x + x")
    q.equivalent("2x = x 2", was="return 2 * x", now=["return x * 2"])
    assert [(record.why, record.now) for record in q.equivalents] == [
        ("2x = x + x", ("return x + x",)),
        ("2x = x 2", ("return x * 2",)),
    ]


@pytest.fixture
def question():
    q = Question("q01_double")

    @q.reference
    def double(x):
        return 2 * x + 0 * 2

    q.right("adds", code="def double(x):\n    return x + x\n")
    return q


@pytest.mark.parametrize(
    ("was", "now", "answer"),
    [
        ("2 *", "3 *", "return 3 * x + 0 * 2"),
        ("2", "3", "return 3 * x + 0 * 3"),
        ("+ x", "", "return x \n"),
        (("2 *", "0 "), ("3 *", "1 "), "return 3 * x + 1 * 2"),
        (["+ x", "x)"], ["- x", "x, y)"], "def double(x, y):\n    return x - x"),
    ],
)
def test_a_wrong_answer_may_edit_the_first_right_one_that_holds_what_is_edited(
    question, was, now, answer
):
    question.wrong("edited", hint="Is it?", was=was, now=now)
    assert answer in question.wrong_answers[0].code


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"was": "4 * x", "now": "x"}, "neither the reference nor a right answer above"),
        ({"was": ("2 * x", "+ x"), "now": ("x", "x")}, "'2 \\* x' and '\\+ x'"),
        ({"was": ("2", "x"), "now": "x"}, "was= has 2 texts, now= 1"),
        ({"was": "2", "now": "3", "code": "double = 3"}, "both code= and was="),
    ],
)
def test_an_edit_that_cannot_be_made_is_told(question, settings, words):
    with pytest.raises(ValueError, match=words):
        question.wrong("edited", hint="Is it?", **settings)


def test_the_exam_decides_about_lists_where_question_and_case_do_not():
    followed, own = Question("q01"), Question("q02", lists=False)
    followed.case("as the exam")(lambda candidate, rng: None)
    followed.case("not so", lists=False)(lambda candidate, rng: None)
    own.case("as the question")(lambda candidate, rng: None)
    exam = Exam("made_up", [followed, own], lists=True)
    assert [case.lists for case in followed.cases] == [True, False]
    assert [case.lists for case in own.cases] == [False]
    assert list(exam.questions) == ["q01", "q02"]


def test_a_question_has_up_to_three_hints():
    q = Question("q01")
    q.hints("How many\n  rows?", "Count.")
    assert q.hint_texts == ("How many rows?", "Count.")
    for texts in ((), ("1", "2", "3", "4"), ("one", " ")):
        with pytest.raises(ValueError, match="one to 3 hints"):
            q.hints(*texts)


def test_a_written_question_has_its_hints_in_the_exam():
    exam = Exam("made_up", [Question("q01")])
    exam.hints("q02_why", "Which\n  one?", "Both.")
    assert exam.written_hints == {"q02_why": ("Which one?", "Both.")}
    with pytest.raises(ValueError, match="hints for q02_why twice"):
        exam.hints("q02_why", "Which?")
    with pytest.raises(ValueError, match=r"q01 is graded by tests: .+q\.hints"):
        exam.hints("q01", "Which?")
    with pytest.raises(ValueError, match="q03_why must have one to 3 hints"):
        exam.hints("q03_why")


def test_a_case_that_cannot_be_asked_is_refused_where_it_is_written(exam):
    q = exam.questions["q01_double"]
    with pytest.raises(ValueError, match="case 'alone': write it as a function of candidate and"):
        q.case("alone")(lambda candidate: candidate.double(2))
    with pytest.raises(TypeError, match=r"a case needs a title: write @q\.case"):
        q.case(lambda candidate, rng: candidate.double(2))
    for weight in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match="case 'light': its weight must be a number above 0"):
            q.case("light", weight=weight)
    q.case("more than needed")(lambda candidate, rng, size=3: candidate.double(size))


@pytest.mark.parametrize("keeps", [3, 1, -0.1])
def test_a_wrong_answer_does_not_keep_all_points(exam, keeps):
    with pytest.raises(ValueError, match="'halves': keeps= is a share of the points, from 0 to"):
        exam.questions["q01_double"].wrong("halves", hint="No.", code="x = 1", keeps=keeps)


def test_what_is_given_takes_no_arguments(exam):
    with pytest.raises(ValueError, match=r"below @exam\.given must take no arguments"):
        exam.given(lambda rng: {})


def test_a_fault_of_what_is_given_is_told_from_one_of_a_case(exam):
    def broken():
        return {"two": 1 / 0}

    exam.given(broken)
    with pytest.raises(ZeroDivisionError) as raised:
        exam.names  # noqa: B018
    assert exam.is_in_given(raised.value)
    with pytest.raises(ZeroDivisionError) as raised:
        1 / 0  # noqa: B018
    assert not exam.is_in_given(raised.value)
