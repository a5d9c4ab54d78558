"""What an instructor and a student are shown of a class that means harm, in a browser.

All of `hostile_cells` is handed in by one student, as written answers, as outputs and as comments.
An honest one hands in pictures. Everything on the pages is pressed.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hostile_cells import ATTACHMENTS, BUNDLES, HTML, JS, MARKDOWN, RAN, png
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from playwright.sync_api import expect
from seats import Seat
from small_course import cells, make_course, make_notebook, settings

from viva.worker.sandbox import sandbox_problem

pytestmark = [
    pytest.mark.slow,
    pytest.mark.recorded("hostile pages", "Makefile"),
    pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works"),
]

VIVA = Path(sys.executable).with_name("viva")
ASSIGNMENT, NOTEBOOK = "01_warm_up", "warm_up"
WRITTEN = {f"w{number:03}": name for number, name in enumerate(MARKDOWN)}
SHOWN = "![mine](attachment:my%20plot.png)"
# Presses all below an element, as a hand that slips would; links are followed at the end.
PRESS = """selector => {
  for (const element of document.querySelectorAll(selector)) {
    for (const kind of ['mouseover', 'mouseenter', 'mousedown', 'mouseup', 'click', 'dblclick']) {
      element.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true, view: window}));
    }
    if (element.focus) element.focus({preventScroll: true});
  }
}"""
# What stands in the formgrader's page of a notebook, between its own buttons.
ALL_OF_IT = ":is(.text_cell_render, .output_wrapper, .nbgrader_cell .panel-body)"
# Cells that are pressed move the panel, so the place is counted here.
SCROLL = """(panel, screens) => {
  panel.scrollTo({top: screens * panel.clientHeight, behavior: 'instant'});
  return (screens + 1) * panel.clientHeight >= panel.scrollHeight;
}"""


@pytest.fixture(scope="module")
def course(browser, tmp_path_factory):
    """A course of one assignment, its class graded and marked, with feedback and a report."""
    source = cells()
    source[2]["source"] += "\n\n![the figure](attachment:figure.png)"
    source[2]["attachments"] = {"figure.png": {"image/png": png()}}
    for name, title in WRITTEN.items():
        text = new_markdown_cell(f"**{name}** {title}", id=f"{name}-text")
        metadata = settings(name, grade=True, solution=True, points=1)
        source += [text, new_markdown_cell("So.", id=name, metadata=metadata)]
    course = make_course(tmp_path_factory.mktemp("hostile") / "course", make_notebook(source))
    hand_in(course, "eve", hostile(source))
    hand_in(course, "ada", honest(source))
    viva(course, "grade", "01")
    with Gradebook(course.gradebook_url) as gradebook:
        eve = gradebook.find_student("eve")
        eve.first_name, eve.last_name = HTML["a picture that fails"], HTML["a script"]
        for name in ("q01_double", "q02_linear"):
            comment = gradebook.find_comment(name, NOTEBOOK, ASSIGNMENT, "eve")
            comment.manual_comment = "\n\n".join([*HTML.values(), *MARKDOWN.values()])
        gradebook.db.commit()
    viva(course, "feedback", "01")
    viva(course, "report", "01")
    return course


def viva(course, *arguments):
    done = subprocess.run([VIVA, *arguments], cwd=course.root, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def hand_in(course, student, notebook):
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    # What a link to a file beside the notebook would open.
    (folder / "evil.html").write_text(f"<script>console.log('{RAN}')</script>")
    (folder / "x.png").write_text(f"<script>console.log('{RAN}')</script>")


def answered(source, answers, attachments):
    mine = json.loads(json.dumps(source))
    for cell in mine:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
            if cell["cell_type"] == "markdown":
                cell["attachments"] = attachments
    return mine


def hostile(source):
    """A notebook of all hostile cells; what its code displays stands below the first answer."""
    answers = {name: MARKDOWN[title] for name, title in WRITTEN.items()}
    names = "\n\n".join(f"![](<attachment:{name}>)" for name in ATTACHMENTS)
    answers["q02_linear"] = names + '\n\n<img src="attachment:page.html" onerror="' + JS + '">'
    answers["q01_double"] = (
        f"def double_all(numbers):\n    raise ValueError({HTML['a picture that fails']!r})"
    )
    mine = answered(source, answers, ATTACHMENTS)
    displayed = "from IPython.display import display\n" + "\n".join(
        f"display({data!r}, raw=True, metadata={metadata!r})" for data, metadata in BUNDLES.values()
    )
    place = next(n for n, cell in enumerate(mine) if cell["id"] == "q01")
    mine.insert(place, dict(new_code_cell(displayed, id="displayed")))
    notebook = make_notebook([nbformat.from_dict(cell) for cell in mine])
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    notebook.metadata["title"] = HTML["a script"]
    return notebook


def honest(source):
    answers = {"q02_linear": f"So it is: {SHOWN}\n\n![again](data:image/png;base64,{png()})"}
    mine = answered(source, answers, {"my plot.png": {"image/png": png((0, 0, 200))}})
    return make_notebook([nbformat.from_dict(cell) for cell in mine])


@pytest.fixture(scope="module")
def formgrader(course, tmp_path_factory):
    seat = Seat(course.root, tmp_path_factory.mktemp("instructor"), [])
    try:
        seat.start("lab-instructor", trusting=False)
        seat.wait()
        yield seat
    finally:
        seat.stop()


def submission_page(course, student):
    with Gradebook(course.gradebook_url) as gradebook:
        submission = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, student)
        return f"formgrader/submissions/{submission.id}/"


@pytest.fixture
def visit(open_page):
    """Open a page, press all of it, and give what it is; nothing may run or ask elsewhere."""
    seen = []

    def go(url, below="body", settled="networkidle"):
        # nbgrader's pages give the cookie of who comes with a token to their own folder only.
        first = re.sub(r"(http://[^/]+)/.*(\?.*)", r"\1/api/status\2", url)
        watched = open_page(first if url.startswith("http:") else "about:blank")
        said, opened = [], []
        context = watched.page.context
        context.on("console", lambda message: said.append(message.text))
        context.on("dialog", lambda dialog: (said.append(RAN), dialog.dismiss()))
        context.on("page", lambda page: opened.append(page.url))
        response = watched.page.goto(url)
        assert response.status == 200 or url.startswith("file:")
        watched.page.wait_for_load_state(settled)
        address = watched.page.url
        watched.page.evaluate(PRESS, f"{below} *")
        watched.page.wait_for_timeout(500)
        assert re.split("[?#]", watched.page.url)[0] == re.split("[?#]", address)[0]
        seen.append((watched, said, opened))
        return watched

    yield go
    for watched, said, opened in seen:
        assert watched.strangers == []
        assert [text for text in said if RAN in text] == []
        assert opened == []


def shown_pictures(page, below):
    return page.evaluate(
        "selector => [...document.querySelectorAll(`${selector} img`)].map(i => i.naturalWidth)",
        below,
    )


def test_a_hostile_submission_in_the_formgrader(course, formgrader, visit):
    url = formgrader.at(submission_page(course, "eve"))
    page = visit(url, ALL_OF_IT).page
    # All of it is there to be read: each answer in its box, with its score.
    scores = page.locator(".nbgrader_cell input.score")
    assert scores.count() == len(WRITTEN) + 2
    expect(scores.first).to_have_attribute("placeholder", "0")
    assert page.locator(".MathJax a, .MathJax [class*=full-credit]").count() == 0
    assert page.locator("nav .name-shown").first.inner_text() != ""


def test_pictures_in_the_formgrader(course, formgrader, visit):
    watched = visit(formgrader.at(submission_page(course, "ada")), ALL_OF_IT)
    assert shown_pictures(watched.page, "#notebook-container") == [2, 2, 2]
    assert [error for error in watched.errors if "about:blank" not in error] == []


@pytest.mark.parametrize(
    "page",
    [f"gradebook/{ASSIGNMENT}/{NOTEBOOK}", f"manage_submissions/{ASSIGNMENT}", "manage_students"],
)
def test_the_lists_of_the_formgrader(formgrader, visit, page):
    watched = visit(formgrader.at(f"formgrader/{page}"), "h1")
    rows = watched.page.locator("tbody tr", has_text=re.compile("eve|Submission"))
    expect(rows.first).to_be_attached()


def test_a_hostile_notebook_in_jupyterlab(course, formgrader, visit):
    name = f"autograded/eve/{ASSIGNMENT}/{NOTEBOOK}.ipynb"
    watched = visit(formgrader.lab_at(name), ".jp-NoSuchThing", "load")
    panel = watched.page.locator(".jp-WindowedPanel-outer")
    panel.wait_for()
    for screens in range(1000):
        at_end = panel.evaluate(SCROLL, screens)
        # JupyterLab makes links of addresses; whoever follows one sees where it leads.
        watched.page.evaluate(PRESS, ".jp-RenderedMarkdown :not(a[href^=http])")
        watched.page.evaluate(PRESS, ".jp-OutputArea-output :not(a[href^=http])")
        watched.page.wait_for_timeout(50)
        if at_end:
            break
    assert at_end


@pytest.mark.parametrize("student", ["eve", "ada"])
def test_a_feedback_page(course, visit, student):
    page = course.feedback / student / ASSIGNMENT / f"{NOTEBOOK}.html"
    watched = visit(page.as_uri())
    assert watched.errors == []
    if student == "ada":
        assert shown_pictures(watched.page, ".answer") == [2, 2]


def test_the_class_report(course, visit):
    watched = visit((course.root / "class-report.html").as_uri())
    assert watched.errors == []
    assert watched.page.get_by_text("eve").count()
