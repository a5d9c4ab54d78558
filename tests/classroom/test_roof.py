"""What a judge may use, and where it says what it is doing."""

import multiprocessing
import os
import time

from viva.classroom.roof import Costs, Diary, Exceeded, Roof, holds_more, processor_time, roof_of
from viva.course.confinement import Confinement
from viva.grading.bundle import Limits
from viva.worker.limits import MIB, Resources

GONE = 2**22 + 1


def test_the_roof_is_what_the_settings_say():
    confinement = Confinement(True, Limits(judge_seconds=7), Resources(judge_memory=5))
    assert roof_of(confinement) == Roof(7, 5)


def test_time_counts_from_the_beginning_of_the_task(tmp_path):
    end = time.process_time() + 0.1
    while time.process_time() < end:
        pass
    costs = Costs(os.getpid(), tmp_path)
    assert costs.over(Roof(0.1, 2**40)) is None
    diary = Diary(tmp_path)
    diary("reading the notebook")
    diary("judging what q01 returns", "q01")
    assert diary.last == ("judging what q01 returns", "q01")
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    assert costs.over(Roof(0.1, 2**40)) == Exceeded("seconds", "judging what q01 returns", "q01")
    assert costs.over(Roof(60, 1)) == Exceeded("memory", "judging what q01 returns", "q01")
    assert Costs(os.getpid(), tmp_path).doing() == ("", "")


def test_processes_are_measured_and_none_that_is_gone():
    assert processor_time(os.getpid()) > 0
    assert holds_more(os.getpid(), 10 * MIB) and not holds_more(os.getpid(), 4096 * MIB)
    assert (processor_time(GONE), holds_more(GONE, 0)) == (0, False)


def test_what_a_fork_shares_with_its_parent_is_not_its_own():
    inherited = bytearray(os.urandom(MIB) * 200)

    def fork(change):
        for place in range(0, len(inherited) if change else 0, 4096):
            inherited[place] ^= 1
        ready.send(None)
        time.sleep(60)

    found = []
    for change in (False, True):
        here, ready = multiprocessing.Pipe()
        child = multiprocessing.get_context("fork").Process(target=fork, args=(change,))
        child.start()
        here.recv()
        found.append(holds_more(child.pid, 150 * MIB))
        child.kill()
        child.join()
    assert found == [False, True]
