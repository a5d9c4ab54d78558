import pytest

from viva.exam import Exam, Pair, check
from viva.exam.load import load_exam_texts
from viva.grading.outcome import put, unsendable
from viva.remote.transport import CallKilled, CallTimedOut, LocalTransport


def case_of(ask):
    question = Exam("made_up").question("q")
    question.case("a case")(ask)
    return question.cases[0]


def outcome(ask, **names):
    return put(case_of(ask), LocalTransport(names))


def test_values_and_pairs():
    found = outcome(lambda c, rng: c.f([1, 2, 3]), f=len)
    assert (found.kind, found.value, found.subject) == ("value", 3, "f")
    assert found.sizes == {"the number of entries": 3}
    found = outcome(lambda c, rng: Pair(c.x, 5), x=4)
    assert (found.kind, found.value, found.expected) == ("pair", 4, 5)


def test_objections_of_the_case():
    found = outcome(lambda c, rng: check(c.x == 5, "not five"), x=4)
    assert (found.kind, found.message) == ("wrong", "not five")

    def asserts(candidate, rng):
        raise AssertionError("not five")

    found = outcome(asserts, x=4)
    assert (found.kind, found.message) == ("wrong", "not five")


def test_what_the_candidate_does():
    def fail():
        raise KeyError(1)

    assert outcome(lambda c, rng: c.fail(), fail=fail).error.type_name == "KeyError"
    assert outcome(lambda c, rng: c.f(), f=lambda: None).kind == "value"
    found = outcome(lambda c, rng: c.nothing())
    assert (found.kind, found.message) == ("missing", "nothing")
    circle = []
    circle.append(circle)
    assert outcome(lambda c, rng: c.f(), f=lambda: circle).kind == "unsendable"


def test_answers_that_the_case_cannot_use():
    def ask(candidate, rng):
        first, second = candidate.f()
        return first + second

    found = outcome(ask, f=lambda: None)
    assert (found.kind, found.value, found.called) == ("unusable", None, True)
    assert found.message == "TypeError"
    found = outcome(lambda c, rng: c.f(), f=5)
    assert (found.kind, found.value, found.called) == ("unusable", 5, False)


@pytest.mark.parametrize(("error", "kind"), [(CallTimedOut, "timeout"), (CallKilled, "killed")])
def test_processes_that_do_not_answer(error, kind):
    class Silent:
        def ask(self, request, seconds, listen):
            raise error

    assert put(case_of(lambda c, rng: c.f()), Silent()).kind == kind


def test_an_objection_holds_only_words_of_the_exam():
    def ask(candidate, rng):
        found = candidate.f()
        check(False, f"The list has {len(found)} entries and not {17 * 1000}: {found[0]}, W1.")

    said = outcome(ask, f=lambda: [f"n{10**8 + 5}"] * 1739).message
    assert said == "The list has … entries and not …: …, W1."


def test_numbers_of_the_exam_are_not_its_words():
    def ask(candidate, rng):
        check(candidate.f(4711) == 0, f"not {candidate.f(4711)}")

    assert outcome(ask, f=lambda x: x).message == "not …"


def test_an_exception_of_the_wires_name_is_one_of_the_students():
    class WireError(Exception):
        pass

    def fail():
        raise WireError("17391846")

    transport = LocalTransport({"fail": fail})
    transport.respondent.place = lambda filename: 3
    found = put(case_of(lambda c, rng: c.fail()), transport)
    assert (found.kind, found.error.type_name) == ("error", "WireError")
    transport.respondent.place = lambda filename: None
    found = put(case_of(lambda c, rng: c.fail()), transport)
    assert (found.kind, found.message) == ("unsendable", "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a value nested more than 64 deep", "a value nested more than 64 deep"),
        ("an array of dtype void139134768", "an array of dtype void"),
        ("an array of dtype datetime64[ns]", "an array of dtype datetime"),
        ("an array of dtype n17391846", ""),
        ("17391846", ""),
    ],
)
def test_what_cannot_be_sent_is_told_in_the_wires_words(text, told):
    assert unsendable(text) == told


def test_words_of_all_modules_of_an_exam_are_its_own():
    texts = {
        "__init__.py": "from viva.exam import Exam\nfrom . import q01\nexam = Exam('e', [q01.q])\n",
        "words.py": "SENTENCE = 'Keep it at {} or less, not {}.'\nLIMIT = '200'\n",
        "q01.py": "from viva.exam import Question, check\nfrom .words import SENTENCE\n"
        "q = Question('q01')\n@q.case('one')\ndef one(candidate, rng):\n"
        "    check(False, SENTENCE.format(200, 713))\n",
    }
    exam = load_exam_texts(texts, "elsewhere/e")
    outcome = put(exam.questions["q01"].cases[0], LocalTransport({}))
    assert outcome.message == "Keep it at 200 or less, not …."


def test_an_exam_keeps_its_words_when_another_of_its_path_is_loaded():
    text = (
        "from viva.exam import Exam, check\nexam = Exam('e')\nq = exam.question('q01')\n"
        "@q.case('one')\ndef one(candidate, rng):\n    check(False, 'Keep it {}.')\n"
    )
    for words in ("short", "long", "short"):
        exam = load_exam_texts({"e.py": text.format(words)}, "elsewhere/e.py")
        load_exam_texts({"e.py": text.format("wide")}, "elsewhere/e.py")
        found = put(exam.questions["q01"].cases[0], LocalTransport({}))
        assert found.message == f"Keep it {words}."


@pytest.mark.parametrize("error", [MemoryError, RecursionError, OverflowError])
def test_an_answer_that_is_too_much_for_the_case_is_to_blame(error):
    def ask(candidate, rng):
        candidate.f()
        raise error

    assert outcome(ask, f=lambda: 10**100).kind == "unusable"


def test_what_a_case_cannot_send_is_said():
    found = outcome(lambda c, rng: c.f(object()), f=len)
    assert (found.kind, found.message) == ("unsendable", "object cannot be sent to the candidate")
