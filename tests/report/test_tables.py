import csv
from dataclasses import replace

from viva.report.hand_ins import HandIns, QuestionChange
from viva.report.records import Records
from viva.report.similar_answers import Similar, SimilarAnswer, SimilarPair
from viva.report.tables import write_tables
from viva.report.time_spent import QuestionTime, TimeSpent

NAME = "03_list_mlp"


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def class_of(classes):
    q, v = classes.question, classes.verdict
    made = [
        v(
            f"s{n:02}",
            q("failed", diagnosis="=1+1") if n < 4 else q(),
            q("failed", id="q02", message="-2 is wrong") if n < 4 else q(id="q02"),
            q("manual", id="q03"),
            written={"q03"},
        )
        for n in range(12)
    ]
    return [replace(each, inline=frozenset({"q02"})) for each in made]


def test_each_question_has_its_numbers(tmp_path, classes):
    records = Records(
        {NAME: TimeSpent(9, 1, (QuestionTime("q01", 8, 600, 300, 930),))},
        {NAME: HandIns(5, {1: 7, 2: 5}, (QuestionChange("q02", 5, 0.2, 0.9, 4, 1, (("@x", 2),)),))},
    )
    paths = write_tables(class_of(classes), records, tmp_path / "new" / "class.csv")
    assert [path.name for path in paths] == ["class-questions.csv", "class-mistakes.csv"]
    first, second = rows_of(paths[0])
    assert first["question"] == "q01" and second["question"] == "q02"
    assert (first["answers"], first["mean_share"]) == ("12", "0.667")
    assert first["discrimination"] == "1.0" and "do better here" in first["remark"]
    assert (first["tests_in_notebook"], second["tests_in_notebook"]) == ("no", "yes")
    assert (first["standard_deviation"], first["tried_share"]) == ("0.492", "1.0")
    # The four that failed are the weakest: a fifth of 12 is two or three students.
    fifths = [first[f"quintile_{n}"] for n in range(1, 6)]
    assert fifths == ["0.0", "0.0", "1.0", "1.0", "1.0"]
    times = [first[f"time_{each}"] for each in ("notebooks", "median_minutes", "high_minutes")]
    assert times == ["8", "10.0", "15.5"]
    assert second["time_median_minutes"] == second["time_notebooks"] == ""
    assert (second["again_first_share"], second["again_worse"]) == ("0.2", "1")
    assert second["again_mistakes_overcome"] == "'@x (2)"
    assert first["again_students"] == ""
    for path in paths:
        lines = list(csv.reader(path.open(encoding="utf-8", newline="")))
        assert len({len(line) for line in lines}) == 1


def test_mistakes_that_go_together_and_no_formula(tmp_path, classes):
    (_, path) = write_tables(class_of(classes), Records(), tmp_path / "class.csv")
    (row,) = rows_of(path)
    assert (row["earlier_mistake"], row["later_mistake"]) == ("'=1+1", "'-2 is wrong")
    assert (row["both"], row["lift"], row["expected"]) == ("4", "3.0", "1.333")


def test_a_negative_number_stays_one(tmp_path, classes):
    q, v = classes.question, classes.verdict
    verdicts = [
        v(f"s{n}", q() if n % 2 else q("failed"), q("partial", 1 - n % 2, id="q02"))
        for n in range(12)
    ]
    (path, _) = write_tables(verdicts, Records(), tmp_path / "class.csv")
    assert rows_of(path)[0]["discrimination"] == "-1.0"


def test_answers_that_are_alike_have_a_table_only_where_they_were_compared(tmp_path, classes):
    answer = SimilarAnswer("q01", 0.9, 40, ("a", "b"))
    similar = {NAME: Similar((SimilarPair(("=ada", "bo"), (answer,)),), 1)}
    records = Records(similar=similar)
    paths = write_tables(class_of(classes), records, tmp_path / "class.csv")
    (row,) = rows_of(paths[-1])
    assert row["student"] == "'=ada" and (row["similarity"], row["words_and_signs"]) == (
        "0.9",
        "40",
    )
    # What was compared before is not left beside a newer report.
    assert paths[-1] not in write_tables(class_of(classes), Records(), tmp_path / "class.csv")
    assert not paths[-1].exists()
