import pytest

from viva.worker.outputs import NOTE, Outputs, Stream


def test_printed_text_is_joined_and_kept_in_order():
    outputs = Outputs()
    out, err = Stream(outputs, "stdout"), Stream(outputs, "stderr")
    out.write("a")
    out.write("b")
    err.write("c")
    out.write("d")
    texts = [(entry["name"], entry["text"]) for entry in outputs.finish()]
    assert texts == [("stdout", "ab"), ("stderr", "c"), ("stdout", "d")]


def test_output_beyond_the_limit_is_cut_with_a_note():
    outputs = Outputs(limit=10)
    stream = Stream(outputs, "stdout")
    for _ in range(1000):
        stream.write("0123456")
    first, note = outputs.finish()
    assert first["text"].startswith("0123456")
    assert len(first["text"]) <= 10
    assert note["text"] == NOTE
    outputs.error("ValueError", "bad", ["line"])
    assert outputs.finish()[-1]["ename"] == "ValueError"


def test_rich_outputs_are_replaced_and_cleared():
    outputs = Outputs()
    outputs.display({"text/plain": "one"}, {}, "bar")
    outputs.update({"text/plain": "two"}, "bar")
    assert outputs.finish() == [
        {"output_type": "display_data", "data": {"text/plain": "two"}, "metadata": {}}
    ]
    outputs.clear(wait=True)
    assert outputs.finish()
    outputs.result({"text/plain": "3", "image/png": b"\x89"}, 4)
    (result,) = outputs.finish()
    assert result["data"] == {"text/plain": "3", "image/png": "iQ=="}
    outputs.clear()
    assert outputs.finish() == []


def test_streams_stay_open_and_take_text_only():
    outputs = Outputs()
    stream = Stream(outputs, "stdout")
    stream.close()
    assert stream.write("still here") == 10
    with pytest.raises(TypeError):
        stream.write(b"bytes")


def test_clearing_a_widget_leaves_the_cell():
    outputs = Outputs()
    outputs.stream("stdout", "before")
    outputs.open_area()
    outputs.stream("stdout", "gone")
    outputs.clear()
    outputs.stream("stdout", "in")
    outputs.clear(wait=True)
    outputs.stream("stdout", "shown")
    outputs.close_area()
    outputs.stream("stdout", "after")
    assert [entry["text"] for entry in outputs.finish()] == ["before", "shownafter"]
    outputs.clear()
    assert outputs.finish() == []
