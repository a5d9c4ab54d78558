import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from full_exam import full_course
from two_notebooks import CLASS, RIGHT, course_of_two, filled_in, hand_in

from viva.certify.certify import Trial, trial_notebook
from viva.course import taken
from viva.course.bundle import make_bundle
from viva.course.handed_in import find_handed_in, nameless, read_file, students_of


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    folder = course.submitted / "ada" / "01_warm_up"
    folder.mkdir(parents=True)
    return course, make_bundle(assignment), folder, assignment.source_path.read_bytes()


def test_the_notebook_and_the_files_beside_it(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(data)
    (folder / "sub").mkdir()
    (folder / "sub" / "helper.py").write_text("x = 1")
    (folder / ".hidden").write_text("x")
    found = find_handed_in(folder, bundle)
    assert (found.data, found.problem, found.note) == (data, "", "")
    assert found.files == {"sub/helper.py": b"x = 1"}


@pytest.mark.parametrize("name", ["Warm_Up.ipynb", "homework (1).ipynb", "inner/warm_up.IPYNB"])
def test_a_wrong_name_is_forgiven_and_said(made, name):
    _, bundle, folder, data = made
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    found = find_handed_in(folder, bundle)
    assert found.data == data
    assert name in found.note
    assert "warm_up.ipynb" in found.note


def test_of_several_the_one_with_the_questions_is_taken(made):
    _, bundle, folder, data = made
    (folder / "a.ipynb").write_text('{"cells": []}')
    (folder / "b.ipynb").write_bytes(data)
    (folder / "c.ipynb").write_text("broken")
    assert find_handed_in(folder, bundle).data == data


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: None, "the folder is empty"),
        (lambda folder: (folder / "warm_up.py").write_text("x"), "no notebook"),
        (lambda folder: (folder / "warm_up.ipynb").mkdir(), "is a folder"),
        (lambda folder: (folder / "warm_up.ipynb").symlink_to("/etc/passwd"), "is a link"),
        (lambda folder: (folder / "mine").symlink_to("/etc"), "mine is a link"),
        (lambda folder: (folder / "warm_up.zip").write_bytes(b"PK"), "Unpack it"),
    ],
)
def test_where_there_is_none_a_sentence_says_why(made, make, words):
    _, bundle, folder, _ = made
    make(folder)
    if (folder / "warm_up.ipynb").is_dir():
        (folder / "warm_up.ipynb" / "x.txt").write_text("x")
    found = find_handed_in(folder, bundle)
    assert found.data is None
    assert words in found.problem


def test_a_link_or_file_in_the_place_of_the_folder(made, tmp_path):
    _, bundle, folder, _ = made
    link = folder.parent / "02"
    link.symlink_to(folder)
    assert "not a folder" in find_handed_in(link, bundle).problem


def test_students_with_a_folder_for_the_assignment(made):
    course, *_ = made
    (course.submitted / "bob").mkdir()
    (course.submitted / "zoë x" / "01_warm_up").mkdir(parents=True)
    (course.submitted / "README.md").write_text("x")
    assert students_of(course.submitted, "01_warm_up") == ["ada", "zoë x"]
    assert students_of(course.submitted / "none", "01_warm_up") == []


def test_single_files(made):
    _, bundle, folder, data = made
    (folder / "x.ipynb").write_bytes(data)
    assert read_file(folder / "x.ipynb", bundle).data == data
    assert "is a folder" in read_file(folder, bundle).problem


def test_a_draft_beside_the_notebook_is_named(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(data)
    (folder / "draft.ipynb").write_bytes(data)
    found = find_handed_in(folder, bundle)
    assert found.data == data
    assert found.note == (
        "warm_up.ipynb was graded, but not the other notebook in the submission: draft.ipynb."
    )


def test_a_copy_with_the_work_is_taken_before_an_untouched_notebook(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(trial_notebook(bundle, Trial("blank")))
    (folder / "warm_up-Copy1.ipynb").write_bytes(data)
    found = find_handed_in(folder, bundle)
    assert found.data == data
    assert "warm_up-Copy1.ipynb was graded" in found.note
    assert found.note.endswith("Not graded: warm_up.ipynb.")


def test_names_that_are_no_text_can_be_told(made):
    _, bundle, folder, data = made
    (folder / b"\xff.ipynb".decode("utf-8", "surrogateescape")).write_bytes(data)
    assert find_handed_in(folder, bundle).note.encode()


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("homework.zip", lambda data: zipped({"warm_up.ipynb": data})),
        ("homework.zip", lambda data: zipped({"my work/Warm_Up.ipynb": data, "__MACOSX/x": b""})),
        ("homework.zip", lambda data: zipped({"a\\warm_up.ipynb": data})),
        ("homework.zip", lambda data: zipped({"b.zip": zipped({"warm_up.ipynb": data})})),
        ("warm_up.ipynb.zip", lambda data: zipped({"warm_up.ipynb": data})),
        ("warm_up.ipynb.gz", gzip.compress),
        ("no ending at all", lambda data: zipped({"warm_up.ipynb": data})),
    ],
)
def test_an_archive_is_unpacked_and_that_is_said(made, name, pack):
    _, bundle, folder, data = made
    (folder / name).write_bytes(pack(data))
    found = find_handed_in(folder, bundle)
    assert (found.data, found.problem) == (data, "")
    assert found.note.startswith(f"{name} was unpacked") and "warm_up.ipynb" in found.note


@pytest.mark.parametrize("name", ["warm_up.ipynb.txt", "warm_up.ipynb.json", "warm_up", "a/b.txt"])
def test_a_notebook_under_another_ending_is_read_and_that_is_said(made, name):
    _, bundle, folder, data = made
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / "data.json").write_text('{"cells": []}')
    found = find_handed_in(folder, bundle)
    assert found.data == data
    assert found.note == f"The notebook is called {name}; it should be called warm_up.ipynb."
    assert list(found.files) == ["data.json"]


def test_an_untouched_notebook_does_not_hide_the_work_in_an_archive(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(trial_notebook(bundle, Trial("blank")))
    (folder / "work.zip").write_bytes(zipped({"warm_up.ipynb": data, "data.csv": b"1"}))
    found = find_handed_in(folder, bundle)
    assert found.data == data and "work.zip was unpacked" in found.note
    assert found.files == {"data.csv": b"1"}


def test_what_lies_beside_a_notebook_in_a_folder_lies_beside_it(made):
    _, bundle, folder, data = made
    (folder / "inner" / "sub").mkdir(parents=True)
    (folder / "inner" / "warm_up.ipynb").write_bytes(data)
    (folder / "inner" / "data.csv").write_text("inner")
    (folder / "inner" / "sub" / "x.csv").write_text("x")
    (folder / "top.csv").write_text("top")
    files = find_handed_in(folder, bundle).files
    assert files == {"data.csv": b"inner", "sub/x.csv": b"x", "top.csv": b"top"}


def test_what_cannot_be_taken_is_named_and_the_notebook_is_graded(made, monkeypatch):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(data)
    (folder / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    (folder / "large.csv").write_bytes(b"x" * 2000)
    (folder / "a\nb.csv").write_text("x")
    (folder / b"\xff.csv".decode("utf-8", "surrogateescape")).write_text("x")
    (folder / "good.csv").write_text("1")
    monkeypatch.setattr(taken, "MAX_FILE_BYTES", 1000)
    found = find_handed_in(folder, bundle)
    assert (found.data, found.files) == (data, {"good.csv": b"1"})
    for words in (
        "Left out: ",
        "link.csv (a link)",
        "pipe (not an ordinary file)",
        "large.csv (larger than",
        "?.csv (its name is not valid)",
    ):
        assert words in found.note


def test_a_long_list_of_what_is_left_out_is_short(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(data)
    for number in range(30):
        (folder / f"{number}").symlink_to("/etc")
    assert find_handed_in(folder, bundle).note.endswith(" and 25 more.")


@pytest.mark.parametrize("place", ["student", "assignment"])
def test_no_part_of_the_path_is_a_link(made, place):
    course, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(data)
    (course.submitted / "eve").mkdir()
    if place == "student":
        (course.submitted / "eve").rmdir()
        (course.submitted / "eve").symlink_to("ada")
    else:
        (course.submitted / "eve" / "01_warm_up").symlink_to(folder)
    found = find_handed_in(course.submitted / "eve" / "01_warm_up", bundle)
    assert found.data is None
    assert "is a link to somewhere else" in found.problem
    assert "eve" in students_of(course.submitted, "01_warm_up")


def test_archives_that_cannot_be_unpacked_are_told(made):
    _, bundle, folder, data = made
    packed = bytearray(zipped({"warm_up.ipynb": data}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    (folder / "locked.zip").write_bytes(packed)
    found = find_handed_in(folder, bundle)
    assert found.problem == (
        "locked.zip cannot be unpacked (protected by a password). Unpack it, and hand in "
        "warm_up.ipynb."
    )
    blank = trial_notebook(bundle, Trial("blank"))
    (folder / "warm_up.ipynb").write_bytes(blank)
    found = find_handed_in(folder, bundle)
    assert found.data == blank
    assert "locked.zip was not unpacked (protected by a password)." in found.note


def test_a_folder_without_anything_that_can_be_read(made):
    _, bundle, folder, _ = made
    os.mkfifo(folder / "warm_up.ipynb")
    assert "warm_up.ipynb (not an ordinary file)" in find_handed_in(folder, bundle).problem
    (folder / "empty.zip").write_bytes(zipped({}))
    assert "is an archive without a notebook" in find_handed_in(folder, bundle).problem


def test_a_single_archive_is_unpacked_too(made):
    _, bundle, folder, data = made
    (folder / "x.zip").write_bytes(zipped({"a/warm_up.ipynb": data, "a/data.csv": b"1"}))
    found = read_file(folder / "x.zip", bundle)
    assert (found.data, found.files) == (data, {"data.csv": b"1"})
    assert "x.zip was unpacked" in found.note
    (folder / "y.zip").write_bytes(b"PK\x03\x04")
    assert "y.zip cannot be unpacked (damaged" in read_file(folder / "y.zip", bundle).problem
    os.mkfifo(folder / "z.ipynb")
    assert "not an ordinary file" in read_file(folder / "z.ipynb", bundle).problem


def test_folders_whose_names_are_no_text_are_nobodys(made):
    course, *_ = made
    name = b"\xff".decode("utf-8", "surrogateescape")
    (course.submitted / name / "01_warm_up").mkdir(parents=True)
    assert students_of(course.submitted, "01_warm_up") == ["ada"]
    assert nameless(course.submitted, "01_warm_up") == ["?"]


def test_no_link_is_followed_to_a_single_file(made, monkeypatch):
    course, bundle, _, data = made
    monkeypatch.chdir(course.root)
    repository = course.root / "handed-in"
    repository.mkdir()
    (repository / "release").symlink_to("../source")
    (repository / "mine.ipynb").symlink_to("../source/01_warm_up/warm_up.ipynb")
    through = read_file(Path("handed-in/release/01_warm_up/warm_up.ipynb"), bundle)
    assert through.data is None and "Links are not followed" in through.problem
    for path in (Path("handed-in/mine.ipynb"), repository / "mine.ipynb"):
        found = read_file(path, bundle)
        assert found.data is None and "is a link to another file" in found.problem
    source = course.source / "01_warm_up" / "warm_up.ipynb"
    monkeypatch.chdir(repository)
    for path in (source, Path("../source/01_warm_up/warm_up.ipynb")):
        assert read_file(path, bundle).data == data


@pytest.fixture
def two(tmp_path):
    """The bundles of two notebooks of one assignment, and a folder in which both are right."""
    course = course_of_two(tmp_path)
    a, b = map(make_bundle, course.find_all("ps1"))
    return a, b, hand_in(course.root, "ada", RIGHT)


def both(two):
    a, b, folder = two
    return find_handed_in(folder, a), find_handed_in(folder, b)


def test_each_notebook_of_an_assignment_is_found_by_its_name(two):
    first, second = both(two)
    assert first.data == (two[2] / "a.ipynb").read_bytes()
    assert second.data == (two[2] / "b.ipynb").read_bytes()
    assert (first.note, second.note) == ("", "")
    assert set(first.files) == set(second.files) == {"factor.txt"}


def test_one_that_is_missing_is_not_looked_for_in_the_other(two):
    (two[2] / "b.ipynb").unlink()
    first, second = both(two)
    assert first.data is not None and first.note == ""
    assert second.data is None
    assert second.problem == (
        "b.ipynb was not handed in, so its questions get no points. Hand it in as well."
    )


def test_a_wrong_name_is_forgiven_where_the_cells_say_which_notebook_it_is(two):
    (two[2] / "b.ipynb").rename(two[2] / "homework.ipynb")
    first, second = both(two)
    assert first.data is not None and first.note == ""
    assert second.data == (two[2] / "homework.ipynb").read_bytes()
    assert second.note == "The notebook is called homework.ipynb; it should be called b.ipynb."


def test_names_that_were_swapped_are_set_right_by_the_cells(two):
    # Of a and b, q1 is in both: only what the other has not tells them apart.
    a, b, folder = two
    for name, other, question, text in (("a", "b", "q3", "size = 5"), ("b", "a", "q2", "odd = 1")):
        swapped = only(filled_in(other, {question: text}), question)
        (folder / f"{name}.ipynb").write_text(json.dumps(swapped))
    assert b"size = 5" in find_handed_in(folder, b).data
    assert b"odd = 1" in find_handed_in(folder, a).data


def only(notebook, question):
    """Return a notebook with the cells of one question only."""
    cells = [c for c in notebook["cells"] if c["metadata"]["nbgrader"]["grade_id"][:2] == question]
    return {**notebook, "cells": cells}


def test_what_may_be_either_notebook_is_none(two):
    folder = two[2]
    for name in "ab":
        (folder / f"{name}.ipynb").unlink()
    (folder / "work.ipynb").write_text(json.dumps(only(filled_in("a", CLASS["right"]["a"]), "q1")))
    first, second = both(two)
    assert first.problem == (
        "a.ipynb was not handed in, so its questions get no points. Hand it in under this name: "
        "it is not clear which notebook work.ipynb is."
    )
    assert second.data is None


def test_one_that_is_broken_is_the_one_of_its_name(two):
    (two[2] / "b.ipynb").write_text("{")
    first, second = both(two)
    assert first.data is not None and first.note == ""
    assert second.data == b"{"


def test_a_copy_beside_both_is_named_to_whose_it_is(two):
    (two[2] / "b-Copy1.ipynb").write_text(json.dumps(filled_in("b", {})))
    first, second = both(two)
    assert first.note == ""
    assert second.note == (
        "b.ipynb was graded, but not the other notebook in the submission: b-Copy1.ipynb."
    )
