import csv

import pytest

from viva.report.durations import DurationPlots, Worked, worked
from viva.report.page import render
from viva.report.records import Records
from viva.report.tables import write_tables
from viva.report.time_spent import TimeSpent
from viva.report.together import times_together

NAME = "03_list_mlp"
TOTALS = {"ada": 240.0, "bo": 3000.0, "cy": 1500.0, "who did not hand in": 60.0}


def a_class(classes):
    q, v = classes.question, classes.verdict
    return [v("ada", q("failed")), v("bo", q()), v("cy", q()), v("di", q())]


def test_times_stand_beside_scores_without_names(classes):
    found = worked(TimeSpent(4, 0, (), TOTALS), a_class(classes))
    assert [(one.minutes, one.share) for one in found] == [(4, 0), (25, 1), (50, 1)]
    assert worked(TimeSpent(4, 0, (), {"ada": 1.0, "bo": 2.0}), a_class(classes)) == []
    assert worked(None, a_class(classes)) == []


def test_the_page_and_a_table_show_them(tmp_path, classes):
    records = Records({NAME: TimeSpent(4, 0, (), TOTALS)})
    page = " ".join(render(a_class(classes), title="T", names={}, records=records).split())
    assert "in 3 notebooks: mean 26 min, median 25 min, from 4 min to 50 min." in page
    assert "0 to 10 minutes: 1 student; 20 to 30 minutes: 1 student; 40 to 50 minutes: 1" in page
    assert "4 min, 0 %; 25 min, 100 %; 50 min, 100 %." in page
    assert page.count("<circle ") == 3
    *_, path = write_tables(a_class(classes), records, tmp_path / "class.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert path.name == "class-times.csv"
    assert [(row["assignment"], row["minutes"]) for row in rows] == [
        (NAME, "4.0"),
        (NAME, "25.0"),
        (NAME, "50.0"),
    ]
    assert rows[0]["score"] == "0.0" and rows[0]["max_score"] == rows[1]["score"]
    write_tables(a_class(classes), Records(), tmp_path / "class.csv")
    assert not path.exists()


def test_the_notebooks_of_an_assignment_count_together():
    parts = [
        ("a", TimeSpent(2, 0, (), {"ada": 60.0, "bo": 30.0})),
        ("b", TimeSpent(1, 0, (), {"ada": 5.0})),
    ]
    assert times_together(parts).totals == {"ada": 65.0, "bo": 30.0}


@pytest.mark.parametrize(
    ("minutes", "step", "counts"),
    [
        ([0.0, 0.0, 0.5], 1, [3]),
        ([1, 8], 1, [0, 1, 0, 0, 0, 0, 0, 1]),
        ([9, 15.9], 2, [0, 0, 0, 0, 1, 0, 0, 1]),
        ([10, 90, 239], 30, [1, 0, 0, 1, 0, 0, 0, 1]),
        ([5, 9000], 300, [1, 0, 0, 0, 0, 0, 0, 1]),
    ],
)
def test_steps_have_room_for_all(minutes, step, counts):
    plot = DurationPlots([Worked(each, 1, 2) for each in minutes])
    assert (plot.step, plot.counts) == (step, counts)
    assert all(plot.left <= x <= plot.right for x, _, _ in plot.points)
    if minutes[-1] == 9000:
        assert plot.bars[-1].words == "2100 minutes or more: 1 student"
