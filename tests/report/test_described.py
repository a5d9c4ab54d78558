import nbformat
from nbconvert import HTMLExporter
from traitlets.config import Config

from viva.report.described import DescribePictures

SETTINGS = Config({"HTMLExporter": {"preprocessors": [DescribePictures]}})


def page_of(metadata):
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [
        nbformat.v4.new_output("display_data", {"image/png": "aGVs\nbG8="}, metadata=metadata)
    ]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    page, _ = HTMLExporter(config=SETTINGS).from_notebook_node(notebook)
    assert "text/html" not in cell.outputs[0].data
    return page


def test_a_picture_is_shown_with_its_text():
    page = page_of({"image/png": {"alt": 'A "line" <b>'}})
    assert ('A "line" &lt;b&gt;\'' + ' src="data:image/png;base64,aGVsbG8="') in page


def test_one_without_a_text_is_shown_as_ever():
    page = page_of({})
    assert "data:image/png;base64,aGVs" in page and "No description has been provided" in page
