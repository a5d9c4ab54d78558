import pytest

from viva.exam.questions import Exam, Pair, check
from viva.judge.candidate import LocalTransport
from viva.judge.client import CallKilled, CallTimedOut
from viva.judge.outcome import put


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
    found = outcome(lambda c, rng: c.f(), f=5)
    assert (found.kind, found.value, found.called) == ("unusable", 5, False)


@pytest.mark.parametrize(("error", "kind"), [(CallTimedOut, "timeout"), (CallKilled, "killed")])
def test_processes_that_do_not_answer(error, kind):
    class Silent:
        def ask(self, request, seconds, listen):
            raise error

    assert put(case_of(lambda c, rng: c.f()), Silent()).kind == kind
