"""What a student and an instructor meet in JupyterLab, from the first page to the mark."""

import json
import re
import shutil

import pytest
from lab_page import LabNotebook
from playwright.sync_api import expect
from seats import ROOT, Seat

pytestmark = pytest.mark.slow

FIRST, SECOND = "01_perceptron_line", "02_logistic_regression"
NOTEBOOK = f"lab/tree/{FIRST}/perceptron_line.ipynb"
ANSWERS = {
    "def pred_linear(": "return 1 if x2 < a * x1 + b else 0",
    "def accuracy(": "return sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)",
}
LEFT_OUT = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
EXPLANATION = "No line separates the moons, so every epoch holds a mistake."
COMMENT = "Good. What would help?"


@pytest.fixture(scope="module")
def seats(tmp_path_factory):
    """An instructor with two assignments, a student with one of them, and an exchange."""
    folder = tmp_path_factory.mktemp("two seats")
    exchange = folder / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    shared = [f"c.Exchange.root = {str(exchange)!r}"]

    course = folder / "course"
    for step in ("source", "release", "tests/hidden"):
        shutil.copytree(ROOT / step, course / step, ignore=LEFT_OUT)
    shutil.copy(ROOT / "nbgrader_config.py", course)

    mine = folder / "my copy"
    shutil.copytree(ROOT / "release", mine / "release", ignore=LEFT_OUT)
    shutil.copy(ROOT / "nbgrader_config.py", mine)

    instructor = Seat(course, folder / "instructor", shared)
    student = Seat(mine, folder / "student", [*shared, "c.CourseDirectory.student_id = 'ada'"])
    try:
        instructor.start("lab-instructor")
        student.start("lab")
        shutil.rmtree(mine / "release" / SECOND)
        prepare(mine / "release")
        instructor.wait()
        student.wait()
        yield instructor, student
    finally:
        instructor.stop()
        student.stop()


def prepare(release):
    """Put a notebook beside the released ones in which q01 to q03 are answered."""
    solved = {}
    source = json.loads((ROOT / "source" / FIRST / "perceptron_line.ipynb").read_text())
    for cell in source["cells"]:
        solved[cell["id"]] = cell["source"]
    released = json.loads((release / FIRST / "perceptron_line.ipynb").read_text())
    for cell in released["cells"]:
        if cell["id"] in ("q01_first_points", "q02_pred_linear", "q03_accuracy"):
            cell["source"] = solved[cell["id"]]
    (release / "begun.ipynb").write_text(json.dumps(released))


@pytest.fixture
def student(seats):
    return seats[1]


@pytest.fixture
def instructor(seats):
    return seats[0]


def test_a_notebook_opens_trusted_with_its_kernel_and_its_contents(student, open_page):
    lab = open_page(student.at(NOTEBOOK))
    notebook = LabNotebook(lab.page)
    expect(lab.page.locator(".jp-StatusItem-trust")).to_have_attribute(
        "title", re.compile(r"^Notebook trusted")
    )
    expect(notebook.panel.locator(".jp-KernelName")).to_have_text("Python 3 (ipykernel)")
    contents = notebook.open_contents()
    expect(contents.filter(has_text="A line by hand, then the perceptron")).to_be_visible()
    for question in ("q01_first_points · 1 point", "q08_never_ends · 3 points, written"):
        expect(contents.filter(has_text=question)).to_have_count(1)
    expect(lab.page.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)
    assert lab.strangers == []
    assert lab.errors == []
