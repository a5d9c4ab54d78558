import json
from pathlib import Path

import pytest
from harmless import Lenient
from hostile_cells import ATTACHMENTS, BUNDLES, MARKDOWN, png
from jinja2 import DictLoader
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from viva.grading.safe_markdown import kept_cell
from viva.report.formgrader import CleanNotebook

ROOT = Path(__file__).parents[2]
SETTINGS = json.loads((ROOT / "etc" / "jupyter" / "nbgrader_config.json").read_text())
# What nbgrader's template shows of a cell; the rest of its page is its own.
TEMPLATE = """
{%- extends 'nbconvert/templates/classic/base.html.j2' -%}
{% block markdowncell scoped %}{{ cell.source | markdown2html | strip_files_prefix }}{% endblock %}
{% block input %}{{ cell.source | highlight_code(metadata=cell.metadata) }}{% endblock %}
{% block footer %}{{ resources.last_name }}{% endblock %}
"""


def page(*cells, **resources):
    """What the formgrader shows of these cells, with the settings that come with viva."""
    exporter = HTMLExporter(
        config=Config(SETTINGS), extra_loaders=[DictLoader({"index.html.j2": TEMPLATE})]
    )
    found = {"assignment_id": "01", "base_url": "", "student": "", **resources}
    return exporter.from_notebook_node(new_notebook(cells=list(cells)), found)[0]


class Page(Lenient):
    """A page, without what nbconvert's own template writes around a student's part."""

    OURS = frozenset({"id", "tabindex"})

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, [pair for pair in attrs if pair[0] not in self.OURS])


def test_nothing_of_an_answer_runs_or_fetches():
    for attachments in ({}, ATTACHMENTS):
        Page(page(*(new_markdown_cell(t, attachments=attachments) for t in MARKDOWN.values())))


def test_nothing_of_an_output_runs_or_fetches():
    outputs = [new_output("display_data", data, metadata=m) for data, m in BUNDLES.values()]
    Page(page(new_code_cell("1", outputs=outputs, metadata={"nbgrader": {"grade_id": "q"}})))


def test_what_a_student_wrote_is_set_also_where_the_notebook_keeps_it_as_text():
    source = "**So** it is: [a](javascript:b) ![c](attachment:my%20plot.png)"
    cell = {"cell_type": "markdown", "source": source, "metadata": {}}
    cell["attachments"] = {"my plot.png": {"image/png": png()}}
    kept = kept_cell(cell)
    assert kept["source"].startswith("~~~")
    shown = page(
        new_markdown_cell(
            kept["source"], metadata=kept["metadata"], attachments=kept["attachments"]
        )
    )
    assert "<strong>So</strong> it is: a (<code>javascript:b</code>)" in shown
    assert f'src="data:image/png;base64,{png()}"' in shown


def test_a_picture_that_is_lost_is_named_and_ends_nothing():
    assert "attachment:lost.png" in page(new_markdown_cell("![a](attachment:lost.png)"))


def test_pictures_beside_the_notebook_are_shown():
    shown = page(new_markdown_cell("![a](plots/a.png)"))
    assert 'src="plots/a.png"' in shown


def test_a_name_is_text():
    shown = page(last_name='<img src="x" onerror="run()">')
    assert "&lt;img" in shown and "<img" not in shown


@pytest.mark.parametrize("name", ["filters", "preprocessors", "sanitize_html"])
def test_each_setting_is_needed(name, monkeypatch):
    monkeypatch.delitem(SETTINGS["HTMLExporter"], name)
    outputs = [
        new_output("display_data", {"text/html": "<i class='full-credit' onclick='run()'>x</i>"}),
        new_output("display_data", {"application/javascript": "run()"}),
        new_output("display_data", {"image/png": png()}, metadata={"image/png": {"width": "1 a"}}),
    ]
    cells = [new_markdown_cell("[a](javascript:b)"), new_code_cell("1", outputs=outputs)]
    if name == "sanitize_html":
        monkeypatch.setattr(CleanNotebook, "preprocess_cell", lambda self, cell, r, i: (cell, r))
    with pytest.raises(AssertionError):
        Page(page(*cells))
