import json

import pytest

from viva.course.release_data import FILE_NAME, ReleaseData, read_release_data


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "5", '{"hints": [1]}', '{"hints": {"q": "no list"}, "released": 1}']
)
def test_what_is_not_as_it_should_be_is_left_out(tmp_path, text):
    (tmp_path / FILE_NAME).write_text(text)
    assert read_release_data(tmp_path / FILE_NAME) == ReleaseData()


def test_no_file_is_no_help(tmp_path):
    assert read_release_data(tmp_path / FILE_NAME) == ReleaseData()


def test_of_several_notebooks_each_has_its_own(tmp_path):
    one = {"hints": {"q1": ["one"]}, "released": {"q1": "x"}}
    two = {"hints": {"q2": ["two"]}, "released": {"q2": "y"}}
    (tmp_path / FILE_NAME).write_text(json.dumps({"notebooks": {"a": one, "b": two, "c": 5}}))
    assert read_release_data(tmp_path / FILE_NAME, "a").hints == {"q1": ("one",)}
    assert read_release_data(tmp_path / FILE_NAME, "b").released == {"q2": "y"}
    assert read_release_data(tmp_path / FILE_NAME, "c") == ReleaseData()
    both = read_release_data(tmp_path / FILE_NAME, "a-Copy1")
    assert (both.hints, both.released) == (
        {"q1": ("one",), "q2": ("two",)},
        {"q1": "x", "q2": "y"},
    )
