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
