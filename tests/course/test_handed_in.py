import pytest
from full_exam import full_course

from viva.certify.certify import Trial, trial_notebook
from viva.course.bundle import make_bundle
from viva.course.handed_in import find_handed_in, read_file, students_of


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
    assert "warm_up.ipynb was graded, but not the other notebook" in found.note


def test_a_copy_with_the_work_is_taken_before_an_untouched_notebook(made):
    _, bundle, folder, data = made
    (folder / "warm_up.ipynb").write_bytes(trial_notebook(bundle, Trial("blank")))
    (folder / "warm_up-Copy1.ipynb").write_bytes(data)
    found = find_handed_in(folder, bundle)
    assert found.data == data
    assert "warm_up-Copy1.ipynb was graded" in found.note


def test_names_that_are_no_text_can_be_told(made):
    _, bundle, folder, data = made
    (folder / b"\xff.ipynb".decode("utf-8", "surrogateescape")).write_bytes(data)
    assert find_handed_in(folder, bundle).note.encode()
