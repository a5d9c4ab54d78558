"""The documentation, in a browser, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from site_of_docs import SITE, built

pytestmark = [pytest.mark.slow, pytest.mark.recorded("site in a browser", *SITE)]

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NOTEBOOK = "release/01_perceptron_line/perceptron_line"
PAGES = [
    "docs/index",
    "docs/authoring",
    "docs/exam",
    NOTEBOOK,
]
# Tables of Markdown have a header in every column, and the one above the rows' names is empty.
OPTIONS = {"rules": {"empty-table-header": {"enabled": False}}}
FORMULAS_DONE = """() => !document.querySelector(".math")
    || Boolean(window.MathJax?.isReady && MathJax.Hub.queue.pending === 0)"""


@pytest.fixture(scope="module")
def site(browser, tmp_path_factory):
    return built(tmp_path_factory.mktemp("docs"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_read_by_everybody(site, open_page, name, size):
    watched = open_page((site / f"{name}.html").as_uri(), **size)
    page = watched.page
    page.wait_for_load_state()
    page.wait_for_function(FORMULAS_DONE)
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()
    assert watched.strangers == []
    wide, seen = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen


def test_formulas_are_set(site, open_page):
    watched = open_page((site / f"{NOTEBOOK}.html").as_uri(), **DESK)
    watched.page.wait_for_function(FORMULAS_DONE)
    assert watched.page.locator(".MathJax").count() > 0
    assert watched.page.locator(".MathJax_Error, .merror").count() == 0
