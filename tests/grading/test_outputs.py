import json

import pytest

from viva.grading.outputs import LEFT_OUT, clean_outputs, is_cut, within
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
        (STREAM | {"name": "stdout", "text": 5}, STREAM | {"name": "stdout", "text": "5"}),
        ({"output_type": "stream", "name": "stdout"}, STREAM | {"name": "stdout", "text": ""}),
        (
            {"output_type": "display_data", "data": {"a/b": "c"}, "metadata": {"x": 1}},
            {"output_type": "display_data", "data": {"a/b": "c"}, "metadata": {}},
        ),
        (
            {"output_type": "execute_result", "data": {"a/b": "c"}, "execution_count": 7},
            {"output_type": "execute_result", "data": {"a/b": "c"}, "metadata": {}}
            | {"execution_count": None},
        ),
        (
            {"output_type": "display_data", "data": None},
            {"output_type": "display_data", "data": {}, "metadata": {}},
        ),
        (
            {"output_type": "display_data", "data": {"x/json": {"a": 1}, "x/y": {"a": 1}}},
            {"output_type": "display_data", "data": {"x/json": {"a": 1}}, "metadata": {}},
        ),
        (
            {"output_type": "display_data", "data": {"x/json": float("nan"), "y/json": {1}}},
            {"output_type": "display_data", "data": {}, "metadata": {}},
        ),
        (
            {"output_type": "error", "ename": "E", "evalue": 3, "traceback": ["a", 1]},
            {"output_type": "error", "ename": "E", "evalue": "3", "traceback": ["a", "1"]},
        ),
        (
            {"output_type": "error"},
            {"output_type": "error", "ename": "", "evalue": "", "traceback": []},
        ),
    ],
)
def test_an_output_is_kept_as_the_format_has_it(output, cleaned):
    assert clean_outputs([output]) == [cleaned]


@pytest.mark.parametrize(
    "output", [None, {}, {"output_type": "widget"}, STREAM | {"name": "stdin"}]
)
def test_what_is_no_output_is_dropped(output):
    assert clean_outputs([output]) == []


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
