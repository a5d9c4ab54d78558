import pytest

from viva.report.spreadsheet import plain_id, plain_text


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "\0=1", "\uff1d1+1", "\uff0d1"]
)
def test_no_text_is_a_formula(text):
    assert plain_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "ada", "Nováková, Zoë", "a=b", "1 - 2", "'=1"])
def test_other_text_stays(text):
    assert plain_text(text) == plain_id(text) == text


@pytest.mark.parametrize("text", ["-ada", "@ada", "+1", "-4711", "+ada.l@example.org"])
def test_an_id_stays_where_it_can_do_no_harm(text):
    assert plain_id(text) == text


@pytest.mark.parametrize(
    "text",
    ["=A1", "=1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "+1 ", "-1\n", "\tada", "-HYPERLINK(A1)"],
)
def test_an_id_that_could_do_harm_is_made_plain(text):
    assert plain_id(text) == "'" + text
