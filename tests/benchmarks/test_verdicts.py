"""The comparison of two commits finds what differs, and nothing else."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from corpora import write_answers

from viva.course.layout import Course
from viva.exam.load import load_exam
from viva.worker.sandbox import sandbox_problem

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "benchmarks" / "verdicts.py"
# Says what it sees of its course, and that a submission was stopped, unless it is asked for it.
VIVA = """#!{python}
import json, pathlib, sys
(student,) = [path.parent.name for path in pathlib.Path("submitted").glob("*/01_one")]
status = "passed" if "--student=ann" in sys.argv else "timeout"
question = {{"id": "q01", "score": 1.0, "status": status, "message": "", "cases": []}}
settings = pathlib.Path("nbgrader_config.py").read_text()
print(json.dumps([{{
    "assignment": "01_one", "student": student, "status": "graded", "seconds": 2.0,
    "message": settings.partition("\\n")[0] + settings[-9:] + pathlib.Path("source/a").read_text(),
    "questions": [question],
}}]))
pathlib.Path(settings.rpartition("sqlite:///")[2].partition("'")[0]).write_text("a gradebook")
raise SystemExit(1)
"""


def verdict(message="", score=1.0, status="passed", passed=True):
    cases = [{"title": "one row", "passed": passed}]
    question = {"id": "q01", "score": score, "status": status, "message": message, "cases": cases}
    return {"status": "graded", "message": "", "questions": [question]}


def all_of(parts):
    return {name: verdicts for part in parts for name, verdicts in part.items()}


def graded(*verdicts):
    return {"right/01_one/ann": list(verdicts)}


def test_equal_verdicts_are_alike(script):
    found = script.compare([graded(verdict("a"))], graded(verdict("a")))
    assert (found.submissions, found.reworded, found.unstable, found.different) == (1, {}, {}, {})


def test_every_part_of_a_verdict_counts(script):
    after = graded(verdict("b", 0.5, "partial", False))
    found = script.compare([graded(verdict("a"))], after)
    assert found.different == {
        ("message", "a", "b"): ["right/01_one/ann q01"],
        ("score", "1.0", "0.5"): ["right/01_one/ann q01"],
        ("status", "passed", "partial"): ["right/01_one/ann q01"],
        ("passed", "True", "False"): ["right/01_one/ann q01 cases 1"],
    }
    assert "message: a" in str(found)


def test_a_submission_that_only_one_commit_grades_differs(script):
    for before, after in (({}, graded(verdict())), (graded(verdict()), {})):
        found = script.compare([before], after)
        assert ("score", *("(nothing)", "1.0")[:: 1 if after else -1]) in found.different


def test_what_one_commit_says_now_so_and_now_so_is_apart(script):
    before = [graded(verdict("a")), graded(verdict("b"))]
    assert not script.compare(before, graded(verdict("b"))).unstable
    found = script.compare(before, graded(verdict("c", 0.5)))
    assert set(found.unstable) == {("message", "a | b", "c")}
    assert set(found.different) == {("score", "1.0", "0.5")}
    twice = graded(verdict("b"), verdict("c"))
    assert set(script.compare([graded(verdict("a"))], twice).unstable) == {
        ("message", "a", "b | c")
    }


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        ("a loop", "an infinite loop", "Is there a loop?", "Is there an infinite loop?"),
        (
            "{f} takes {…} s",
            "{…} s were not enough for {f}",
            "f takes 3 s",
            "3 s were not enough for f",
        ),
        ("it is {…}", "{…}: so it is", "it is too long", "too long: so it is"),
        ("not read", "not read ({type})", "It was not read.", "It was not read (a list)."),
        ("{…} of {…}", "{…} out of {…}", "2 of 7", "2 out of 7"),
    ],
)
def test_a_changed_sentence_is_counted_apart(script, tmp_path, old, new, was, now):
    table = tmp_path / "wording.tsv"
    table.write_text(f"# old and new\n\n{old}\t{new}\nanother\tunused\n")
    rules = script.read_rules(table)
    found = script.compare([graded(verdict(was))], graded(verdict(now)), rules)
    assert (len(found.reworded), len(found.different)) == (1, 0)
    found = script.compare([graded(verdict(was))], graded(verdict(now + " More.")), rules)
    assert (len(found.reworded), len(found.different)) == (0, 1)


def test_sentences_that_changed_in_one_place_of_two_are_found(script):
    rules = [script.rule("a", "b"), script.rule("b", "c")]
    assert script.is_reworded("a", "b", rules)
    assert script.is_reworded("a", "c", rules)
    assert not script.is_reworded("a", "d", rules)
    with pytest.raises(ValueError, match="any text"):
        script.rule("{…}.", "x")


def test_the_exit_code_says_whether_something_differs(script, tmp_path, monkeypatch, capsys):
    for name, message in (("before", "a"), ("after", "b"), ("again", "a")):
        (tmp_path / f"{name}.json").write_text(json.dumps(graded(verdict(message))))
    (tmp_path / "wording.tsv").write_text("a\tb\n")
    files = [str(tmp_path / "before.json"), str(tmp_path / "after.json")]
    again = ["--again", str(tmp_path / "again.json")]
    for options, code in ((again, 1), (["--wording", str(tmp_path / "wording.tsv")], 0)):
        monkeypatch.setattr(sys, "argv", ["verdicts.py", "compare", *files, *options])
        with pytest.raises(SystemExit) as ended:
            script.main()
        assert ended.value.code == code
    assert "reworded: 1 changes in 1 submissions" in capsys.readouterr().out


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose `viva` is a script that says what it sees."""
    folder = tmp_path / "checkout"
    (folder / ".venv" / "bin").mkdir(parents=True)
    viva = folder / ".venv" / "bin" / "viva"
    viva.write_text(VIVA.format(python=sys.executable))
    viva.chmod(0o755)
    gradebook = f"c.CourseDirectory.db_url = 'sqlite:///{folder}/gradebook.db'"
    (folder / "nbgrader_config.py").write_text(f"# settings\n{gradebook}\n")
    for name in ("source", "submitted"):
        (folder / name).mkdir()
    (folder / "source" / "a").write_text("from the checkout")
    return folder


def test_a_submission_that_was_stopped_is_asked_once_more_in_a_course_of_its_own(
    script, tmp_path, checkout
):
    corpora = tmp_path / "corpora"
    (corpora / "plain" / "submitted" / "ann" / "01_one").mkdir(parents=True)
    (corpora / "own" / "submitted" / "ann" / "01_one").mkdir(parents=True)
    (corpora / "own" / "source").mkdir()
    (corpora / "own" / "source" / "a").write_text("of its own")
    (corpora / "own" / "settings.py").write_text("# limits\n")
    found = all_of(script.grade(checkout, corpora))
    assert set(found) == {"plain/01_one/ann", "own/01_one/ann"}
    for verdicts in found.values():
        assert [v["questions"][0]["status"] for v in verdicts] == ["timeout", "passed"]
        assert not {"seconds", "student"} & set(verdicts[0])
    assert found["plain/01_one/ann"][0]["message"].startswith("# settings")
    assert found["plain/01_one/ann"][0]["message"].endswith("from the checkout")
    assert found["own/01_one/ann"][0]["message"] == "# settings# limits\nof its own"
    assert not (checkout / "gradebook.db").exists()
    assert list((checkout / "submitted").iterdir()) == []


def test_a_command_that_gives_no_verdicts_ends_with_what_it_said(script, tmp_path, checkout):
    (checkout / ".venv" / "bin" / "viva").write_text("#!/bin/sh\necho why not >&2\nexit 2\n")
    (tmp_path / "corpora" / "plain" / "submitted" / "ann" / "01_one").mkdir(parents=True)
    with pytest.raises(SystemExit, match="why not"):
        all_of(script.grade(checkout, tmp_path / "corpora"))


def test_each_answer_stands_in_an_otherwise_solved_notebook(tmp_path):
    assignment = Course(ROOT).find("01")
    write_answers(tmp_path, assignment)
    exam = load_exam(assignment.exam_path)
    for corpus, more in (("right", "solution"), ("wrong", "blank")):
        names = {path.name for path in (tmp_path / corpus / "submitted").iterdir()}
        answers = [a for q in exam.questions.values() for a in getattr(q, f"{corpus}_answers")]
        assert len(names - {more}) == len(answers)
        assert more in names


@pytest.mark.skipif(bool(sandbox_problem()), reason="needs a sandbox")
@pytest.mark.skipif(not (ROOT / ".venv/bin/viva").is_file(), reason="needs an installed checkout")
def test_real_verdicts_are_those_that_answers_deserve(script, tmp_path):
    write_answers(tmp_path, Course(ROOT).find("01"))
    kept = ("solution", "blank", "q02_pred_linear-01")
    for place in tmp_path.glob("*/submitted/*"):
        if not place.name.startswith(kept):
            shutil.rmtree(place)
    found = all_of(script.grade(ROOT, tmp_path))
    scores = {name: verdicts[0]["score"] for name, verdicts in found.items()}
    assert scores.pop("right/01_perceptron_line/solution") == 15
    assert scores.pop("wrong/01_perceptron_line/blank") == 0
    right, wrong = (
        [score for name, score in scores.items() if name.startswith(corpus)]
        for corpus in ("right", "wrong")
    )
    assert (right, wrong) == ([15], [13])
