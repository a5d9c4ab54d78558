"""`make docs`: the site is built without a warning, and without anything from outside."""

import re
import shutil
from html.parser import HTMLParser

import pytest
from site_of_docs import ROOT, SITE, build

from viva.exam import Question

PAGES = ["README", "SECURITY", "docs/students", "docs/running", "docs/authoring", "docs/exam"]


class Seen(HTMLParser):
    """Collects what a page fetches by itself."""

    def __init__(self):
        super().__init__()
        self.fetched = []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag in ("script", "img", "iframe") and values.get("src"):
            self.fetched.append(values["src"])
        if tag == "link" and values.get("rel") in ("stylesheet", "preload", "icon"):
            self.fetched.append(values["href"])


@pytest.mark.recorded("site", *SITE)
@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_fetches_nothing(site):
    pages = sorted(site.rglob("*.html"))
    names = {path.relative_to(site).with_suffix("").as_posix() for path in pages}
    notebooks = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for path in (ROOT / "release").glob("*/*.ipynb")
    }
    assert len(notebooks) == 8
    assert names >= {"index", *PAGES} | notebooks
    for page in pages:
        seen = Seen()
        seen.feed(page.read_text(encoding="utf-8"))
        assert [address for address in seen.fetched if re.match(r"\w+:|//", address)] == [], page


@pytest.mark.recorded("site", *SITE)
@pytest.mark.slow
def test_notebooks_are_shown_and_not_run(site):
    text = (site / "release" / "03_list_mlp" / "list_mlp.html").read_text(encoding="utf-8")
    assert "NotImplementedError" in text
    assert "cell_output" not in text


@pytest.mark.recorded("site", *SITE)
@pytest.mark.slow
def test_a_link_that_leads_nowhere_stops_it(tmp_path, site):
    for name in ("docs", "release", "src"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for path in ROOT.glob("*.md"):
        shutil.copy(path, tmp_path)
    page = tmp_path / "docs" / "cluster.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[Away](away.md)\n", encoding="utf-8")
    done = build(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert "cross-reference target not found: 'away.md'" in done.stderr


def test_every_page_of_the_folder_is_in_the_contents():
    # Sphinx finds this as well; here it takes no time.
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^(?:.*<)?([\w./-]+)>?$", index, re.MULTILINE))
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= listed | {"index"}


def test_what_the_exam_offers_is_described():
    page = (ROOT / "docs" / "exam.md").read_text(encoding="utf-8")
    question = re.search(r"Question\(.*\)\n +:members: (.*)", page)[1].split(", ")
    public = {
        name
        for name, value in vars(Question).items()
        if callable(value) and not name.startswith("_") and name != "settle"
    }
    assert set(question) == public
