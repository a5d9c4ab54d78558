import contextlib
import zipfile

import pytest
from full_exam import full_course
from rosters import read
from two_notebooks import course_of_two

from viva.course import taken
from viva.export.collect import CollectProblem, collect, is_valid_id

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
    assert found.problems == [
        "x is not named as Moodle, Canvas, Blackboard or ILIAS name submissions.",
        "b_2_2_warm_up.ipynb is left out: it cannot be read.",
    ]


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


def test_an_id_is_the_name_of_a_folder():
    valid = ("Zoë O'Neill", "a[1]", "-dash", "学生")
    assert all(map(is_valid_id, valid))
    invalid = ("a/b", "..", "", "a+b", "nul\0", "a\nb", " a", ".a", "\u202ea", "x" * 200)
    assert not any(map(is_valid_id, invalid))


def test_a_file_that_imitates_another_students_name_replaces_nobody(course, tmp_path):
    ada, eve = "Ada_101_assignsubmission_file", "Eve_102_assignsubmission_file"
    path = pack(
        tmp_path,
        {
            f"{ada}_/{NOTEBOOK}": ("ada", 1),
            f"{eve}_/{ada}_{NOTEBOOK}": ("eve", 9),
            f"{eve}_/{ada}_/{NOTEBOOK}": ("eve", 9),
        },
    )
    found = collect(*course, path)
    assert landed(course) == {
        f"Ada/01_warm_up/{NOTEBOOK}": "ada",
        f"Eve/01_warm_up/{ada}_{NOTEBOOK}": "eve",
        f"Eve/01_warm_up/{ada}_/{NOTEBOOK}": "eve",
    }
    assert found.problems == []


def test_folders_of_a_submission_stay(course, tmp_path):
    path = pack(
        tmp_path,
        {f"{MOODLE}/a/{NOTEBOOK}": "a", f"{MOODLE}/b/{NOTEBOOK}": "b", f"{MOODLE}/b/d.csv": "d"},
    )
    collect(*course, path)
    root = "Zoë O'Neill, Jr./01_warm_up"
    assert landed(course) == {
        f"{root}/a/{NOTEBOOK}": "a",
        f"{root}/b/{NOTEBOOK}": "b",
        f"{root}/b/d.csv": "d",
    }


@pytest.mark.parametrize("name", ["timestamp.txt", "TimeStamp.TXT", "timestamp.txt/x"])
def test_no_student_sets_the_time_of_submission(course, tmp_path, name):
    early = "2020-01-01 00:00:00 UTC"
    path = pack(
        tmp_path,
        {f"{MOODLE}_/{NOTEBOOK}": "a", f"{MOODLE}_/{name}": early, f"{MOODLE}_/d/{name}": early},
    )
    found = collect(*course, path)
    landed_names = {path.rpartition("01_warm_up/")[2] for path in landed(course)}
    assert landed_names == {NOTEBOOK, f"d/{name}"}
    assert f"{name} is left out: it would set the time" in found.notes[0]
    assert found.problems == []


def test_links_and_what_is_too_large_are_left_out_and_named(course, tmp_path, monkeypatch):
    monkeypatch.setattr(taken, "MAX_FILE_BYTES", 10)
    path = pack(tmp_path, {f"{MOODLE}_/{NOTEBOOK}": "a", f"{MOODLE}_/big.csv": "x" * 11})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo(f"{MOODLE}_/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    found = collect(*course, path)
    assert list(landed(course).values()) == ["a"]
    assert [problem.partition("_/")[2] for problem in found.problems] == [
        "link is left out: a link.",
        "big.csv is left out: larger than 50 MB.",
    ]


def test_a_submission_that_cannot_be_written_costs_no_other_one(course, tmp_path):
    course[0].submitted.mkdir(exist_ok=True)
    (course[0].submitted / "1").write_text("a file in the way")
    found = collect(
        *course, pack(tmp_path, {"a_1_1_warm_up.ipynb": "a", "b_2_2_warm_up.ipynb": "b"})
    )
    assert found.students == ["2"]
    assert "1: the submission cannot be written" in found.problems[0]


def test_escape_sequences_in_names_are_made_plain(course, tmp_path):
    path = pack(tmp_path, {"a_1_1_warm_up.ipynb": "a", "x\x1b[2J\u202e\x9b.txt": ""})
    assert all(problem.isprintable() for problem in collect(*course, path).problems)


def test_the_downloads_of_blackboard_and_ilias(course, tmp_path):
    time = "2026-01-31-12-00-00"
    path = pack(
        tmp_path,
        {
            f"HW_1_ada_attempt_{time}.txt": "Name: Ada",
            f"HW_1_ada_attempt_{time}_warm_up.ipynb": "old",
            f"HW_1_ada_attempt_{time.replace('01', '02')}_warm_up.ipynb": "new",
            f"HW_1_bo_attempt_{time}_warm_up.ipynb": "bo",
        },
    )
    found = collect(*course, path)
    assert (found.students, found.problems) == (["ada", "bo"], [])
    assert sorted(landed(course).values()) == ["bo", "new"]
    path = pack(
        tmp_path,
        {
            "Ex 1/Ex 1.xlsx": "",
            "Ex 1/Abgaben/Ng_Al_al_301/warm_up.ipynb": "al",
            "Ex 1/Abgaben/Li_Wei_wei_302/warm_up.ipynb": "wei",
        },
    )
    roster = read(tmp_path, "student,username,ilias_id\nng,al,\nli,,302\n")
    found = collect(*course, path, roster)
    assert found.students == ["li", "ng"]
    assert found.problems == [
        "Ex 1/Ex 1.xlsx is not named as Moodle, Canvas, Blackboard or ILIAS name submissions."
    ]


def test_gradescopes_export(course, tmp_path):
    listed = "submission_1:\n  :submitters:\n  - :sid: '12'\n"
    path = pack(
        tmp_path,
        {
            "assignment_5_export/submission_metadata.yml": listed,
            "assignment_5_export/submission_1/warm_up.ipynb": "a",
            "assignment_5_export/submission_1/submission_metadata.yml": listed.replace("12", "13"),
        },
    )
    assert collect(*course, path).students == ["12"]


def test_brightspace_is_refused_by_name_with_a_way_out(course, tmp_path):
    path = pack(tmp_path, {"1-2 - Al Ng - Sep 24, 2024 926 PM/warm_up.ipynb": "a"})
    with pytest.raises(CollectProblem, match=r"Brightspace.*pass the folder around them"):
        collect(*course, path)


def make(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def test_clones_of_repositories_land_under_their_owners(course, tmp_path):
    clones = tmp_path / "warm-up-submissions"
    make(
        clones,
        {
            "warm-up-ada/01_warm_up/warm_up.ipynb": "ada",
            "warm-up-ada/.git/config": "",
            "warm-up-bo/release/01_warm_up/warm_up.ipynb": "bo",
            "warm-up-bo/02_other/other.ipynb": "other",
            "cleo/warm_up.ipynb": "cleo",
            "notes.txt": "the instructor's",
        },
    )
    (clones / "eve").symlink_to(clones / "warm-up-ada")
    found = collect(*course, clones)
    assert landed(course) == {
        f"{student}/01_warm_up/{NOTEBOOK}": student for student in ("ada", "bo", "cleo")
    }
    assert found.problems == ["eve is a link to somewhere else: not imported."]
    roster = read(tmp_path, "student,github\nlovelace,ADA\nbo,\n")
    found = collect(*course, clones, roster)
    assert found.students == ["bo", "lovelace"]
    assert "cleo is not in the list of students: not imported." in found.problems


@pytest.mark.parametrize("place", ["release", "release/01_warm_up", "01_warm_up", "warm_up.ipynb"])
def test_no_link_in_a_repository_is_followed(course, tmp_path, place):
    repository = tmp_path / "handed-in"
    make(repository, {"README.md": "mine"})
    target = course[0].source
    if place.endswith("01_warm_up"):
        target = target / "01_warm_up"
    if place.endswith(".ipynb"):
        target = target / "01_warm_up" / NOTEBOOK
    (repository / place).parent.mkdir(exist_ok=True)
    (repository / place).symlink_to(target)
    found = collect(*course, repository, student="eve")
    assert landed(course) == {"eve/01_warm_up/README.md": "mine"}
    assert found.problems == [f"{place} is left out: a link."]


def test_an_empty_repository_is_a_submission_of_nothing(course, tmp_path):
    (tmp_path / "handed-in" / ".git").mkdir(parents=True)
    assert collect(*course, tmp_path / "handed-in", student="eve").students == ["eve"]
    assert (course[0].submitted / "eve" / "01_warm_up").is_dir()


def test_a_repository_may_be_a_zip(course, tmp_path):
    path = pack(tmp_path, {"hw-main/warm_up.ipynb": "a", "hw-main/data/x.csv": "x"})
    collect(*course, path, student="ada")
    assert landed(course) == {
        f"ada/01_warm_up/{NOTEBOOK}": "a",
        "ada/01_warm_up/data/x.csv": "x",
    }


def test_a_download_may_have_been_unpacked(course, tmp_path):
    ada, eve = "Ada_101_assignsubmission_file", "Eve_102_assignsubmission_file"
    unpacked = tmp_path / "unpacked"
    make(unpacked, {f"{ada}/warm_up.ipynb": "ada", f"{eve}/{ada}_warm_up.ipynb": "eve"})
    (unpacked / eve / "warm_up.ipynb").symlink_to(unpacked / ada / "warm_up.ipynb")
    found = collect(*course, unpacked)
    assert landed(course) == {
        f"Ada/01_warm_up/{NOTEBOOK}": "ada",
        f"Eve/01_warm_up/{ada}_{NOTEBOOK}": "eve",
    }
    assert found.problems == [f"{eve}/warm_up.ipynb is left out: a link."]
    (unpacked / "Bo_103_assignsubmission_file").symlink_to(unpacked / ada)
    assert collect(*course, unpacked).students == ["Ada", "Eve"]


def test_several_notebooks_come_together_or_one_of_them_leaves_the_others(tmp_path):
    course = course_of_two(tmp_path)
    a, b = course.find_all("ps1")
    mine = "Li Wei_7_assignsubmission_file_"
    collect(course, a, pack(tmp_path, {f"{mine}/a (1).ipynb": "a", f"{mine}/B.ipynb": "b"}))
    (course.submitted / "Li Wei" / "ps1" / "data.csv").write_text("1")
    there = {f"Li Wei/ps1/{n}": t for n, t in (("a.ipynb", "a"), ("b.ipynb", "b"))}
    there |= {"Li Wei/ps1/data.csv": "1"}
    assert landed((course,)) == there
    collect(course, b, pack(tmp_path, {f"{mine}/b.ipynb": "new"}), others=b.siblings)
    assert landed((course,)) == there | {"Li Wei/ps1/b.ipynb": "new"}
    collect(course, b, pack(tmp_path, {f"{mine}/b.ipynb": "last"}))
    assert landed((course,)) == {"Li Wei/ps1/b.ipynb": "last"}
