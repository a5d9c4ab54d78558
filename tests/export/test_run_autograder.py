import json
import os
import subprocess
import sys
import zipfile

import pytest
from full_exam import answer, full_course

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.export import run_autograder
from viva.export.gradescope_zip import export_gradescope
from viva.export.run_autograder import main

FOREVER = "def double_all(numbers):\n    while True:\n        pass\n"


@pytest.fixture(scope="module")
def bundle_and_zip(tmp_path_factory):
    course, assignment = full_course(tmp_path_factory.mktemp("course"))
    for name in (
        "requirements.txt",
        "requirements-uv.txt",
        "viva_autograder-0.1.0-py3-none-any.whl",
    ):
        (course.root / name).write_text("")
    return make_bundle(assignment), export_gradescope(course, assignment, course.root / "dist")


@pytest.fixture
def place(bundle_and_zip, tmp_path):
    """The folder /autograder, as Gradescope lays it out."""
    with zipfile.ZipFile(bundle_and_zip[1]) as archive:
        archive.extractall(tmp_path / "source")
    for name in ("submission", "results"):
        (tmp_path / name).mkdir()
    return tmp_path


def hand_in(place, bundle, trial):
    (place / "submission" / "warm_up.ipynb").write_bytes(trial_notebook(bundle, trial))


def results(place):
    return json.loads((place / "results" / "results.json").read_text())


def test_a_submission_is_graded_in_the_sandbox(place, bundle_and_zip):
    bundle, _ = bundle_and_zip
    hand_in(place, bundle, Trial("wrong", "q01_double", code=answer("number**2")))
    main(place)
    found = results(place)
    (test,) = found["tests"]
    assert (test["name"], test["score"], test["max_score"]) == ("q01_double", 0, 2)
    assert test["output"].startswith("Every number is multiplied by itself.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Nothing was handed in"),
        (b"<<<<<<< mine\n=======\n>>>>>>> theirs\n", "merge-conflict markers"),
        (b"{}", "no cells"),
    ],
)
def test_there_are_results_for_what_cannot_be_read(place, content, words):
    if content is not None:
        (place / "submission" / "warm_up.ipynb").write_bytes(content)
    main(place)
    found = results(place)
    assert found["score"] == 0 and words in found["output"]
    assert [test["score"] for test in found["tests"]] == [0]


def test_without_a_sandbox_the_instructor_is_told_once_and_the_student_is_not(
    place, bundle_and_zip, monkeypatch
):
    bundle, _ = bundle_and_zip
    hand_in(place, bundle, Trial("solution"))
    problem = "bubblewrap cannot make its namespaces here: no."
    monkeypatch.setattr(run_autograder, "sandbox_problem", lambda: problem)
    main(place)
    found = results(place)
    assert found["score"] == 2
    told = [test for test in found["tests"] if problem in test["output"]]
    assert [test["visibility"] for test in told] == ["hidden"]
    shown = [test for test in found["tests"] if test["visibility"] != "hidden"]
    assert "sandbox" not in json.dumps([shown, found["output"]])


def test_a_fault_of_the_course_is_told_to_the_instructor(place):
    (place / "source" / "files" / "course" / "tests" / "hidden" / "warm_up.py").write_text("1 / 0")
    main(place)
    found = results(place)
    assert found["score"] == 0 and "could not be graded" in found["output"]
    assert "ZeroDivisionError" in found["tests"][0]["output"]
    assert found["tests"][0]["visibility"] == "hidden"


def test_a_setting_that_gradescope_does_not_know_is_a_fault(place):
    (place / "source" / "viva.json").write_text('{"visibility": "never"}')
    main(place)
    assert "visibility must be one of" in results(place)["tests"][0]["output"]


@pytest.mark.slow
def test_gradescopes_script_writes_results(place, bundle_and_zip):
    hand_in(place, bundle_and_zip[0], Trial("solution"))
    environment = os.environ | {"AUTOGRADER": str(place), "PYTHON": sys.executable}
    script = place / "source" / "run_autograder"
    subprocess.run(["bash", script], env=environment, check=True)
    assert results(place)["score"] == 2
    # Where the grader cannot even start, the script's own results stay.
    environment["PYTHON"] = "/no/such/python"
    assert subprocess.run(["bash", script], env=environment, capture_output=True).returncode
    assert results(place)["score"] == 0 and "could not finish" in results(place)["output"]
