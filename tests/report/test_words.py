import pytest

from viva.report.words import count_of, duration, percent, points, shortened


@pytest.mark.parametrize(
    ("value", "written"), [(2.0, "2"), (0, "0"), (1.5, "1.5"), (2 / 3, "0.67"), (10.0, "10")]
)
def test_points(value, written):
    assert points(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0 %"), (0.001, "1 %"), (0.5, "50 %"), (0.999, "99 %"), (1, "100 %")]
)
def test_percent_keeps_all_and_nothing_for_themselves(value, written):
    assert percent(value) == written


def test_count_of():
    assert count_of(1, "student") == "1 student"
    assert count_of(0, "student") == "0 students"
    assert count_of(2, "was", "were") == "2 were"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (5400, "90 min")]
)
def test_duration(seconds, said):
    assert duration(seconds) == said


def test_shortened():
    assert shortened("two  words\nand a line") == "two words and a line"
    assert shortened("word " * 50, 20) == "word word word …"
    assert shortened("x" * 50, 20) == "x" * 18 + " …"
    assert shortened("", 20) == ""
