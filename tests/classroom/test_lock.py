import subprocess
import sys

import pytest
from small_course import make_course

from viva.classroom.lock import AlreadyGrading, only_grading

HOLD = """
import sys
from pathlib import Path
from viva.course.layout import Course
from viva.classroom.lock import only_grading
with only_grading(Course(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_gradings_of_one_course_are_kept_apart(tmp_path):
    course, other = make_course(tmp_path / "one"), make_course(tmp_path / "two")
    command = [sys.executable, "-c", HOLD, str(course.root)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        problem = pytest.raises(
            AlreadyGrading, match=f"already being graded, by process {holder.pid} on"
        )
        with problem, only_grading(course):
            pass
        with only_grading(other):
            pass
        holder.kill()
    with only_grading(course):
        pass
