from viva.classroom.tasks import ATTEMPTS, Lost, Tasks


def test_tasks_come_one_by_one_and_those_that_came_back_first():
    taken = []

    def source():
        for number in range(3):
            taken.append(number)
            yield (number,)

    tasks = Tasks(source())
    assert tasks.waiting() and taken == [0]
    assert tasks.waiting() and taken == [0]
    first = tasks.next()
    assert (first.number, first.arguments, taken) == (0, (0,), [0])
    assert tasks.failed(first, "it died") is None
    assert tasks.next() is first
    assert [tasks.next().number, tasks.next().number, tasks.next()] == [1, 2, None]
    assert tasks.exhausted and not tasks.waiting()


def test_a_task_is_lost_at_the_third_failure():
    tasks = Tasks([()])
    for reason in "ab":
        assert tasks.failed(tasks.next(), reason) is None
    assert tasks.failed(tasks.next(), "c") == Lost("c")
    assert ATTEMPTS == 3
    assert tasks.next() is None and tasks.finished


def test_a_task_that_is_put_back_comes_first_and_has_not_failed():
    tasks = Tasks([(0,), (1,)])
    first, second = tasks.next(), tasks.next()
    assert tasks.failed(second, "it died") is None
    tasks.put_back(first)
    assert [tasks.next(), tasks.next()] == [first, second]
    assert (first.failures, second.failures) == (0, 1)


def test_tasks_are_finished_when_all_are_done_or_lost():
    tasks = Tasks([()])
    assert not tasks.finished
    task = tasks.next()
    assert tasks.next() is None and not tasks.finished
    tasks.put_back(task)
    assert not tasks.finished
    tasks.done(tasks.next())
    assert tasks.finished
