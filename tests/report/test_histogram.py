import pytest

from viva.report.histogram import Histogram
from viva.report.statistics import histogram


def test_bars_stand_on_the_axis_and_grow_with_their_counts():
    chart = Histogram(histogram([0.05, 0.95, 0.96, 1.0]), mean=0.74, median=0.955)
    low, high = chart.bars
    assert (low.count, high.count) == (1, 3)
    assert high.height == pytest.approx(3 * low.height, abs=0.2)
    for bar in chart.bars:
        assert bar.y + bar.height == pytest.approx(chart.bottom)
        assert chart.left <= bar.x and bar.x + bar.width <= chart.right
    assert low.words == "0 % to 10 %: 1"


@pytest.mark.parametrize("highest", [0, 1, 2, 5, 6, 9, 24, 100, 999])
def test_the_grid_reaches_the_highest_bar_with_few_lines(highest):
    chart = Histogram(histogram([0.5] * highest), None, None)
    assert chart.ticks[0] == 0
    assert chart.ticks[-1] >= max(highest, 1)
    assert len(chart.ticks) <= 6
    assert chart.lines == []


@pytest.mark.parametrize(
    ("mean", "median"), [(0.5, 0.5), (0.49, 0.5), (0.5, 0.49), (0, 0), (1, 1), (0.02, 0.9)]
)
def test_labels_of_mean_and_median_stay_apart_and_inside(mean, median):
    lines = Histogram(histogram([mean]), mean, median).lines
    assert [line.name for line in lines] == ["mean", "median"]
    assert lines[0].y != lines[1].y
    for line, share in zip(lines, (mean, median), strict=True):
        if share < 0.2:
            assert line.anchor == "start"
        if share > 0.8:
            assert line.anchor == "end"
