import json
import shutil

import nbformat
import pool_tasks
import pytest
from class_of_many import scores
from full_exam import answer, full_course
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from small_course import ANSWER, TEST, settings
from verdicts import without_time

from viva.certify.certify import Trial, trial_notebook
from viva.classroom import batch
from viva.classroom.batch import Watcher, grade_assignment
from viva.classroom.history import History
from viva.classroom.progress import Tally
from viva.course.bundle import make_bundle
from viva.course.generate import ReleaseError
from viva.course.handed_in import find_handed_in


@pytest.fixture
def made(tmp_path):
    course, assignment = full_course(tmp_path)
    bundle = make_bundle(assignment)

    def hand_in(student, data, name="warm_up.ipynb"):
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        if data is not None:
            (folder / name).write_bytes(data)

    hand_in("ada", trial_notebook(bundle, Trial("solution")))
    hand_in("bob", b"no notebook at all")
    hand_in("cleo o'x", trial_notebook(bundle, Trial("wrong", "q01_double", code=answer("number"))))
    hand_in("dan", None)
    hand_in("eve", trial_notebook(bundle, Trial("blank")), "my homework.ipynb")
    bomb = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos._exit(1)"
    hand_in("fay", trial_notebook(bundle, Trial("wrong", "q01_double", code=bomb)))
    hand_in("gil", trial_notebook(bundle, Trial("solution")))
    return course, assignment


def test_every_submission_gets_its_verdict(made):
    course, assignment = made
    seen = []
    verdicts = grade_assignment(course, assignment, jobs=1, progress=seen.append)
    assert len(seen) == 7
    assert [(v.student, v.status, v.score) for v in verdicts] == [
        ("ada", "graded", 2.0),
        ("bob", "unreadable", 0),
        ("cleo o'x", "graded", 0),
        ("dan", "unreadable", 0),
        ("eve", "graded", 0),
        ("fay", "graded", 0),
        ("gil", "graded", 2.0),
    ]
    by_student = {v.student: v for v in verdicts}
    assert by_student["cleo o'x"].questions[0].message == "The numbers come back as they were."
    assert "the folder is empty" in by_student["dan"].message
    assert "my homework.ipynb" in by_student["eve"].message
    for found in verdicts:
        folder = course.autograded / found.student / "01_warm_up"
        nbformat.validate(nbformat.read(folder / "warm_up.ipynb", as_version=4))
        assert json.loads((folder / "verdict.json").read_text())["score"] == found.score
    with Gradebook(course.gradebook_url) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions("01_warm_up")}
    assert scores == {v.student: v.score for v in verdicts}


def test_chosen_students_only(made):
    course, assignment = made
    (found,) = grade_assignment(course, assignment, students=["gil"], jobs=1)
    assert found.student == "gil"
    assert not (course.autograded / "ada").exists()


def test_several_processes_give_the_same_verdicts(made):
    course, assignment = made

    alone = [without_time(v) for v in grade_assignment(course, assignment, jobs=1)]
    both = [without_time(v) for v in grade_assignment(course, assignment, jobs=2)]
    assert both == alone


def test_the_time_of_submission_reaches_the_gradebook(made):
    course, assignment = made
    (course.submitted / "ada" / "01_warm_up" / "timestamp.txt").write_text(
        "2026-10-01 12:00:00 UTC"
    )
    grade_assignment(course, assignment, students=["ada"], jobs=1)
    with Gradebook(course.gradebook_url) as gradebook:
        assert gradebook.find_submission("01_warm_up", "ada").timestamp.month == 10


class Seen(Watcher):
    """Notes what a grading tells."""

    def __init__(self):
        self.begun, self.taken, self.problems = [], {}, []

    def started(self, student):
        self.begun.append(student)

    def done(self, verdict, taken):
        self.taken[verdict.student] = taken

    def failed(self, student, reason):
        self.problems.append((student, reason))


def grade(course, students=("ada",), **options):
    seen = Seen()
    found = grade_assignment(
        course, course.find("01"), students=students, jobs=1, watcher=seen, **options
    )
    return found, seen


def test_what_has_not_changed_is_taken_from_the_store(made):
    course, _ = made
    first, seen = grade(course)
    assert seen.taken == {"ada": "graded"}
    again, seen = grade(course)
    assert (seen.taken, seen.begun) == ({"ada": "stored"}, [])
    assert again == first
    forced, seen = grade(course, force=True)
    assert (seen.taken, seen.begun) == ({"ada": "graded"}, ["ada"])
    path = course.submitted / "ada" / "01_warm_up" / "warm_up.ipynb"
    path.write_bytes(path.read_bytes() + b" ")
    assert grade(course)[1].taken == {"ada": "graded"}
    assert forced[0].notebook is None


@pytest.mark.parametrize("lost", ["gradebook", "scores", "notebook", "verdict", "all"])
def test_what_is_lost_is_written_again_without_running_anything(made, lost):
    course, _ = made
    grade(course)
    target = course.autograded / "ada" / "01_warm_up"
    whole = {path.name: path.read_bytes() for path in target.iterdir()}
    if lost in ("gradebook", "all"):
        (course.root / "gradebook.db").unlink()
    if lost == "scores":
        with Gradebook(course.gradebook_url) as gradebook:
            found = gradebook.find_grade("q01_double_test", "warm_up", "01_warm_up", "ada")
            found.auto_score = 0.5
            gradebook.db.commit()
    if lost == "notebook":
        (target / "warm_up.ipynb").unlink()
    if lost == "verdict":
        (target / "verdict.json").write_text("{")
    if lost == "all":
        shutil.rmtree(target)
    _, seen = grade(course)
    assert (seen.taken, seen.begun) == ({"ada": "stored"}, [])
    assert {path.name: path.read_bytes() for path in target.iterdir()} == whole
    assert scores(course)["ada"] == [{"q01_double_test": 2.0, "q02_linear": None}]


def test_what_is_there_is_not_written_again(made, monkeypatch):
    course, _ = made
    grade(course)
    monkeypatch.setattr(batch, "write_graded", None)
    monkeypatch.setattr(batch, "record_verdict", None)
    assert grade(course)[1].taken == {"ada": "stored"}


def test_each_hand_in_is_written_down_once(made):
    course, _ = made
    history = History(course, "01_warm_up")
    path = course.submitted / "ada" / "01_warm_up" / "warm_up.ipynb"
    (path.parent / "timestamp.txt").write_text("2026-11-01 09:00:00 UTC")
    grade(course)
    grade(course, force=True)
    (only,) = history.attempts("ada")
    assert only.when == "2026-11-01T09:00:00"
    assert {name: each.score for name, each in only.questions.items()} == {"q01_double": 2.0}
    data = path.read_bytes()
    path.write_bytes(b"no notebook at all")
    grade(course)
    # Handed in again as it was first: nothing is run, and that is the last hand-in.
    path.write_bytes(data)
    assert grade(course)[1].taken == {"ada": "stored"}
    unreadable, last = history.attempts("ada")
    assert (unreadable.questions, last.fingerprint) == ({}, only.fingerprint)


def test_the_history_of_a_course_graded_before_begins_with_what_is_stored(made):
    course, _ = made
    grade(course)
    shutil.rmtree(course.root / ".viva" / "history")
    assert grade(course)[1].taken == {"ada": "stored"}
    assert len(History(course, "01_warm_up").attempts("ada")) == 1


def test_only_a_changed_question_is_asked_again_and_marks_stay(made):
    course, _ = made
    grade(course, ["ada", "cleo o'x"])
    with Gradebook(course.gradebook_url) as gradebook:
        mark = gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada")
        said = gradebook.find_comment("q02_linear", "warm_up", "01_warm_up", "ada")
        mark.manual_score, said.manual_comment = 1.5, "well said"
        gradebook.db.commit()
    exam = course.exams / "warm_up.py"
    hint = "The numbers come back as they were."
    exam.write_text(exam.read_text().replace(hint, "What is 3 doubled?"))
    found, seen = grade(course, ["ada", "cleo o'x"])
    assert set(seen.taken.values()) == {"in part"}
    assert found[1].questions[0].message == "What is 3 doubled?"
    assert [q.id for q in found[1].questions] == ["q01_double", "q02_linear"]
    notebook = (course.autograded / "cleo o'x" / "01_warm_up" / "warm_up.ipynb").read_text()
    assert "What is 3 doubled?" in notebook and hint not in notebook
    with Gradebook(course.gradebook_url) as gradebook:
        mark = gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada")
        said = gradebook.find_comment("q02_linear", "warm_up", "01_warm_up", "ada")
        assert (mark.manual_score, said.manual_comment) == (1.5, "well said")
    assert set(grade(course, ["ada", "cleo o'x"])[1].taken.values()) == {"stored"}


def test_a_question_can_be_added_to_an_assignment_with_submissions(made):
    course, assignment = made
    grade(course, ["ada", "gil"])
    with Gradebook(course.gradebook_url) as gradebook:
        gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada").manual_score = 1.5
        gradebook.db.commit()
    notebook = nbformat.read(assignment.source_path, as_version=4)
    text = ANSWER.replace("double_all", "negate_all").replace("2 * number", "-number")
    test = TEST.replace("double_all", "negate_all").replace("[2, 4]", "[-1, -2]")
    more = [
        new_code_cell(text, id="q03", metadata=settings("q03_negate", solution=True)),
        new_code_cell(
            test.replace("q01_double", "q03_negate"),
            id="q03-test",
            metadata=settings("q03_negate_test", grade=True, locked=True, points=3),
        ),
    ]
    notebook.cells += more
    nbformat.write(notebook, assignment.source_path)
    exam = course.exams / "warm_up.py"
    exam.write_text(
        exam.read_text()
        + '\nq = exam.question("q03_negate")\n\n@q.reference\ndef negate_all(numbers):\n'
        "    return [-n for n in numbers]\n\n@q.case('some')\ndef some(candidate, rng):\n"
        "    return candidate.negate_all([1, 2])\n"
    )
    (found,), _ = grade(course, ["ada"])
    assert [q.status for q in found.questions] == ["passed", "manual", "missing"]
    rows = scores(course)
    assert rows["ada"] == [{"q01_double_test": 2.0, "q02_linear": None, "q03_negate_test": 0.0}]
    assert rows["gil"] == [{"q01_double_test": 2.0, "q02_linear": None, "q03_negate_test": None}]
    with Gradebook(course.gradebook_url) as gradebook:
        mark = gradebook.find_grade("q02_linear", "warm_up", "01_warm_up", "ada")
        assert mark.manual_score == 1.5
        cell = gradebook.find_grade_cell("q03_negate_test", "warm_up", "01_warm_up")
        assert cell.max_score == 3
        source = gradebook.find_source_cell("q03_negate_test", "warm_up", "01_warm_up")
        assert source.locked and source.checksum
        assert gradebook.find_comment("q03_negate", "warm_up", "01_warm_up", "gil")


def test_a_question_with_scores_cannot_be_taken_out(made):
    course, assignment = made
    grade(course)
    notebook = nbformat.read(assignment.source_path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell["id"] != "q02"]
    nbformat.write(notebook, assignment.source_path)
    with pytest.raises(ReleaseError, match="q02_linear is no longer in the notebook"):
        grade(course)


def test_one_that_kills_three_judges_is_killed_and_tried_again_next_time(made, monkeypatch):
    course, _ = made
    monkeypatch.setattr(batch, "grade_submission", pool_tasks.no_room_for_ada)
    found, seen = grade(course, ["ada", "gil"])
    assert [(v.student, v.status, v.score) for v in found] == [
        ("ada", "killed", 0),
        ("gil", "graded", 2.0),
    ]
    assert {q.status for q in found[0].questions} == {"killed"}
    assert "crashed the grader three times" in found[0].message
    assert seen.problems[0][0] == "ada" and "no room" in seen.problems[0][1]
    assert scores(course)["ada"] == [{"q01_double_test": 0.0, "q02_linear": 0.0}]
    monkeypatch.undo()
    found, seen = grade(course, ["ada", "gil"])
    assert seen.taken == {"ada": "graded", "gil": "stored"}
    assert scores(course)["ada"] == [{"q01_double_test": 2.0, "q02_linear": None}]


def test_what_is_handed_in_is_read_once_and_not_kept(made, monkeypatch):
    course, _ = made
    read = []
    monkeypatch.setattr(
        batch, "find_handed_in", lambda *given: read.append(given[0]) or find_handed_in(*given)
    )
    found, _ = grade(course, ["ada", "gil"])
    assert len(read) == 2
    assert [verdict.notebook for verdict in found] == [None, None]
    assert found[0].questions[0] is found[1].questions[0]


def test_a_folder_that_cannot_be_read_is_a_verdict(made, monkeypatch):
    course, _ = made

    def refuse(folder, bundle):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(batch, "find_handed_in", refuse)
    (found,), _ = grade(course)
    assert found.status == "unreadable"
    assert "cannot be read: Permission denied" in found.message


def test_odd_times_and_names_of_folders_are_remarked_and_end_nothing(made):
    course, assignment = made
    times = {"tim": b"yesterday", "uma": b"\xff\xfe\x00", "vic": "2026-01-31".encode("utf-16-le")}
    for student, data in times.items():
        folder = course.submitted / student / "01_warm_up"
        folder.mkdir(parents=True)
        (folder / "warm_up.ipynb").write_text("no notebook")
        (folder / "timestamp.txt").write_bytes(data)
    name = b"x\xff".decode("utf-8", "surrogateescape")
    (course.submitted / name / "01_warm_up").mkdir(parents=True)
    early = "2026-01-30 12:00:00 UTC"
    (course.submitted / "bob" / "01_warm_up" / "timestamp.txt").write_bytes(early.encode("utf-16"))
    tally = Tally(4)
    grade_assignment(course, assignment, students=["bob"], jobs=1)
    assert (course.autograded / "bob" / "01_warm_up" / "timestamp.txt").read_text() == early
    found = grade_assignment(course, assignment, students=list(times), jobs=1, watcher=tally)
    assert not (course.autograded / "tim" / "01_warm_up" / "timestamp.txt").exists()
    assert [verdict.status for verdict in found] == ["unreadable"] * 3
    assert [remark.partition(" ")[0] for remark in tally.remarks] == [
        *("x?:", "tim/01_warm_up/timestamp.txt"),
        *("uma/01_warm_up/timestamp.txt", "vic/01_warm_up/timestamp.txt"),
    ]


def test_a_link_in_the_place_of_a_student_earns_nothing(made):
    course, assignment = made
    (course.submitted / "zed").symlink_to("ada")
    (found,) = grade_assignment(course, assignment, students=["zed"], jobs=1)
    assert (found.status, found.score) == ("unreadable", 0)
    assert "is a link to somewhere else" in found.message
