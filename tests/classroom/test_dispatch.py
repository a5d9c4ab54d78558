"""What follows from an answer, with judges that only play back what a test has written down."""

from collections import deque

import pytest

from viva.classroom.dispatch import START_FAILURES, Dispatcher, JudgeProcess
from viva.classroom.tasks import ATTEMPTS, Answer, JudgeProblem, Lost


class Package:
    digest = "the package"


class Scripted(Dispatcher[JudgeProcess]):
    """Judges that answer what a script says for each argument, the last entry again and again."""

    def __init__(self, judges=1, script=None, dead=()):
        super().__init__()
        self.judges = [JudgeProcess(ready=True) for _ in range(judges)]
        self.names = {judge: name for name, judge in enumerate(self.judges)}
        self.script = {key: deque(answers) for key, answers in (script or {}).items()}
        self.dead = set(dead)
        self.sent, self.waiting, self.discarded = [], deque(), []

    def close(self):
        self.judges.clear()

    def send(self, judge, request):
        name = self.names[judge]
        if name in self.dead:
            raise BrokenPipeError
        self.sent.append((name, request))
        assert len(self.sent) < 99, "it would go on for ever"
        (argument,) = request.arguments
        answers = self.script.get(argument)
        answer = Answer("done", request.function(argument))
        if answers:
            answer = answers.popleft() if len(answers) > 1 else answers[0]
            answer = answer or Answer("done", request.function(argument))
        self.waiting.append((judge, answer))

    def receive(self):
        assert self.waiting, "nobody would ever answer"
        yield self.waiting.popleft()

    def discard(self, judge):
        self.judges.remove(judge)
        self.discarded.append(self.names[judge])
        return Answer("failed", "It is gone.")


def square(number):
    return number * number


def run(judges, size=3, **options):
    return list(judges.run(square, [(number,) for number in range(size)], **options))


@pytest.mark.parametrize("judges", [1, 2, 5])
def test_each_task_is_done_once_by_whoever_is_free(judges):
    begun = []
    scripted = Scripted(judges)
    assert run(scripted, 7, started=begun.append) == [(n, n * n) for n in range(7)]
    assert begun == list(range(7))
    assert [request.arguments for _, request in scripted.sent] == [(n,) for n in range(7)]
    assert {name for name, _ in scripted.sent} == set(range(min(judges, 7)))
    assert all(judge.task is None for judge in scripted.judges)


def test_tasks_are_taken_as_judges_are_free():
    taken = []
    tasks = ((taken.append(number) or number,) for number in range(9))
    most = 0
    for done, _ in enumerate(Scripted(2).run(square, tasks), start=1):
        most = max(most, len(taken) - done)
    assert len(taken) == 9 and most == 2


def test_the_next_task_is_sent_before_a_result_is_looked_at():
    scripted = Scripted()
    results = scripted.run(square, [(1,), (2,)])
    assert next(results) == (0, 1)
    assert len(scripted.sent) == 2
    assert list(results) == [(1, 4)]


def test_a_package_goes_to_each_judge_once_and_every_request_names_it():
    scripted = Scripted(2)
    for _ in range(2):
        run(scripted, 4, package=Package)
    requests = {name: [r for who, r in scripted.sent if who == name] for name in (0, 1)}
    for sent in requests.values():
        assert [request.package for request in sent] == [Package] + [None] * (len(sent) - 1)
    assert all(request.needs == "the package" for _, request in scripted.sent)
    run(scripted, 1)
    assert (scripted.sent[-1][1].package, scripted.sent[-1][1].needs) == (None, None)


def test_one_that_does_not_know_the_package_is_sent_it_again():
    scripted = Scripted(script={1: [Answer("unknown"), None]})
    assert run(scripted, 2, package=Package) == [(0, 0), (1, 1)]
    sent = [(request.arguments, request.package) for _, request in scripted.sent]
    assert sent == [((0,), Package), ((1,), None), ((1,), Package)]


def test_a_task_that_fails_is_tried_again_and_costs_the_others_nothing():
    failed = Answer("failed", "It died.")
    scripted = Scripted(2, {1: [failed] * (ATTEMPTS - 1) + [None]})
    assert sorted(run(scripted)) == [(0, 0), (1, 1), (2, 4)]
    assert len(scripted.sent) == 3 + ATTEMPTS - 1


def test_after_the_third_failure_it_is_lost_and_the_others_are_done():
    reasons = [Answer("failed", f"It died, {time}.") for time in ("once", "twice", "thrice")]
    scripted = Scripted(1, {1: [*reasons, None]})
    assert dict(run(scripted)) == {0: 0, 1: Lost("It died, thrice."), 2: 4}
    assert len(scripted.sent) == 5


def test_a_task_that_failed_goes_to_another_judge_where_one_is_free():
    scripted = Scripted(3, {0: [Answer("failed", "It died."), Answer("not started", ""), None]})
    scripted.run_one(square, 0)
    assert [name for name, _ in scripted.sent] == [0, 1, 2]


def test_what_concerns_every_task_ends_it():
    scripted = Scripted(2, {1: [Answer("problem", "Nothing fits.")]})
    with pytest.raises(JudgeProblem, match=r"^Nothing fits\.$"):
        run(scripted)


def test_what_does_not_start_is_not_the_tasks_fault():
    failures = [Answer("not started", "No room.")] * (START_FAILURES - 1)
    scripted = Scripted(script={0: [*failures, None]})
    assert START_FAILURES > ATTEMPTS
    assert run(scripted, 1) == [(0, 0)]


def test_what_never_starts_ends_it_with_the_reason():
    scripted = Scripted(2, {0: [Answer("not started", "No room.")]})
    with pytest.raises(JudgeProblem, match=r"^No room\.$"):
        run(scripted, 1)
    assert len(scripted.sent) == START_FAILURES


def test_only_starts_that_fail_one_after_the_other_count():
    once = [Answer("not started", "No room."), None]
    size = 3 * START_FAILURES
    scripted = Scripted(script=dict.fromkeys(range(size), once))
    assert len(run(scripted, size)) == size


def test_a_judge_that_died_with_nothing_to_do_is_replaced_and_nobody_is_to_blame():
    scripted = Scripted(2, dead=[0])
    assert run(scripted) == [(0, 0), (1, 1), (2, 4)]
    assert scripted.discarded == [0]


def test_judges_are_started_while_tasks_wait():
    class Growing(Scripted):
        def start_more(self, tasks):
            if len(self.judges) < 2 and tasks.waiting():
                judge = JudgeProcess()
                self.judges.append(judge)
                self.names[judge] = len(self.names)
                self.waiting.append((judge, Answer("ready")))

    growing = Growing(0)
    assert sorted(run(growing)) == [(0, 0), (1, 1), (2, 4)]
    assert len(growing.judges) == 2
    assert run(Growing(0), 0) == []


def test_what_was_left_of_an_earlier_call_is_nobodys_result():
    scripted = Scripted(2)
    abandoned = scripted.run(square, [(7,), (8,)])
    next(abandoned)
    abandoned.close()
    assert sum(judge.task is not None for judge in scripted.judges) >= 1
    assert run(scripted) == [(0, 0), (1, 1), (2, 4)]


def test_a_single_call_gives_its_result():
    assert Scripted().run_one(square, 3) == 9
    failing = Scripted(script={3: [Answer("failed", "It died.")]})
    assert failing.run_one(square, 3) == Lost("It died.")


def test_used_as_a_context_manager_it_is_closed():
    with Scripted() as scripted:
        assert len(scripted.judges) == 1
    assert scripted.judges == []
