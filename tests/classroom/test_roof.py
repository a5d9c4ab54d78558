"""What a judge may use, and where it says what it is doing."""

import os
import time

from viva.classroom.roof import Costs, Diary, Exceeded, Roof, memory, processor_time, roof_of
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
    assert 10 * MIB < memory(os.getpid()) < 4096 * MIB
    assert (processor_time(GONE), memory(GONE)) == (0, 0)
