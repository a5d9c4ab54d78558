import dataclasses

import pytest
from full_exam import full_course

from viva.classroom.store import KEPT, Store
from viva.course.confinement import Confinement
from viva.course.handed_in import HandedIn
from viva.course.package import make_package
from viva.grading.bundle import Limits
from viva.grading.verdict import CaseResult, QuestionVerdict, Verdict
from viva.worker.limits import Resources

HANDED = HandedIn(b"notebook", files={"data.csv": b"1"})
FOUND = Verdict(
    "01_warm_up",
    "ada",
    "graded",
    (QuestionVerdict("q01_double", 1.5, 2.0, "partial", "ü", "x", (CaseResult("a", True, 2.0),)),),
    "none",
    0.5,
    "all in all",
    frozenset({"q02_linear"}),
    "layout",
    notebook={"cells": [{"source": "\ud800"}]},
)


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    package = make_package(assignment, Confinement(False, Limits(), Resources(), warm=()), False)
    return course, package, Store(course, package)


def test_a_verdict_comes_back_whole(made):
    *_, store = made
    base = store.base("ada", HANDED)
    assert store.find("ada", base) is None
    store.keep("ada", base, FOUND)
    kept = store.find("ada", base)
    assert kept.verdict == FOUND
    assert kept.verdict.notebook == FOUND.notebook
    assert store.changed(kept) == set()


def test_every_submission_has_a_name_of_its_own(made):
    course, package, store = made
    others = [
        store.base("bob", HANDED),
        store.base("ada", dataclasses.replace(HANDED, data=b"another")),
        store.base("ada", dataclasses.replace(HANDED, data=None)),
        store.base("ada", dataclasses.replace(HANDED, note="said")),
        store.base("ada", dataclasses.replace(HANDED, files={})),
        store.base("ada", dataclasses.replace(HANDED, files={"data.csv": b"2"})),
        Store(course, dataclasses.replace(package, figures=True)).base("ada", HANDED),
    ]
    assert len({store.base("ada", HANDED), *others}) == len(others) + 1
    assert store.base("ada", HANDED) == store.base("ada", dataclasses.replace(HANDED))


def test_it_tells_which_questions_have_changed(made):
    course, package, store = made
    base = store.base("ada", HANDED)
    store.keep("ada", base, FOUND)
    exam = {name: text.replace("(3, 9,", "(3, 8,") for name, text in package.exam.items()}
    other = dataclasses.replace(package, exam=exam)
    later = Store(course, other)
    assert later.base("ada", HANDED) == base
    assert later.changed(later.find("ada", base)) == {"q01_double"}
    assert later.key(base) != store.key(base)


@pytest.mark.parametrize("damage", [b"", b"damage", "cut"])
def test_what_is_damaged_counts_as_missing(made, damage):
    *_, store = made
    base = store.base("ada", HANDED)
    store.keep("ada", base, FOUND)
    (path,) = store.folder.rglob("*.verdict")
    path.write_bytes(path.read_bytes()[:-9] if damage == "cut" else damage)
    assert store.find("ada", base) is None


def test_the_last_few_are_kept(made):
    *_, store = made
    names = [store.base("ada", HandedIn(b"%d" % number)) for number in range(KEPT + 2)]
    for name in names:
        store.keep("ada", name, FOUND)
    assert [store.find("ada", name) is not None for name in names] == [False] * 2 + [True] * KEPT
