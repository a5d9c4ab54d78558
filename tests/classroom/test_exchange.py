import os
import pwd

import pytest
from full_exam import full_course
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from viva.classroom.exchange import Collect, account_name
from viva.classroom.gradebook import GradebookProblem
from viva.course.generate import record_assignment

TIME = "2026-01-30 12:00:00 UTC"
LATER = "2026-01-31 12:00:00 UTC"


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path / "course")
    record_assignment(course, assignment)
    inbound = tmp_path / "exchange" / "c" / "inbound"
    inbound.mkdir(parents=True)
    os.chmod(tmp_path / "exchange", 0o777)

    def hand_in(name, text="mine"):
        folder = inbound / name
        folder.mkdir()
        (folder / "warm_up.ipynb").write_text(text)
        (folder / "timestamp.txt").write_text(name.split("+")[2])
        return folder

    def collect(**settings):
        config = Config({"Exchange": {"root": str(tmp_path / "exchange")}})
        config.CourseDirectory.course_id = "c"
        directory = CourseDirectory(
            root=str(course.root), assignment_id="01_warm_up", config=config
        )
        Collect(coursedir=directory, config=config, **settings).start()
        return {
            str(path.relative_to(course.submitted)): path.read_text()
            for path in course.submitted.rglob("*")
            if path.is_file()
        }

    return course, inbound, hand_in, collect


def notebooks(landed):
    return {name.split("/")[0]: text for name, text in landed.items() if name[-6:] == ".ipynb"}


def test_the_newest_is_collected(made):
    _, _, hand_in, collect = made
    hand_in(f"ada+01_warm_up+{TIME}+x", "old")
    hand_in(f"ada+01_warm_up+{LATER}+y", "new")
    landed = collect()
    assert notebooks(landed) == {"ada": "new"}
    assert "ada/01_warm_up/timestamp.txt" in landed


def test_no_link_in_the_exchange_is_followed(made):
    course, inbound, hand_in, collect = made
    source = course.source / "01_warm_up" / "warm_up.ipynb"
    folder = hand_in(f"eve+01_warm_up+{TIME}+x")
    (folder / "warm_up.ipynb").unlink()
    (folder / "warm_up.ipynb").symlink_to(source)
    (folder / "data").symlink_to(course.exams)
    os.mkfifo(folder / "pipe")
    (inbound / f"fay+01_warm_up+{TIME}+x").symlink_to(source.parent)
    hand_in(f"ada+01_warm_up+{TIME}+x")
    landed = collect()
    assert notebooks(landed) == {"ada": "mine"}
    assert {name for name in landed if name.startswith(("eve", "fay"))} == {
        "eve/01_warm_up/timestamp.txt"
    }


def test_a_name_or_time_of_no_form_ends_nothing(made):
    course, _, hand_in, collect = made
    hand_in("eve+01_warm_up+yesterday+x")
    folder = hand_in(f"gil+01_warm_up+{TIME}+x")
    (folder / "timestamp.txt").write_text("yesterday")
    hand_in("fay+01_warm_up+0001-01-01 00:00:00 +2359+x")
    hand_in(f"ada+01_warm_up+{TIME}+x")
    landed = collect()
    assert notebooks(landed) == {"ada": "mine", "gil": "mine"}
    assert landed["ada/01_warm_up/timestamp.txt"] == TIME
    assert "gil/01_warm_up/timestamp.txt" not in landed
    (course.submitted / "ada" / "01_warm_up" / "timestamp.txt").write_text("yesterday")
    assert notebooks(collect(update=True)) == {"ada": "mine", "gil": "mine"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
def test_what_another_student_hands_in_replaces_nobody(made):
    _, _, hand_in, collect = made
    hand_in(f"ada+01_warm_up+{TIME}+x")
    later = hand_in(f"ada+01_warm_up+{LATER}+y", "not hers")
    os.chown(later, 1, 1)
    assert notebooks(collect()) == {"ada": "mine"}
    assert notebooks(collect(check_owner=False, update=True)) == {"ada": "not hers"}


ACCOUNTS = {"ada": "Augusta Ada  Lovelace,room 1,,", "ben": "Bernoulli", "gil": "", "fay": "Fay Li"}


def test_students_are_named_as_their_accounts_are(made, monkeypatch):
    course, _, hand_in, collect = made

    def account(name):
        return pwd.struct_passwd((name, "x", 1, 1, ACCOUNTS[name], "/", "/bin/sh"))

    monkeypatch.setattr("pwd.getpwnam", account)
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.add_student("fay", first_name="Faye")
    for name in [*ACCOUNTS, "eve"]:
        hand_in(f"{name}+01_warm_up+{TIME}+x")
    assert set(notebooks(collect())) == {*ACCOUNTS, "eve"}
    with Gradebook(course.gradebook_url) as gradebook:
        named = {each.id: (each.first_name, each.last_name) for each in gradebook.students}
    assert named == {
        "ada": ("Augusta Ada", "Lovelace"),
        "ben": ("", "Bernoulli"),
        "fay": ("Faye", None),
    }


def test_a_gradebook_that_is_locked_costs_the_names_only(made, monkeypatch):
    _, _, hand_in, collect = made

    def locked(course):
        raise GradebookProblem("it is locked")

    monkeypatch.setattr("viva.classroom.exchange.account_name", str.title)
    monkeypatch.setattr("viva.classroom.exchange.open_gradebook", locked)
    hand_in(f"ada+01_warm_up+{TIME}+x")
    assert notebooks(collect()) == {"ada": "mine"}


@pytest.mark.parametrize("name", ["no such account", "a\0b"])
def test_who_has_no_account_has_no_name(name):
    assert account_name(name) == ""
