"""Two courses on a real JupyterHub, in a browser: from the release to the feedback that is read.

Accounts of this machine are made for an instructor, two students and the holders of the courses;
servers are started by LocalProcessSpawner, behind configurable-http-proxy. `make hub` runs it.
"""

import json
import os
import re
import shutil
import time

import pytest
from full_exam import full_course
from hub import PASSWORD, Hub, problem
from lab_page import LabNotebook, mark_written
from playwright.sync_api import expect
from seats import ROOT, free_port

from viva.worker.sandbox import sandbox_problem

pytestmark = [pytest.mark.slow, pytest.mark.hub]

LINE, WARM_UP = "from-a-line-to-mnist", "warm-up"
FIRST = "01_perceptron_line"
TEACHER, ADA, BEN = "hub-teacher", "hub-ada", "hub-ben"
ACCOUNTS = {LINE: "hub-line", WARM_UP: "hub-warm-up"}
NAMES = {TEACHER: "Tess Teacher", ADA: "Ada Lovelace", BEN: "Ben Bernoulli"}
EXPLANATION = "No line separates the moons, so every epoch holds a mistake."
COMMENT = "Good. What would help?"
PATIENCE = 300_000  # milliseconds, where the machine has other work
COURSES = """
[{line}]
account = "hub-line"
port = {port}
instructors = ["hub-teacher"]
students = ["hub-ada"]

[{warm_up}]
account = "hub-warm-up"
port = {other_port}
instructors = ["hub-teacher"]
students = ["hub-ada", "hub-ben"]
"""


@pytest.fixture(scope="module")
def hub(browser, tmp_path_factory):
    """A hub with two courses; nobody has done anything yet."""
    if problem() or sandbox_problem():
        reason = problem() or sandbox_problem()
        # `make hub` sets CI, and must have installed what is needed.
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("courses")
    line = folder / LINE
    for step, name in [("source", FIRST), ("tests/hidden", "perceptron_line")]:
        shutil.copytree(ROOT / step / name, line / step / name)
    shutil.copy(ROOT / "nbgrader_config.py", line)
    full_course(folder / WARM_UP)
    settings = folder / WARM_UP / "nbgrader_config.py"
    settings.write_text(settings.read_text().replace(repr(LINE)[1:-1], WARM_UP))
    hub = Hub(NAMES | dict.fromkeys(ACCOUNTS.values(), ""))
    try:
        for course, account in ACCOUNTS.items():
            hub.give(folder / course, account)
        ports = {"port": free_port(), "other_port": free_port()}
        hub.start(COURSES.format(line=LINE, warm_up=WARM_UP, **ports))
        yield hub
    finally:
        hub.stop()


@pytest.fixture(scope="module")
def sign_in(hub, browser):
    expect.set_options(timeout=PATIENCE)
    """Open a page of the hub as somebody, who stays signed in: ``sign_in(ADA, "hub/home")``."""
    contexts = {}

    def go(name, path):
        if name not in contexts:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            context.set_default_timeout(PATIENCE)
            contexts[name] = context
            page = context.new_page()
            own = name != TEACHER  # who needs no server but the courses'
            page.goto(f"{hub.url}/hub/login?next=%2Fhub%2F{'spawn' if own else 'home'}")
            page.get_by_label("Username").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(re.compile(r"/user/" if own else r"/hub/home"))
            page.close()
        page = contexts[name].new_page()
        page.goto(f"{hub.url}/{path}")
        return page

    yield go
    for context in contexts.values():
        context.close()


def press(desk, button):
    """Press a button of the formgrader, which tells in a dialog how it went."""
    button.click()
    dialog = desk.locator(".modal.in")
    expect(dialog.locator(".modal-title")).not_to_be_empty()
    assert "Success" in dialog.inner_text(), dialog.inner_text()
    dialog.locator(".modal-footer button").click()
    expect(dialog).to_have_count(0)


def formgrader(page):
    """Open the formgrader from the menu; give its page, which JupyterLab shows in a frame."""
    menu(page, "Formgrader")
    return page.frame_locator("iframe")


def menu(page, entry):
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name=entry, exact=True).click()


def fetch(page, assignment):
    """Fetch an assignment in the Assignment List."""
    offered = page.locator("#released_assignments_list .list_item", has_text=assignment)
    offered.get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list .list_item", has_text=assignment)
    expect(fetched.get_by_role("button", name="Submit")).to_be_visible()


def submit(page, assignment):
    """Submit it."""
    mine = page.locator("#fetched_assignments_list .list_item", has_text=assignment)
    mine.get_by_role("button", name="Submit").click()
    submitted = page.locator("#submitted_assignments_list .list_item", has_text=assignment)
    expect(submitted.first).to_be_visible()


def test_from_the_release_to_the_feedback(hub, sign_in, take_picture):
    page = sign_in(TEACHER, f"services/{LINE}/lab")
    desk = formgrader(page)
    row = desk.locator("tr", has_text=FIRST)
    press(desk, row.locator(".assign a"))
    course = hub.home(ACCOUNTS[LINE]) / LINE
    hints = json.loads((course / "release" / FIRST / "viva.json").read_text())["hints"]
    press(desk, row.locator(".release a"))

    student = sign_in(ADA, f"user/{ADA}/lab")
    menu(student, "Assignment List")
    fetch(student, FIRST)
    here = hub.home(ADA) / LINE / FIRST
    assert json.loads((here / "viva.json").read_text())["hints"] == hints
    work(hub, sign_in)
    submit(student, FIRST)
    take_picture(student, "hub-assignment-list")

    press(desk, row.locator(".collect a"))
    desk.locator("tr", has_text=FIRST).locator(".num-submissions a").click()
    press(desk, desk.locator("tr", has_text=ADA).locator(".autograde a"))
    expect(desk.locator("tr", has_text=ADA).locator(".score")).to_have_text("2 / 18")
    expect(desk.locator("tr", has_text=ADA).locator(".student-name")).to_have_text("Lovelace, Ada")
    expect(desk.locator(".modal-backdrop")).to_have_count(0)  # it fades, last of all
    take_picture(page, "hub-formgrader")
    mark(sign_in(TEACHER, f"services/{LINE}/formgrader/gradebook/{FIRST}/perceptron_line"))
    desk.get_by_role("link", name="Manage Assignments").click()
    press(desk, desk.locator("tr", has_text=FIRST).locator(".generate-feedback a"))
    press(desk, desk.locator("tr", has_text=FIRST).locator(".release-feedback a"))

    student.locator("#refresh_assignments_list").click()
    mine = student.locator("#submitted_assignments_list .list_item", has_text=FIRST)
    mine.get_by_role("button", name="Fetch Feedback").click()
    (feedback,) = until(lambda: list((here / "feedback").glob("*/perceptron_line.html")))
    address = feedback.relative_to(hub.home(ADA))
    read = sign_in(ADA, f"user/{ADA}/files/{address}")
    expect(read.locator("body")).to_contain_text(COMMENT)
    expect(read.locator("body")).to_contain_text(re.compile(r"4\.5 (/|of) 18"))
    take_picture(read, "hub-feedback")


def until(found):
    """Wait for files; give what was found."""
    last = time.monotonic() + 300
    while not found():
        assert time.monotonic() < last
        time.sleep(0.2)
    return found()


def work(hub, sign_in):
    """Answer a question in code, one in words, and save."""
    page = sign_in(
        ADA, f"user/{ADA}/lab/workspaces/answers/tree/{LINE}/{FIRST}/perceptron_line.ipynb"
    )
    notebook = LabNotebook(page)
    notebook.open_contents()
    notebook.go_to("q02_pred_linear")
    answer = "return 1 if x2 < a * x1 + b else 0"
    notebook.replace_line(notebook.code("def pred_linear("), "raise NotImplementedError", answer)
    notebook.go_to("q08_never_ends")
    notebook.write_text("YOUR ANSWER HERE", EXPLANATION)
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-TabBar-tab.jp-mod-dirty")).to_have_count(0)
    saved = (hub.home(ADA) / LINE / FIRST / "perceptron_line.ipynb").read_text()
    assert answer in saved and EXPLANATION in saved
    page.close()


def mark(desk):
    """Give the one written answer a mark and a comment."""
    desk.locator("td.name a.name-hidden").click()
    expect(desk.locator(".MathJax").first).to_be_visible()
    desk.wait_for_load_state("networkidle")  # the fields know their grades
    mark_written(desk, "q08_never_ends", EXPLANATION, 2.5, COMMENT)
    desk.close()


def test_another_course_on_the_same_hub(hub, sign_in):
    page = sign_in(TEACHER, f"services/{WARM_UP}/lab")
    desk = formgrader(page)
    expect(desk.locator("tbody tr")).to_have_count(1)
    row = desk.locator("tr", has_text="01_warm_up")
    press(desk, row.locator(".assign a"))
    press(desk, row.locator(".release a"))
    student = sign_in(BEN, f"user/{BEN}/lab")
    menu(student, "Assignment List")
    fetch(student, "01_warm_up")
    # Ben does not attend the other course, which has a release, too.
    expect(student.locator("#course_list_default")).to_have_text(WARM_UP)
    expect(student.get_by_text(LINE, exact=True)).to_have_count(0)
    submit(student, "01_warm_up")
    press(desk, row.locator(".collect a"))
    assert (hub.home(ACCOUNTS[WARM_UP]) / WARM_UP / "submitted" / BEN / "01_warm_up").is_dir()
    assert not (hub.home(ACCOUNTS[LINE]) / LINE / "submitted" / BEN).exists()


def test_students_open_neither_a_formgrader_nor_anothers_server(hub, sign_in):
    page = sign_in(BEN, "hub/home")
    for path in (f"services/{LINE}/lab", f"services/{WARM_UP}/formgrader", f"user/{ADA}/lab"):
        response = page.goto(f"{hub.url}/{path}")
        assert response.status in (403, 404), path


def test_students_read_neither_the_exam_nor_each_other(hub):
    """After the tests above: there are submissions, grades and feedback."""
    line = hub.home(ACCOUNTS[LINE]) / LINE
    (handed_in,) = hub.exchange.glob(f"{LINE}/inbound/{ADA}+*")
    (feedback,) = hub.exchange.glob(f"{LINE}/feedback/*.html")
    for secret in (
        line / "tests" / "hidden" / "perceptron_line" / "__init__.py",
        line / "source" / FIRST / "perceptron_line.ipynb",
        line / "gradebook.db",
        line / "submitted" / ADA / FIRST / "perceptron_line.ipynb",
        hub.home(ADA) / LINE / FIRST / "perceptron_line.ipynb",
    ):
        assert secret.is_file()
        assert hub.run(BEN, "cat", str(secret)).returncode != 0, secret
    # nbgrader lets everybody enter these two, and gives what is in there names that nobody guesses.
    for folder in (handed_in.parent, feedback.parent):
        assert hub.run(BEN, "ls", str(folder)).returncode != 0, folder
    everything = hub.run(BEN, "find", str(hub.folder), "-readable", "-type", "f").stdout
    mine = str(hub.home(BEN))
    for name in everything.splitlines():
        assert name.startswith((mine, str(hub.folder / "settings"), str(hub.log))) or (
            "/outbound/" in name
        ), name
    assert hub.run(ADA, "cat", str(hub.home(ADA) / LINE / FIRST / "viva.json")).returncode == 0
