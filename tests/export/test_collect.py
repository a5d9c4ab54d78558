import contextlib
import zipfile

import pytest
from full_exam import full_course
from rosters import read

from viva.export.collect import (
    CollectProblem,
    collect,
    is_valid_id,
    original_name,
    plain_name,
    read_name,
)

MOODLE = "Zoë O'Neill, Jr._1327627_assignsubmission_file"
NOTEBOOK = "warm_up.ipynb"


@pytest.fixture
def course(tmp_path):
    return full_course(tmp_path)


def pack(tmp_path, files):
    """Make a zip; a value is the content, or content and minute."""
    path = tmp_path / "download.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            text, minute = content if isinstance(content, tuple) else (content, 0)
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 12, minute, 0)), text)
    return path


def landed(course):
    root = course[0].submitted
    return {
        str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()
    }


def named(name):
    found = read_name(zipfile.ZipInfo(name))
    return found and (found.system, found.name, found.user, found.file, found.late)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{MOODLE}_/{NOTEBOOK}", ("moodle", "Zoë O'Neill, Jr.", "1327627", NOTEBOOK, False)),
        (f"{MOODLE}/data/a b.csv", ("moodle", "Zoë O'Neill, Jr.", "1327627", "a b.csv", False)),
        (f"{MOODLE}_{NOTEBOOK}", ("moodle", "Zoë O'Neill, Jr.", "1327627", NOTEBOOK, False)),
        ("oneillzoë_3143_2077_warm_up.ipynb", ("canvas", "oneillzoë", "3143", NOTEBOOK, False)),
        ("ng_LATE_3143_2077_my file.ipynb", ("canvas", "ng", "3143", "my file.ipynb", True)),
        ("warm_up.ipynb", None),
        ("Zoë_onlinetext.html", None),
    ],
)
def test_the_names_of_moodle_and_canvas_are_read(name, expected):
    assert named(name) == expected


def test_counted_names_are_the_notebooks_own():
    counted = ("warm_up-1.ipynb", "Warm_Up-12.ipynb", "warm_up (1).ipynb", "warm_up.ipynb")
    assert {original_name(name, "warm_up") for name in counted} == {NOTEBOOK}
    assert original_name("data-1.csv", "warm_up") == "data-1.csv"
    assert original_name("other-1.ipynb", "warm_up") == "other-1.ipynb"


def test_moodles_download_lands_under_the_students_names(course, tmp_path):
    path = pack(
        tmp_path,
        {
            f"{MOODLE}_/{NOTEBOOK}": "zoë",
            f"{MOODLE}_/data, more.csv": "1",
            'Ng "Al" Lan_5_assignsubmission_file_/warm_up.ipynb': "ng",
            "Li Wei_7_assignsubmission_file/warm_up.ipynb": "first li",
            "Li Wei_8_assignsubmission_file/warm_up.ipynb": "second li",
        },
    )
    found = collect(*course, path)
    assert landed(course) == {
        f"Zoë O'Neill, Jr./01_warm_up/{NOTEBOOK}": "zoë",
        "Zoë O'Neill, Jr./01_warm_up/data, more.csv": "1",
        f"Li Wei 7/01_warm_up/{NOTEBOOK}": "first li",
        f"Li Wei 8/01_warm_up/{NOTEBOOK}": "second li",
    }
    assert found.problems == ["""Ng "Al" Lan cannot be used as a student's id."""]


def test_of_canvas_uploads_the_newest_counts(course, tmp_path):
    path = pack(
        tmp_path,
        {
            "ngal_LATE_31_209_warm_up-2.ipynb": "newest",
            "ngal_LATE_31_30_warm_up-1.ipynb": "older",
            "ngal_LATE_31_29_warm_up.ipynb": "oldest",
            "weili_32_41_warm_up.ipynb": "wei",
        },
    )
    found = collect(*course, path)
    assert landed(course) == {
        f"31/01_warm_up/{NOTEBOOK}": "newest",
        f"32/01_warm_up/{NOTEBOOK}": "wei",
    }
    assert (found.students, found.late, found.problems) == (["31", "32"], ["31"], [])


def test_of_moodles_files_of_one_name_the_newest_counts(course, tmp_path):
    names = [f"{MOODLE}_/warm_up (1).ipynb", f"{MOODLE}_/warm_up.ipynb"]
    path = pack(tmp_path, {names[0]: ("newer", 9), names[1]: ("older", 3)})
    collect(*course, path)
    assert list(landed(course).values()) == ["newer"]


def test_who_hands_in_again_has_the_new_submission_alone(course, tmp_path):
    collect(*course, pack(tmp_path, {"a_1_1_warm_up.ipynb": "old", "a_1_2_notes.txt": "old"}))
    found = collect(*course, pack(tmp_path, {"a_1_3_warm_up-1.ipynb": "new"}))
    assert landed(course) == {f"1/01_warm_up/{NOTEBOOK}": "new"}
    assert found.replaced == ["1"]


def test_the_list_of_students_gives_them_their_ids(course, tmp_path):
    roster = read(
        tmp_path,
        "student,name,canvas_id,first_name,last_name\n"
        'zoe,"O\'Neill, Jr., Zoë",,,\n'
        "al,,31,,\n"
        "wei,,,Wei,Li\n",
    )
    path = pack(
        tmp_path,
        {
            "Wei Li_5_assignsubmission_file_/warm_up.ipynb": "wei",
            "Stranger_6_assignsubmission_file_/warm_up.ipynb": "?",
            "ngal_31_209_warm_up.ipynb": "al",
        },
    )
    found = collect(*course, path, roster)
    assert found.students == ["al", "wei"]
    assert sorted(landed(course).values()) == ["al", "wei"]
    assert found.problems == [
        "Stranger (moodle 6) is not in the list of students: warm_up.ipynb not imported."
    ]


def test_what_cannot_be_read_is_told_and_the_rest_lands(course, tmp_path):
    path = pack(tmp_path, {"a_1_1_warm_up.ipynb": "a", "b_2_2_warm_up.ipynb": "q" * 50, "x": ""})
    data = path.read_bytes()
    path.write_bytes(data.replace(b"q" * 50, b"c" * 50))
    found = collect(*course, path)
    assert found.students == ["1"] and list(landed(course).values()) == ["a"]
    assert "x is not named as Moodle or Canvas names submissions" in found.problems[0]
    assert "b_2_2_warm_up.ipynb cannot be unpacked: Bad CRC" in found.problems[1]


@pytest.mark.parametrize(
    "name", ["../../x_1_1_warm_up.ipynb", "a_1_1_/../../warm_up.ipynb", f"../{MOODLE}_/../../x"]
)
def test_no_name_leads_out_of_the_folder(course, tmp_path, name):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    with contextlib.suppress(CollectProblem):
        collect(*course, pack(tmp_path, {name: "out"}))
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    assert all(path.name == "download.zip" or course[0].submitted in path.parents for path in new)


@pytest.mark.parametrize(
    ("content", "words"), [(b"no zip", "not a readable zip file"), (None, "holds no file named")]
)
def test_a_file_that_is_no_download_is_told(course, tmp_path, content, words):
    path = pack(tmp_path, {"warm_up.ipynb": "{}"})
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CollectProblem, match=words):
        collect(*course, path)


def test_names_are_compared_without_what_systems_leave_out():
    assert plain_name("O'Neill, Zoe\u0308") == plain_name("oneillzoë")
    assert [is_valid_id(name) for name in ("Zoë O'Neill", "a/b", "..", "", "a+b", "nul\0")] == [
        *(True, False, False, False, False, False)
    ]
