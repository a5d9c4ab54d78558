"""The class report and the feedback pages, in a browser, on a desk and on a phone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from viva.classroom.sample import class_of
from viva.commands.demo import hand_in
from viva.course.layout import Course
from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]

ROOT = Path(__file__).parents[2]
VIVA = Path(sys.executable).with_name("viva")
LEFT_OUT = shutil.ignore_patterns("__pycache__")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def viva(course, *arguments):
    done = subprocess.run([VIVA, *arguments], cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def course(browser, tmp_path_factory):
    """Notebook 01 and a class of four, graded."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("source", "release"):
        shutil.copytree(ROOT / folder / "01_perceptron_line", root / folder / "01_perceptron_line")
    exam = Path("tests") / "hidden" / "perceptron_line"
    shutil.copytree(ROOT / exam, root / exam)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    course = Course(root)
    hand_in(course, course.find("01"), list(class_of(4)), seed=8)
    viva(course, "grade", "01", "--figures")
    return course


@pytest.fixture(scope="module")
def class_report(course):
    viva(course, "report", "01")
    return course.root / "class-report.html"


@pytest.fixture(scope="module")
def feedback_page(course):
    if not re.search(r"^  feedback ", viva(course, "--help"), re.MULTILINE):
        pytest.skip("viva has no command for feedback pages yet")
    viva(course, "feedback", "01")
    return min(course.feedback.glob("*/*/*.html"))


def check(watched):
    """A page needs nobody else, has no errors, fits its width, and can be read by everybody."""
    page = watched.page
    page.wait_for_load_state()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert watched.strangers == []
    assert watched.errors == []
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen


@SIZES
def test_the_class_report(class_report, size, open_page, take_picture):
    watched = open_page(class_report.as_uri(), **size)
    check(watched)
    assert watched.page.locator("table.sortable tbody tr").count() == 4
    row = watched.page.locator("table.plain tbody tr").first
    name, value = (row.locator(cell).first.bounding_box() for cell in ("th", "td"))
    # On a phone the values stand below the name, with the whole width.
    assert (name["x"] == value["x"]) == (size is PHONE)
    if size is PHONE:
        take_picture(watched.page, "class-report-phone")


def test_the_class_report_of_the_demo(open_page, take_picture, tmp_path, request):
    if not request.config.getoption("--screenshots", default=False):
        pytest.skip("it is here for the picture; --screenshots makes it")
    for folder in ("source", "release", "tests/hidden"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_OUT)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    viva(Course(tmp_path), "demo", "01", "03")
    watched = open_page((tmp_path / "demo" / "class-report.html").as_uri(), 1280, 1500)
    check(watched)
    sandboxes = watched.page.locator("dt:text-is('sandbox') + dd")
    assert [each.inner_text().split()[0] for each in sandboxes.all()] == ["bubblewrap"] * 2
    take_picture(watched.page, "class-report")


@SIZES
def test_a_feedback_page(feedback_page, size, open_page, take_picture):
    watched = open_page(feedback_page.as_uri(), **size)
    check(watched)
    assert watched.page.get_by_text("q02_pred_linear").count() > 0
    take_picture(watched.page, "feedback" if size is DESK else "feedback-phone")
