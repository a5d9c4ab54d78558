from viva.classroom.tasks import Lost, Tasks


def test_tasks_come_one_by_one_and_those_that_came_back_first():
    taken = []

    def source():
        for number in range(3):
            taken.append(number)
            yield (number,)

    tasks = Tasks(source())
    assert tasks.any() and taken == [0]
    first = tasks.next()
    assert (first.number, first.arguments, taken) == (0, (0,), [0])
    assert tasks.failed(first, "it died") is None
    assert tasks.next() is first
    assert [tasks.next().number, tasks.next().number, tasks.next()] == [1, 2, None]
    assert tasks.ended and not tasks.any()


def test_a_task_is_lost_at_the_third_death():
    tasks = Tasks([()])
    task = tasks.next()
    assert [tasks.failed(task, why) for why in "ab"] == [None, None]
    assert tasks.failed(task, "c") == Lost("c")
