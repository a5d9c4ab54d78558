import base64
import io
import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from harmless import Browser
from hostile_cells import BUNDLES, png

from viva.grading.outputs import LEFT_OUT, clean_outputs, is_cut, within
from viva.grading.safe_html import MACRO
from viva.worker.outputs import NOTE


def test_outputs_from_the_worker_are_checked():
    lies = [
        "text",
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": 5},
        {"output_type": "display_data", "data": {"text/plain": "x", 3: "y", "bad mime": "z"}},
        {"output_type": "error", "ename": None, "traceback": "no list"},
    ]
    cleaned = clean_outputs(lies)
    assert [entry["output_type"] for entry in cleaned] == ["stream", "display_data", "error"]
    assert cleaned[1]["data"] == {"text/plain": "x"}


STREAM = {"output_type": "stream", "name": "stderr", "text": "x"}


@pytest.mark.parametrize(
    ("output", "cleaned"),
    [
        (STREAM | {"more": 1}, STREAM),
        (STREAM | {"text": 10**5000}, STREAM | {"text": ""}),
        (STREAM | {"name": np.arange(3)}, None),
        ({"output_type": np.arange(3)}, None),
        ({"output_type": "stream", "name": "stdout"}, STREAM | {"name": "stdout", "text": ""}),
        (
            {"output_type": "display_data", "data": {"text/latex": "$c$"}, "metadata": {"x": 1}},
            {"output_type": "display_data", "data": {"text/latex": "$c$"}, "metadata": {}},
        ),
        (
            {"output_type": "execute_result", "data": {"text/latex": "$c$"}, "execution_count": 7},
            {"output_type": "execute_result", "data": {"text/latex": "$c$"}, "metadata": {}}
            | {"execution_count": None},
        ),
        (
            {"output_type": "display_data", "data": None},
            {"output_type": "display_data", "data": {}, "metadata": {}},
        ),
        (
            {"output_type": "display_data", "data": {"application/json": {"a": 1}, "x/y": "a"}},
            {"output_type": "display_data", "data": {"application/json": {"a": 1}}, "metadata": {}},
        ),
        (
            {"output_type": "display_data", "data": {"application/json": float("nan")}},
            {"output_type": "display_data", "data": {}, "metadata": {}},
        ),
        (
            {"output_type": "error", "ename": "E", "evalue": 3, "traceback": ["a", 1]},
            {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a", ""]},
        ),
        (
            {"output_type": "error"},
            {"output_type": "error", "ename": "", "evalue": "", "traceback": []},
        ),
    ],
)
def test_an_output_is_kept_as_the_format_has_it(output, cleaned):
    assert clean_outputs([output]) == [cleaned] * (cleaned is not None)


@pytest.mark.parametrize(
    "output", [None, {}, {"output_type": "widget"}, STREAM | {"name": "stdin"}]
)
def test_what_is_no_output_is_dropped(output):
    assert clean_outputs([output]) == []


@pytest.mark.parametrize("name", BUNDLES)
def test_nothing_runs_and_nothing_is_fetched(name):
    data, metadata = BUNDLES[name]
    output = {"output_type": "display_data", "data": {"text/plain": "x"} | data}
    (kept,) = clean_outputs([output | {"metadata": metadata}])
    assert kept["metadata"] == {}
    shown = {"text/plain", "text/html", "text/latex", "application/json", "image/png"}
    assert set(kept["data"]) <= shown
    Browser(kept["data"].get("text/html", ""))
    assert not MACRO.search(kept["data"].get("text/latex", ""))
    assert clean_outputs([kept]) == [kept]


def test_what_shows_something_stays():
    def bundle(data):
        return clean_outputs([{"output_type": "display_data", "data": data}])[0]["data"]

    for data in ({"image/png": png()}, {"text/latex": "$x$"}, {"text/html": "<b>x</b>"}):
        assert bundle(data) == data
    assert bundle({"text/markdown": "*x*"}) == {"text/html": "<p><em>x</em></p>\n"}
    assert bundle({"text/plain": "x", "text/html": "<b>" + "x" * 10**6}) == {"text/plain": "x"}
    assert "image/gif" not in bundle({"image/gif": png()})


def test_a_figure_as_svg_stays_a_picture():
    figure, axes = plt.subplots()
    axes.scatter([1, 2], [3, 4], label="x")
    file = io.StringIO()
    figure.savefig(file, format="svg")
    plt.close(figure)
    output = {"output_type": "display_data", "data": {"image/svg+xml": file.getvalue()}}
    (kept,) = clean_outputs([output])
    assert kept["data"]["text/html"].startswith('<img src="data:image/svg+xml;base64,')


def test_outputs_are_kept_while_they_fit():
    size = len(json.dumps([STREAM]))
    assert within([STREAM], size) == ([STREAM], 0)
    (note,), left = within([STREAM], size - 1)
    assert (note["output_type"], note["name"], note["text"]) == ("stream", "stderr", LEFT_OUT)
    assert left == size - 1


def test_output_that_was_cut_is_known():
    assert is_cut([STREAM, STREAM | {"text": "much " + NOTE}])
    assert is_cut([STREAM | {"text": LEFT_OUT}])
    assert not is_cut([STREAM | {"text": NOTE + " and more"}, {"output_type": "error"}])


def test_of_metadata_the_alternative_text_of_pictures_is_kept():
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
    metadata = {
        "image/png": {"alt": "A line\n\x1b[31mand points", "width": 3},
        "image/jpeg": {"alt": "none"},
        "x": 1,
    }
    output = {"output_type": "display_data", "data": {"image/png": picture}, "metadata": metadata}
    (kept,) = clean_outputs([output])
    assert list(kept["metadata"]) == ["image/png"] and list(kept["metadata"]["image/png"]) == [
        "alt"
    ]
    said = kept["metadata"]["image/png"]["alt"]
    assert said.isprintable() and said.startswith("A line") and said.endswith("and points")
    for odd in ({"image/png": {"alt": 3}}, {"image/png": []}, [], None, {"image/png": {"alt": ""}}):
        (kept,) = clean_outputs([output | {"metadata": odd}])
        assert kept["metadata"] == {}


def test_a_drawing_with_half_a_character_in_it_is_shown():
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><text>\ud83d</text></svg>"
    output = {"output_type": "display_data", "data": {"image/svg+xml": drawing}}
    (kept,) = clean_outputs([output])
    assert kept["data"]["text/html"].startswith('<img src="data:image/svg+xml;base64,')
