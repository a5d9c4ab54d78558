import re
from pathlib import Path

import pytest

from viva.release.student_requirements import blocks, for_students, reachable

LOCKED = (Path(__file__).parents[2] / "requirements.txt").read_text(encoding="utf-8")
NEEDS = {
    "viva-autograder": [
        "click>=8",
        "otter-grader>=6",
        "wheelhouse; extra == 'build'",
        "Docs[fast]",
    ],
    "click": ["colorama; sys_platform == 'win32'"],
    "otter-grader": ["pandas", "click"],
    "docs": ["quick; extra == 'fast'", "slow; extra == 'slow'", "old; python_version < '3.9'"],
}


def test_what_only_instructors_need_is_left_out_and_other_systems_are_kept():
    found = reachable("viva-autograder", lambda name: NEEDS.get(name, []))
    assert found == {"click", "colorama", "docs", "quick"}


def test_packages_keep_their_hashes_and_markers():
    text = "# head\na==1 ; x == 'y' \\\n    --hash=sha256:1 \\\n    --hash=sha256:2\nB_c==2\n"
    assert [name for name, _ in blocks(text.replace("x == 'y'", "os_name == 'nt'"))] == ["a", "b-c"]
    found = for_students(
        "click==8 \\\n    --hash=sha256:1\npandas==3 \\\n    --hash=sha256:2\n",
        lambda name: NEEDS.get(name, []),
    )
    assert found == "click==8 \\\n    --hash=sha256:1\n"


def test_of_this_projects_lock_students_get_what_they_use():
    chosen = {name for name, _ in blocks(for_students(LOCKED))}
    used = {"jupyterlab", "nbgrader", "numpy", "scipy", "scikit-learn", "matplotlib", "ipywidgets"}
    used |= {"click", "rich", "psutil", "watchfiles", "ipykernel", "pywinpty", "colorama"}
    assert used - chosen == set()
    for name in ("otter-grader", "pandas", "hatchling", "editables", "distributed"):
        assert name not in chosen
    assert len(chosen) < len(list(blocks(LOCKED)))


@pytest.mark.parametrize("name", ["numpy", "jupyterlab"])
def test_the_versions_are_those_of_the_lock(name):
    pattern = rf"^{name}==\S+"
    chosen = re.search(pattern, for_students(LOCKED), re.M)
    assert chosen is not None and chosen[0] == re.search(pattern, LOCKED, re.M)[0]
