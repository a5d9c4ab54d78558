"""The corpus of attacks, graded as Gradescope grades: nothing is gained, and nothing comes out.

tests/attacks puts all of them to the same judge. Here every fifth goes through the zip's
run_autograder; with VIVA_ALL_ATTACKS=1 all of them do, which takes minutes.
"""

import json
import os
import shutil
import zipfile
from contextlib import ExitStack

import pytest
from attacks.attack import ASSIGNMENT, POINTS, build
from attacks.attacked_course import (
    REPOSITORY,
    Listener,
    hand_in,
    make_course,
    make_readable,
    released,
    secrets,
    solutions,
)
from attacks.corpus import CORPUS

from viva.course import seat
from viva.course.confinement import confine
from viva.export import run_autograder
from viva.export.gradescope_zip import export_gradescope
from viva.worker.sandbox import sandbox_problem

NO_SANDBOX = sandbox_problem()
EVERY = 1 if os.environ.get("VIVA_ALL_ATTACKS") else 5
CHOSEN = dict(list(CORPUS.items())[::EVERY])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Grade the attacks with the zip of a course that has secrets in it."""
    if NO_SANDBOX:
        pytest.skip(f"needs a sandbox. {NO_SANDBOX}")
    root = tmp_path_factory.mktemp("attacked")
    make_readable(root)
    host = root / "host"
    host.mkdir()
    host.chmod(0o777)
    course, assignment = make_course(root / "course")
    for name in ("requirements.txt", "requirements-uv.txt", "viva-0.1.0-py3-none-any.whl"):
        (course.root / name).write_text("")
    folder = root / "autograder"
    with zipfile.ZipFile(export_gradescope(course, assignment, root / "dist")) as archive:
        archive.extractall(folder / "source")
    found = {}
    with ExitStack() as stack:
        listener = stack.enter_context(Listener(host).listening())
        words = listener.words | {
            "COURSE": str(folder / "source" / "files" / "course"),
            "REPOSITORY": str(REPOSITORY),
            "HOST": str(host),
        }
        seat.take_seat(False, confine(course))
        stack.callback(seat.leave_seat)
        for name, attack in CHOSEN.items():
            hand_in(course, name, build(attack, released(), solutions(), words), attack.files)
            shutil.rmtree(folder / "submission", ignore_errors=True)
            handed_in = course.submitted / name / ASSIGNMENT
            shutil.copytree(handed_in, folder / "submission", symlinks=True)
            (folder / "results" / "results.json").unlink(missing_ok=True)
            run_autograder.main(folder)
            found[name] = (folder / "results" / "results.json").read_text()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
def test_an_attack_gains_nothing(results, name):
    attack, found = CHOSEN[name], json.loads(results[name])
    deserved = {question: POINTS[question] for question in attack.honest}
    earned = {test["name"]: test["score"] for test in found["tests"] if test.get("score")}
    assert earned.items() <= deserved.items()
    assert found["score"] == sum(earned.values())
    if not attack.loses:
        assert earned == deserved
    assert {test["name"] for test in found["tests"]} == {*POINTS}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
def test_nothing_hidden_is_in_the_results(results, name):
    assert [secret for secret in secrets() if secret in results[name]] == []
