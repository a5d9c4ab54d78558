"""What a student and an instructor meet in JupyterLab, from the first page to the mark."""

import base64
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib.image
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from IPython.core.pylabtools import print_figure
from lab_page import LabNotebook, mark_written
from nbclient import NotebookClient
from playwright.sync_api import expect
from seats import ROOT, Seat
from sklearn.datasets import make_moons

from viva.lab.plots import plot_line, plot_points, plot_sides
from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.recorded("student's seat", "source", "release", "tests/hidden", "Makefile"),
]

VIVA = Path(sys.executable).with_name("viva")
FIRST, SECOND = "01_perceptron_line", "02_logistic_regression"
NOTEBOOK = f"{FIRST}/perceptron_line.ipynb"
ANSWERS = {
    "def pred_linear(": "return 1 if x2 < a * x1 + b else 0",
    "def accuracy(": "return sum(t == p for t, p in zip(y_true, y_pred)) / len(y_true)",
}
LEFT_OUT = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__")
QUESTIONS = {"q02_pred_linear": "def pred_linear(", "q03_accuracy": "def accuracy("}
NOT_ANSWERED = [
    *("q01_first_points", "q04_manual_line"),
    *("q05_perceptron_step", "q06_perceptron_fit", "q07_line_of"),
]
EXPLANATION = "No line separates the moons, so every epoch holds a mistake."
COMMENT = "Good. What would help?"


@pytest.fixture(scope="module")
def seats(browser, tmp_path_factory):
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
        solved[cell["id"]] = [line for line in cell["source"] if "### " not in line]
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
    lab = open_page(student.lab_at(NOTEBOOK))
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


@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_from_the_first_answer_to_the_mark(student, instructor, open_page, take_picture):
    formgrader = open_page(instructor.at("formgrader/manage_assignments"))
    desk = formgrader.page
    press(desk, desk.locator("tr", has_text=FIRST).locator(".assign a"))
    press(desk, desk.locator("tr", has_text=FIRST).locator(".release a"))
    press(desk, desk.locator("tr", has_text=SECOND).locator(".release a"))

    lab = open_page(student.lab_at(NOTEBOOK))
    answer_and_run(LabNotebook(lab.page))
    take_picture(lab.page, "student-notebook")
    validate(lab.page)
    hand_in(lab.page)
    take_picture(lab.page, "assignment-list")
    assert lab.strangers == []

    press(desk, desk.locator("tr", has_text=FIRST).locator(".collect a"))
    desk.goto(instructor.at(f"formgrader/manage_submissions/{FIRST}"))
    press(desk, desk.locator("tr", has_text="ada").locator(".autograde a"))
    expect(desk.locator("tr", has_text="ada").locator(".score")).to_have_text("4 / 18")

    scores = f"formgrader/gradebook/{FIRST}/perceptron_line"
    desk.goto(instructor.at(scores))
    expect(desk.locator("tbody td.score")).to_have_text("4 / 18")
    desk.locator("td.name a.name-hidden").click()
    expect(desk.locator(".MathJax").first).to_be_visible()
    written = mark_written(desk, "q08_never_ends", EXPLANATION, 2.5, COMMENT)
    written.scroll_into_view_if_needed()
    take_picture(desk, "formgrader")
    desk.goto(instructor.at(scores))
    expect(desk.locator("tbody td.score")).to_have_text("6.5 / 18")
    assert formgrader.strangers == []
    # MathJax looks whether fonts can be loaded by loading one that is not there.
    assert [error for error in formgrader.errors if "about:blank" not in error] == []

    desk.goto(feedback_page(instructor))
    expect(desk.locator("body")).to_contain_text(COMMENT)
    expect(desk.locator("body")).to_contain_text(re.compile(r"6\.5 (/|of) 18"))


def press(desk, button):
    """Press a button of the formgrader, which tells in a dialog how it went."""
    button.click()
    dialog = desk.locator(".modal.in")
    expect(dialog.locator(".modal-title")).to_have_text("Success")
    dialog.locator(".modal-footer button").click()
    expect(dialog).to_have_count(0)


def answer_and_run(notebook):
    """Answer q02 and q03, and see their visible tests pass; answer q08 in words."""
    notebook.open_contents()
    for heading, text in [
        ("A line by hand", "from sklearn.datasets import make_moons"),
        ("Two moons", "X, y = make_moons(300"),
    ]:
        notebook.go_to(heading)
        notebook.run(notebook.code(text))
    for question, definition in QUESTIONS.items():
        notebook.go_to(question)
        cell = notebook.code(definition)
        notebook.replace_line(cell, "raise NotImplementedError", ANSWERS[definition])
        notebook.run(cell)
        test = notebook.code(f'print("{question}: the visible test passes.")')
        expect(notebook.run(test)).to_have_text(f"{question}: the visible test passes.")
    notebook.go_to("q08_never_ends")
    notebook.write_text("YOUR ANSWER HERE", EXPLANATION)
    notebook.go_to("q02_pred_linear")


def validate(page):
    """Press Validate: what has been answered passes, the rest is named."""
    page.get_by_role("button", name="Validate").click()
    results = page.locator(".jp-Dialog", has_text="Validation Results")
    failed = results.get_by_text("The following cell failed:")
    expect(failed).to_have_count(len(NOT_ANSWERED))
    for question in NOT_ANSWERED:
        expect(results).to_contain_text(f'print("{question}: the visible test passes.")')
    results.get_by_role("button", name="Ok").click()


def hand_in(page):
    """Save, submit the notebook in nbgrader's list, and fetch another one."""
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    mine = page.locator("#fetched_assignments_list .list_item")
    mine.filter(has_text=FIRST).get_by_role("button", name="Submit").click()
    submitted = page.locator("#submitted_assignments_list .list_item")
    expect(submitted.filter(has_text=FIRST).first).to_be_visible()
    offered = page.locator("#released_assignments_list .list_item")
    expect(offered).to_have_count(1)
    offered.filter(has_text=SECOND).get_by_role("button", name="Fetch").click()
    expect(mine.filter(has_text=SECOND).first).to_be_visible()


def feedback_page(seat):
    """Write the feedback pages, and give that of the one student there is."""
    commands = subprocess.run([VIVA, "--help"], capture_output=True, text=True, check=True)
    ours = re.search(r"^  feedback ", commands.stdout, re.MULTILINE)
    seat.run("viva feedback 01" if ours else f"nbgrader generate_feedback {FIRST}")
    (page,) = (seat.folder / "feedback").glob(f"ada/{FIRST}/*.html")
    return page.as_uri()


def test_the_slider_moves_the_line_and_the_accuracy(student, open_page, take_picture):
    lab = open_page(student.lab_at("begun.ipynb"), height=1100)
    notebook = LabNotebook(lab.page)
    notebook.open_contents()
    for heading, text in [
        ("A line by hand", "from sklearn.datasets import make_moons"),
        ("Two moons", "X, y = make_moons(300"),
        ("q02_pred_linear", "def pred_linear("),
        ("q03_accuracy", "def accuracy("),
        ("q03_accuracy", "def accuracy_of_line("),
    ]:
        notebook.go_to(heading)
        notebook.run(notebook.code(text))
    notebook.go_to("q04_manual_line")
    output = notebook.run(notebook.code("line_explorer(X, y"))
    picture = output.locator("img")
    readouts = output.locator(".widget-readout")
    expect(readouts).to_have_text(["1.50", "1.00"])
    notebook.until(lambda: looks_like(picture, 1.5, 1.0))

    slope, intercept = output.locator(".noUi-handle").all()
    slope.focus()
    for _ in range(3):
        lab.page.keyboard.press("ArrowLeft")
    expect(readouts).to_have_text(["1.35", "1.00"])
    notebook.until(lambda: looks_like(picture, 1.35, 1.0))

    track = output.locator(".noUi-base").nth(1).bounding_box()
    intercept.hover()
    lab.page.mouse.down()
    lab.page.mouse.move(track["x"] + 0.55 * track["width"], track["y"], steps=5)
    lab.page.mouse.up()
    expect(readouts.nth(1)).not_to_have_text("1.00")
    moved = float(readouts.nth(1).inner_text())
    assert 0 < moved < 0.5
    notebook.until(lambda: looks_like(picture, 1.35, moved))
    assert not looks_like(picture, 1.5, 1.0)
    take_picture(output, "slider")
    assert lab.errors == []


def looks_like(picture, a, b):
    """Tell whether a picture in the page is the one of a line and its accuracy."""
    shown = matplotlib.image.imread(
        io.BytesIO(base64.b64decode(picture.get_attribute("src").partition("base64,")[2]))
    )
    X, y = make_moons_of_the_notebook()

    def accuracy_of_line(a, b):
        return np.mean((X[:, 1] < a * X[:, 0] + b) == (y == 1))

    axes = plot_points(X, y, title=f"{accuracy_of_line(a, b):.1%} of the points are right")
    plot_sides(a, b, ax=axes)
    plot_line(a, b, ax=axes)
    drawn = matplotlib.image.imread(io.BytesIO(print_figure(axes.figure, "png")))
    plt.close(axes.figure)
    return shown.shape == drawn.shape and np.abs(shown - drawn).max() < 0.02


def make_moons_of_the_notebook():
    np.random.seed(1)
    return make_moons(300, noise=0.20)


def test_a_wrong_answer_shows_its_message(student, open_page, take_picture):
    lab = open_page(student.lab_at("begun.ipynb"), height=1080)
    notebook = LabNotebook(lab.page)
    notebook.open_contents()
    notebook.go_to("q02_pred_linear")
    answer = notebook.code("def pred_linear(")
    notebook.replace_line(answer, "return 1 if", "return 1 if x2 > a * x1 + b else 0")
    notebook.run(answer)
    output = notebook.run(notebook.code("assert_close(pred_linear("))
    expect(output).to_contain_text("AssertionError: pred_linear(2, -1, 3, 4), a point below")
    output.scroll_into_view_if_needed()
    # Where viva is installed on the machine that takes the picture is of no interest.
    where = output.locator("span", has_text="compare.py")
    take_picture(lab.page, "wrong-answer", mask=[where], mask_color="#ffdddd")
    assert lab.errors == []


# A figure of each below this heading, which is not the first thing to be seen there.
SHOWN = {"06": "q07_fit", "07": "q02_graph", "08": "q10_per_class ·"}
HIDDEN = re.compile(r"\n### BEGIN HIDDEN TESTS.*### END HIDDEN TESTS", re.DOTALL)
NEXT_PICTURE = """panel => {
  const seen = panel.getBoundingClientRect();
  const whole = [...panel.querySelectorAll(".jp-OutputArea img")].some(image => {
    const box = image.getBoundingClientRect();
    return box.height > 100 && box.top > seen.top + 100 && box.bottom < seen.bottom;
  });
  if (!whole) panel.scrollBy({top: 150, behavior: "instant"});
  return whole;
}"""


@pytest.mark.parametrize("number", SHOWN)
def test_a_page_of_a_notebook_that_was_run(student, open_page, take_picture, request, number):
    if not request.config.getoption("--screenshots", default=False):
        pytest.skip("it is here for the picture; --screenshots makes it")
    (source,) = (ROOT / "source").glob(f"{number}_*/*.ipynb")
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        cell.source = HIDDEN.sub("", cell.source)  # as students see it
    place = {"metadata": {"path": str(source.parent)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    nbformat.write(notebook, student.folder / "release" / f"{number}.ipynb")
    lab = open_page(student.lab_at(f"{number}.ipynb"), height=1000)
    shown = LabNotebook(lab.page)
    shown.open_contents()
    shown.go_to(SHOWN[number])
    panel = shown.panel.locator(".jp-WindowedPanel-outer")
    shown.until(lambda: panel.evaluate(NEXT_PICTURE))
    take_picture(lab.page, f"notebook-{number}")
    assert lab.strangers == []
