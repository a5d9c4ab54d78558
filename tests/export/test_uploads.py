from rosters import read

from viva.course.listing import Found
from viva.export.download_names import Upload
from viva.export.uploads import (
    Collected,
    Uploaded,
    newest,
    only_reading,
    original_name,
    plain_name,
    students_of_uploads,
)


def uploaded(file, order=(), changed=(), system="moodle", user="1"):
    found = Found(file, 1, lambda limit: b"", changed)
    return Uploaded(found, Upload(system, user, "Ada", file, order))


def test_counted_names_are_the_notebooks_own():
    counted = ("warm_up-1.ipynb", "Warm_Up-12.ipynb", "warm_up (1).ipynb", "warm_up.ipynb")
    assert {original_name(name, "warm_up") for name in counted} == {"warm_up.ipynb"}
    assert original_name("a/warm_up (2).ipynb", "warm_up") == "a/warm_up.ipynb"
    assert original_name("data-1.csv", "warm_up") == "data-1.csv"
    assert original_name("other-1.ipynb", "warm_up") == "other-1.ipynb"


def test_names_are_compared_without_what_systems_leave_out():
    assert plain_name("O'Neill, Zoe\u0308") == plain_name("oneillzoë")


def test_the_newest_of_one_name_in_one_folder_counts_and_others_are_named():
    collected = Collected()
    uploads = [
        uploaded("warm_up.ipynb", changed=(2026, 1)),
        uploaded("warm_up (1).ipynb", changed=(2026, 2)),
        uploaded("old/warm_up.ipynb", changed=(2026, 3)),
    ]
    chosen = newest("ada", uploads, "warm_up", collected)
    assert {path: each.found.name for path, each in chosen.items()} == {
        "warm_up.ipynb": "warm_up (1).ipynb",
        "old/warm_up.ipynb": "old/warm_up.ipynb",
    }
    assert collected.notes == ["ada: warm_up.ipynb is an older version."]


def test_of_files_equally_new_the_one_that_was_not_numbered_counts():
    chosen = newest("a", map(uploaded, ("x.ipynb", "x (1).ipynb")), "x", Collected())
    assert chosen["x.ipynb"].found.name == "x.ipynb"


def test_of_blackboards_attempts_the_last_counts_as_a_whole():
    uploads = [
        uploaded("a.ipynb", (2026, 2), system="blackboard"),
        uploaded("data.csv", (2026, 2), system="blackboard"),
        uploaded("a.ipynb", (2026, 1), system="blackboard"),
        uploaded("old.csv", (2026, 1), system="blackboard"),
    ]
    collected = Collected()
    assert sorted(newest("ada", uploads, "a", collected)) == ["a.ipynb", "data.csv"]
    assert len(collected.notes) == 2


def test_a_name_with_several_readings_needs_something_that_tells(tmp_path):
    read_as = [Upload("canvas", "31", "eve", "7_a"), Upload("canvas", "555", "eve_31", "a")]
    assert only_reading(read_as, {}, None) is read_as[0]
    assert only_reading(read_as, {("canvas", "31"): {"eve"}}, None) is read_as[0]
    assert only_reading(read_as, {("canvas", "31"): {"ada"}}, None) is None
    one = read(tmp_path, "student,canvas_id\neve,555\n")
    assert only_reading(read_as, {}, one) is read_as[1]
    both = read(tmp_path, "student,canvas_id\neve,555\nada,31\n")
    assert only_reading(read_as, {}, both) is None


def test_two_people_of_one_id_are_not_taken_for_one(tmp_path):
    roster = read(tmp_path, "student,name,moodle_id\nada,Ada,1\n")
    grouped = {
        ("moodle", user): [Uploaded(Found(user, 1, bytes), Upload("moodle", user, name, "a.ipynb"))]
        for user, name in (("1", "Eve"), ("2", "Ada"))
    }
    collected = Collected()
    assert students_of_uploads(grouped, roster, collected) == {}
    assert "would both be ada: neither is imported" in collected.problems[0]


def test_what_is_said_is_plain():
    collected = Collected()
    collected.problem("a\x1b[2J\u202eb\nc \x9b31m")
    assert collected.problems == ["a\ufffd[2Jb c \ufffd31m"]
