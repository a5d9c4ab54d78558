"""The corpus of attacks, graded as Gradescope grades: nothing is gained, and nothing comes out.

tests/attacks puts all of them to the same judge. Here every fifth goes through the zip's
run_autograder; with VIVA_ALL_ATTACKS=1 all of them do, which takes minutes. Where this runs as
root they do so once more in what a container without namespaces is: bubblewrap cannot be had, and
student code runs as a user of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import gradescope_attacks
import pytest
from attacks.attack import POINTS
from attacks.attacked_course import secrets
from attacks.corpus import CORPUS
from recorded import LINE

from viva.worker.sandbox import sandbox_problem

NO_SANDBOX = sandbox_problem()
EVERY = 1 if os.environ.get("VIVA_ALL_ATTACKS") else 5
CHOSEN = dict(list(CORPUS.items())[::EVERY])


def without_namespaces(command):
    """Make a command line that runs as root where there is no bubblewrap.

    Python may lie in root's home, which others cannot enter; its folder is shown to them.
    """
    python = Path(sys.base_prefix)
    shown = ["--perms", "0755", "--tmpfs", "/root"]
    for parent in reversed(python.parents[:-2]):
        shown += ["--perms", "0755", "--dir", str(parent)]
    shown += ["--ro-bind", str(python), str(python)]
    shown = shown if python.is_relative_to("/root") else []
    hidden = ["--ro-bind", "/dev/null", "/usr/bin/bwrap", "--cap-add", "ALL"]
    # Processes of its own, as a container has: what goes wrong there goes wrong there only.
    apart = ["--unshare-pid", "--proc", "/proc", "--die-with-parent"]
    return ["bwrap", "--dev-bind", "/", "/", *apart, *shown, *hidden, "--", *command]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(
            fence,
            marks=[
                pytest.mark.xdist_group(f"gradescope attacks, {fence}"),
                pytest.mark.recorded(f"gradescope attacks, {fence}", *LINE),
            ],
        )
        for fence in ("sandbox", "own user")
    ],
)
def results(request, tmp_path_factory):
    """Grade the attacks with the zip of a course that has secrets in it."""
    if NO_SANDBOX:
        pytest.skip(f"needs a sandbox. {NO_SANDBOX}")
    root = tmp_path_factory.mktemp("attacked")
    if request.param == "sandbox":
        found = gradescope_attacks.grade_attacks(root, CHOSEN)
        assert found["note"] == ""
        return found["found"]
    if os.geteuid() != 0:
        pytest.skip("only root can give student code a user of its own")
    command = [sys.executable, gradescope_attacks.__file__, str(root), *CHOSEN]
    subprocess.run(without_namespaces(command), check=True)
    found = json.loads((root / gradescope_attacks.RESULTS).read_text())
    assert "bubblewrap is not installed. It ran as a user of its own" in found["note"]
    return found["found"]


@pytest.mark.slow
def test_an_attack_gains_nothing(results):
    unfair = {}
    for name, attack in CHOSEN.items():
        found = json.loads(results[name])
        deserved = {question: POINTS[question] for question in attack.honest}
        earned = {test["name"]: test["score"] for test in found["tests"] if test.get("score")}
        fair = earned.items() <= deserved.items() and (attack.loses or earned == deserved)
        if not fair or found["score"] != sum(earned.values()):
            unfair[name] = (found["score"], earned)
        asked = {test["name"] for test in found["tests"]} - {"For the instructor"}
        assert asked == {*POINTS}, name
    assert unfair == {}


@pytest.mark.slow
def test_nothing_hidden_is_in_the_results(results):
    found = {name: [each for each in secrets() if each in results[name]] for name in CHOSEN}
    assert {name: told for name, told in found.items() if told} == {}
