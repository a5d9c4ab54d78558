import copy

import numpy as np
import pytest
from small_exam import EXAM

from viva.compare.numbers import Tolerance
from viva.exam import Exam, Pair, check
from viva.grading.alike import alike_values
from viva.grading.examiner import Examiner
from viva.grading.expected import ExamError
from viva.remote.transport import CallKilled, CallTimedOut, LocalTransport


def examine(code, question="q01_scale", exam=EXAM):
    examiner = Examiner(exam)
    return examiner.examine(exam.questions[question], LocalTransport(exam.namespace(code)))


def test_each_certified_answer_is_told_apart():
    for question in EXAM.questions.values():
        for right in question.right_answers:
            assert examine(right.code, question.id).share == 1
        for wrong in question.wrong_answers:
            found = examine(wrong.code, question.id)
            assert (found.share, found.diagnosis, found.message) == (0, wrong.title, wrong.hint)


def test_a_mistake_in_other_words_is_recognised():
    code = "def scale(numbers, by):\n    return tuple(by + n for n in np.asarray(numbers))"
    found = examine(code)
    assert found.diagnosis == "adds the factor"


def test_a_mistake_beside_the_named_ones_is_described():
    assert examine("def scale(v, f):\n    return 2 * f * np.asarray(v)").message == (
        "scale: twice too large. Where does a 2 come from?"
    )


def test_pairs_follow_the_candidates_own_work():
    exam = Exam("made_up")
    q = exam.question("q01_own")

    @q.case("the sum is that of your numbers")
    def case(candidate, rng):
        return Pair(candidate.total, sum(candidate.numbers))

    assert examine("numbers = [1, 2]\ntotal = 3", "q01_own", exam).share == 1
    found = examine("numbers = [1, 2]\ntotal = -3", "q01_own", exam)
    assert found.message == "the value is not right."


def test_a_recogniser_may_object_and_a_wrong_answer_may_overflow(recwarn):
    exam = Exam("made_up")
    exam.given(lambda: {"np": np})
    q = exam.question("q01_power")

    @q.reference
    def power(x):
        return x + 1

    @q.case("one number")
    def case(candidate, rng):
        return candidate.power(7.0)

    def objects(candidate):
        check(False, "This objection is nobody's.")

    q.wrong("objects", hint="Never.", code="def power(x): return x", recognise=objects)
    q.wrong("overflows", hint="No.", code="def power(x): return np.exp(np.float64(1000 * x))")
    code = "def power(x):\n    return 3 * x"
    found = Examiner(exam).examine(q, LocalTransport(exam.namespace(code)))
    assert found.share == 0 and found.diagnosis is None
    assert not recwarn.list


def test_recognise_is_asked_where_values_do_not_tell():
    exam = Exam("made_up")
    q = exam.question("q01_line")

    @q.case("near enough")
    def case(candidate, rng):
        check(abs(candidate.a - 3) < 0.1, "Not near enough.")

    q.wrong("swapped", hint="Swapped.", code="a, b = 1, 3", recognise=lambda c: c.b == 3)
    q.wrong("breaks", hint="Never.", code="a = None", recognise=lambda c: c.other > 3)
    assert examine("a, b = 2, 3", "q01_line", exam).message == "Swapped."
    assert examine("a, b = 2, 4", "q01_line", exam).message == "Not near enough."


def test_one_objection_shared_by_two_mistakes_names_neither():
    exam = Exam("made_up")
    q = exam.question("q01_line")
    q.case("positive")(lambda c, rng: check(c.a > 0, "It must be positive."))
    q.wrong("one", hint="One.", code="a = -1")
    q.wrong("two", hint="Two.", code="a = -2")
    assert examine("a = -3", "q01_line", exam).message == "It must be positive."


def test_the_best_agreement_over_all_cases_wins():
    exam = Exam("made_up")
    q = exam.question("q01_f")
    q.reference(f=None)
    exam.questions["q01_f"].references["f"] = lambda x: x
    q.case("at one")(lambda c, rng: c.f(1.0))
    q.case("at two")(lambda c, rng: c.f(2.0))
    q.wrong("plus two", hint="Plus two.", code="f = lambda x: x + 2")
    q.wrong("triple", hint="Triple.", code="f = lambda x: 3 * x")
    assert examine("f = lambda x: x + x + x", "q01_f", exam).message == "Triple."
    assert examine("f = lambda x: 2 + x", "q01_f", exam).message == "Plus two."


def test_a_wrong_answer_that_is_right_in_a_case_explains_no_failure_there():
    exam = Exam("made_up", lists=True)
    q = exam.question("q01_f")
    q.reference(f=None)
    q.references["f"] = lambda x: [x]
    q.case("at one")(lambda c, rng: c.f(1.0))
    q.case("at minus one")(lambda c, rng: c.f(-1.0))
    q.wrong("only above 0", hint="Only above 0.", code="f = lambda x: [max(x, 0)]")
    found = examine("f = lambda x: (x,)", "q01_f", exam)
    assert found.diagnosis is None
    assert "tuple" in found.message


def test_values_that_are_read_are_named_once():
    exam = Exam("made_up")
    q = exam.question("q01_values")
    q.reference(a=1.0, b=4.0)
    q.case("both")(lambda c, rng: {"a": c.a, "b": c.b})
    said = "b: the value is not right. a is right."
    assert examine("a, b = 1, 8", "q01_values", exam).message == said


def test_a_broken_reference_is_the_exams_fault():
    exam = Exam("made_up")
    q = exam.question("q01_f")
    q.case("a case")(lambda c, rng: c.f(1.0))
    with pytest.raises(ExamError, match="q01_f, case 'a case'"):
        Examiner(exam).examine(q, LocalTransport({"f": lambda x: x}))


def test_wrong_answers_that_do_not_run_are_passed_over():
    exam = Exam("made_up")
    q = exam.question("q01_x")
    q.reference(x=1)
    q.case("x")(lambda c, rng: c.x)
    q.wrong("raises", hint="Raises.", code="x = 1 / 0")
    assert examine("x = 5", "q01_x", exam).diagnosis is None


def test_alike_values_minds_shapes_and_containers():
    tolerance = Tolerance()
    assert alike_values([1, 2], np.array([1.0, 2.0]), tolerance, lists=False)
    assert not alike_values([1, 2], (1, 2), tolerance, lists=True)
    assert not alike_values([[1, 2]], [1, 2], tolerance, lists=False)
    assert alike_values({"a": [1]}, {"a": [1]}, tolerance, lists=True)
    assert alike_values(([1], "x"), ([1], "x"), tolerance, lists=False)
    assert not alike_values("x", 1, tolerance, lists=False)


def test_what_may_be_told_does_not_follow_from_the_candidates_work():
    exam = Exam("made_up")
    q = exam.question("q01_own")
    q.reference(model={"W": [[1.0, 2.0]] * 3}, total=6.0)

    @q.case("the model is as it was")
    def case(candidate, rng):
        right = {key: np.zeros(np.shape(entry)) for key, entry in candidate.model.items()}
        return Pair(candidate.model, right)

    for code in (
        "model = {'W': np.ones((17391846, 0)), 'n17391846': 1}",
        "model = {'n17391846': [1.0]}",
        "model = {'W': ['x'], 17391846: 1}",
    ):
        found = examine(f"import numpy as np\n{code}", "q01_own", exam)
        assert found.share == 0
        assert "17391846" not in found.message
    found = examine("model = {'W': [[1.0, 1.0], [0.0, 0.0]]}", "q01_own", exam)
    assert found.message == "W: 2 of 4 entries are right."


def test_shapes_are_told_by_what_the_reference_is_asked_and_answers():
    code = "import numpy as np\ndef scale(v, factor):\n    return np.ones({})"
    assert "the shape is (4,) where (5,)" in examine(code.format(4)).message
    assert "the shape is (5, 5) where (5,)" in examine(code.format((5, 5))).message
    assert "another one with 1 axis where (5,)" in examine(code.format(1739)).message
    assert "another one with 2 axes where (5,)" in examine(code.format((17391846, 0))).message


def test_an_error_brings_the_lengths_that_may_be_told():
    assert examine("def scale(v, factor):\n    return v[9]").lengths == {5}


def prepared(patience, kept=None):
    """The titles of the cases that were put to the references while there was time for it."""
    put, left = [], iter(patience)
    exam = Exam("made_up")
    for name in ("q01", "q02"):
        question = exam.question(name)
        question.references["f"] = lambda x: x
        for title in ("one", "two"):
            question.case(title)(lambda c, rng, at=(name, title): put.append(at) or c.f(1.0))
    examiner = Examiner(exam, kept)
    examiner.prepare(lambda: next(left))
    return put


def test_the_references_are_asked_as_long_as_there_is_time_for_it():
    all_four = [(name, title) for name in ("q01", "q02") for title in ("one", "two")]
    assert prepared([True] * 9) == all_four
    assert prepared([True, True, False]) == all_four[:2]
    assert prepared([False]) == []


class Kept:
    """Notes when its fingerprint is made, which takes a while."""

    made = 0

    @property
    def fingerprint(self):
        self.made += 1
        return "exam"


def test_what_is_kept_is_found_first_if_there_is_time():
    kept = Kept()
    assert prepared([False, False], kept) == [] and kept.made == 0
    assert prepared([True, True, False], kept) == [("q01", "one")] and kept.made == 1


def test_a_broken_reference_is_no_trouble_before_it_is_needed():
    def breaks(candidate, rng):
        raise OSError("no such file")

    exam = Exam("made_up")
    exam.question("q01").case("breaks")(breaks)
    Examiner(exam).prepare(lambda: True)


def test_what_is_kept_of_the_mistakes_is_used():
    class Keeping(Kept):
        found = added = saved = 0

        def find(self, question, place, reference):
            self.found += 1

        def add(self, question, place, reference, outcome):
            self.added += 1

        def save(self, question):
            self.saved += 1

    kept, question = Keeping(), EXAM.questions["q01_scale"]
    transport = LocalTransport({"scale": lambda v, factor: factor})
    assert Examiner(EXAM, kept).examine(question, transport).diagnosis == "gives the factor back"
    assert kept.found == kept.added > 0 and kept.saved == 1


def test_a_single_value_that_is_read_is_named():
    exam = Exam("made_up")
    q = exam.question("q01_x")
    q.reference(x=1.0)
    q.case("x")(lambda c, rng: c.x)
    assert examine("x = 8.0", "q01_x", exam).message.startswith("x: ")


@pytest.mark.parametrize(("error", "kind"), [(CallKilled, "killed"), (CallTimedOut, "timeout")])
def test_after_a_case_that_ended_the_process_no_other_is_asked(error, kind):
    asked = []

    class Ending(LocalTransport):
        def ask(self, request, seconds, listen):
            asked.append(request)
            raise error

    question = copy.copy(EXAM.questions["q01_scale"])
    question.cases = [*question.cases, *question.cases]
    found = Examiner(EXAM).examine(question, Ending({}))
    assert len(asked) == 1
    assert [result.passed for result in found.results] == [False] * 4
    assert [result.title for result in found.results] == ["five numbers", "three rows"] * 2
    assert (found.share, found.trouble) == (0, kind)
