import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.converters.base import NbGraderException
from small_course import make_course

from viva.course.generate import ReleaseError, record_assignment
from viva.course.nbgrader_check import require_exam


class Converter:
    """What of nbgrader's converters the check looks at."""

    def __init__(self, course, assignment="01_warm_up"):
        self.coursedir = course.nbgrader_directory(assignment_id=assignment)
        self.said = []
        self.log = self

    def error(self, said):
        self.said.append(said)


def test_a_missing_exam_is_logged_in_one_sentence(tmp_path):
    course = make_course(tmp_path)
    require_exam(Converter(course))
    (course.exams / "warm_up.py").unlink()
    converter = Converter(course)
    with pytest.raises(NbGraderException, match=r"q01_double_test asks an exam"):
        require_exam(converter)
    assert len(converter.said) == 1
    with pytest.raises(ReleaseError, match=r"source/01_warm_up/.* q01_double_test asks an exam"):
        record_assignment(course, course.find("01"))


@pytest.mark.slow
@pytest.mark.parametrize("step", ["generate_assignment", "autograde"])
def test_nbgraders_commands_stop_there(tmp_path, step):
    course = make_course(tmp_path)
    record_assignment(course, course.find("01"))
    (course.exams / "warm_up.py").unlink()
    folder = course.submitted / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    (folder / "warm_up.ipynb").write_bytes(
        (course.source / "01_warm_up/warm_up.ipynb").read_bytes()
    )
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), step, "01_warm_up"],
        cwd=course.root,
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "q01_double_test asks an exam, but there is no tests/hidden/warm_up" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(course.root.glob("release/*")) and not list(course.root.glob("autograded/*/*"))
