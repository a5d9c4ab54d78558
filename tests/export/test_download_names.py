import pytest

from viva.export.download_names import (
    BRIGHTSPACE,
    Ambiguous,
    read_names,
    user_names,
    without_wrapper,
)

MOODLE = "Zoë O'Neill, Jr._1327627_assignsubmission_file"
TIME = "2026-01-31-12-00-00"


def named(name):
    return [
        (each.system, each.user, each.name, each.file, each.late)
        for each in read_names([name])[name]
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{MOODLE}_/a.ipynb", ("moodle", "1327627", "Zoë O'Neill, Jr.", "a.ipynb", False)),
        (
            f"{MOODLE}/data/a b.csv",
            ("moodle", "1327627", "Zoë O'Neill, Jr.", "data/a b.csv", False),
        ),
        (f"{MOODLE}_a.ipynb", ("moodle", "1327627", "Zoë O'Neill, Jr.", "a.ipynb", False)),
        ("oneillzoë_3143_2077_a.ipynb", ("canvas", "3143", "oneillzoë", "a.ipynb", False)),
        ("ng_LATE_3143_2077_my file.ipynb", ("canvas", "3143", "ng", "my file.ipynb", True)),
        ("ng_31_2077_01_a.ipynb", ("canvas", "31", "ng", "01_a.ipynb", False)),
        (f"HW 1_ada_attempt_{TIME}_a_b.ipynb", ("blackboard", "HW 1_ada", "", "a_b.ipynb", False)),
        (f"HW 1_ada_attempt_{TIME}.txt", ("blackboard", "HW 1_ada", "", "", False)),
        ("Ng_Al_ng12_301/a.ipynb", ("ilias", "Ng_Al_ng12_301", "", "a.ipynb", False)),
        ("Abgaben/Ng_Al_ng12_301/a.ipynb", ("ilias", "Ng_Al_ng12_301", "", "a.ipynb", False)),
        ("Feedback_files/to_Ng_Al_ng12_301/a.ipynb", None),
        ("warm_up.ipynb", None),
        ("Zoë_onlinetext.html", None),
    ],
)
def test_the_names_of_each_platform_are_read(name, expected):
    assert named(name) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("own", "imitated", "user"),
    [
        (
            f"Eve_102_assignsubmission_file_/{MOODLE}_a.ipynb",
            "Bo_3_assignsubmission_file_/b",
            "102",
        ),
        (f"Eve_102_assignsubmission_file_{MOODLE}_a.ipynb", "Bo_3_assignsubmission_file_b", "102"),
        (
            f"Eve_102_assignsubmission_file_/{MOODLE}_/a.ipynb",
            "Bo_3_assignsubmission_file_/b",
            "102",
        ),
        (
            "Eve_102_assignsubmission_file_/Ng_Al_ng12_301/a.ipynb",
            "Bo_3_assignsubmission_file_/b",
            "102",
        ),
        ("eve_31_2_Ada_101_assignsubmission_file_a.ipynb", "bo_3_4_b.txt", "31"),
        (f"eve_31_2_ada_attempt_{TIME}_a.ipynb", "bo_3_4_b.txt", "31"),
        (
            f"HW_eve_attempt_{TIME}_HW_ada_attempt_{TIME}_a.ipynb",
            f"HW_bo_attempt_{TIME}_b",
            "HW_eve",
        ),
        (f"HW_eve_attempt_{TIME}_ada_31_209_a.ipynb", f"HW_bo_attempt_{TIME}_b", "HW_eve"),
        ("A_B_c_1/D_E_f_2/a.ipynb", "G_H_i_3/b", "A_B_c_1"),
    ],
)
def test_only_the_platforms_own_part_of_a_name_says_whose_a_file_is(own, imitated, user):
    assert read_names([own, imitated])[own][0].user == user


def test_a_name_that_fits_two_platforms_alone_is_ambiguous_until_one_is_said():
    name = f"HW_3_12345_attempt_{TIME}_a.ipynb"
    with pytest.raises(Ambiguous, match="Canvas or Blackboard"):
        read_names([name])
    assert [each.user for each in read_names([name], "blackboard")[name]] == ["HW_3_12345"]


def test_every_way_to_read_a_name_of_canvas_is_found():
    read = read_names(["eve_31_555_777_a.ipynb"])["eve_31_555_777_a.ipynb"]
    assert [(each.name, each.user, each.file) for each in read] == [
        ("eve", "31", "777_a.ipynb"),
        ("eve_31", "555", "a.ipynb"),
    ]


@pytest.mark.parametrize(
    ("paths", "depth"),
    [
        ([f"{MOODLE}_/a.ipynb"], 0),
        ([f"course/{MOODLE}_/a.ipynb", f"course/{MOODLE}_/b.ipynb"], 1),
        (["x/y/ng_31_209_a.ipynb"], 2),
        (["a.ipynb", "b/c"], 0),
        (["1-2 - Al - Sep 24, 2024 926 PM/a", "1-2 - Al - Sep 24, 2024 926 PM/b"], 0),
        (["Ex_1_with_12/Ng_Al_ng_301/a", "Ex_1_with_12/Li_Bo_li_302/a"], 1),
        (["Ng_Al_ng_301/D_E_f_2/a", "Ng_Al_ng_301/b"], 0),
    ],
)
def test_folders_around_everything_are_passed_over(paths, depth):
    assert without_wrapper(paths) == depth


@pytest.mark.parametrize(
    ("users", "logins"),
    [
        (["HW_1_ada", "HW_1_alan"], ["ada", "alan"]),
        (["HW_x_a", "HW_x_b"], ["a", "b"]),
        (["HW_b", "HW_a_b"], ["b", "a_b"]),
        (["HW_1_ada"], ["ada"]),
    ],
)
def test_a_login_is_what_follows_the_title(users, logins):
    from viva.export.download_names import Upload

    found = user_names(Upload("blackboard", user, "", "a") for user in users)
    assert [found[user] for user in users] == logins


def test_brightspaces_names_are_known():
    assert BRIGHTSPACE.fullmatch("397-25 - Mary-Ann Ng - Sep 24, 2024 926 PM/a.ipynb")
    assert BRIGHTSPACE.fullmatch("397-25 - Mary-Ann Ng - Sep 24, 2024 926 PM - a.ipynb")
    assert not BRIGHTSPACE.fullmatch("a.ipynb")
