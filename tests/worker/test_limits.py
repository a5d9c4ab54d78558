import resource
import subprocess
import sys

from viva.worker.limits import MIB, Resources

SHOW = """
import resource, sys
from viva.worker.limits import Resources
Resources.from_json(sys.argv[1]).apply(alone=True)
kinds = ("AS", "FSIZE", "CPU", "NOFILE", "CORE", "NPROC")
print(*(resource.getrlimit(getattr(resource, "RLIMIT_" + kind))[1] for kind in kinds))
"""


def test_limits_bind_the_process():
    limits = Resources(memory=900 * MIB, processes=77, cpu_seconds=9, open_files=99)
    done = subprocess.run(
        [sys.executable, "-c", SHOW, limits.as_json()], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(900 * MIB), str(128 * MIB), "9", "99", "0", "77"]


def test_limits_cross_the_command_line():
    limits = Resources(memory=1, scratch=2)
    assert Resources.from_json(limits.as_json()) == limits


def test_this_process_is_as_it_was():
    assert resource.getrlimit(resource.RLIMIT_CPU)[1] != 9
