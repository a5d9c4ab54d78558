import contextlib
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from junitparser import JUnitXml
from notebooks_of_mine import RIGHT, WRONG, filled, write

from viva.cli import main
from viva.remote import plain
from viva.remote.client import Worker
from viva.student import check
from viva.worker.sandbox import sandbox_problem


@pytest.fixture(scope="module")
def worker():
    with Worker(figures=False, warm=(), sandboxed=not sandbox_problem()) as started:
        yield started


@pytest.fixture(autouse=True)
def one_worker(worker, monkeypatch):
    """Have one worker for all these tests: a command starts one of its own."""
    monkeypatch.setattr(check, "own_worker", lambda: contextlib.nullcontext(worker))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write("01_warm_up/warm_up.ipynb", filled(q01_double=RIGHT))
    write("02_more/more.ipynb", filled(q01_double=WRONG))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["check", *arguments])


def test_a_table_for_each_of_my_notebooks():
    result = run()
    assert result.exit_code == 0, result.output
    assert "01_warm_up: 01_warm_up/warm_up.ipynb" in result.stdout
    for words in ("✓ done", "✗ wrong", "· not started", "double_all([1, 2]) is [2, 4]"):
        assert words in result.stdout
    assert "1 of 2 questions pass the visible tests, 2 of 4 points" in result.stdout
    assert "Hidden tests" in result.stdout


def test_json_is_the_shape_that_grading_gives():
    data = json.loads(run("02_more/more.ipynb", "--json").stdout)
    assert set(data) == {
        *("assignment", "student", "status", "score", "max_score", "sandbox", "seconds"),
        *("message", "written", "layout", "questions", "file"),
    }
    assert (data["assignment"], data["status"], data["file"]) == (
        "02_more",
        "graded",
        "02_more/more.ipynb",
    )
    assert set(data["questions"][0]) == {
        *("id", "score", "max_score", "status", "message", "diagnosis", "seconds", "cases")
    }
    assert [each["assignment"] for each in json.loads(run("--json", "1").stdout)] == ["01_warm_up"]


def test_reports_and_annotations(folder):
    arguments = ["--junit", "out/check.xml", "--markdown", "check.md", "--annotate", "github"]
    result = run("--json", *arguments)
    assert len(json.loads(result.stdout)) == 2
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("::")]
    assert line.startswith("::error file=02_more/more.ipynb,line=")
    at = int(line.partition("line=")[2].partition(",")[0])
    assert "q01_double" in (folder / "02_more" / "more.ipynb").read_text().splitlines()[at - 1]
    assert JUnitXml.fromfile("out/check.xml").failures == 1
    assert "Hidden tests" in (folder / "check.md").read_text()


def test_exit_codes(folder):
    assert run("01", "--min-score", "0.5").exit_code == 0
    assert run("01", "--min-score", "0.6").exit_code == 1
    assert run("--min-score", "0.5").exit_code == 1
    (folder / "01_warm_up" / "warm_up.ipynb").write_text("{")
    result = run("1")
    assert result.exit_code == 1
    assert "cannot be checked. The file is cut off" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["04"], "Found: 01_warm_up/warm_up.ipynb, 02_more/more.ipynb"),
        (["none.ipynb"], "There is no file none.ipynb"),
        (["empty"], "no notebook with questions in empty"),
        (["--min-score", "2"], "--min-score"),
        (["--annotate", "paper"], "github"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(folder, arguments, words):
    (folder / "empty").mkdir()
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.output


def test_neither_exam_nor_course_is_needed(folder):
    """An exam, a source notebook and settings that end every program that reads them."""
    for name in ("tests/hidden/warm_up.py", "nbgrader_config.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("raise SystemExit(99)")
    (folder / "source" / "01_warm_up").mkdir(parents=True)
    (folder / "source" / "01_warm_up" / "warm_up.ipynb").write_text("{")
    script = (
        "import sys\nfrom click.testing import CliRunner\nfrom viva.cli import main\n"
        "result = CliRunner().invoke(main, ['check', '01'])\n"
        "assert result.exit_code == 0, result.output\n"
        "names = ('nbgrader', 'viva.course.layout', 'otter')\n"
        "assert not [name for name in sys.modules if name.startswith(names)]"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_without_a_sandbox_it_runs_and_says_so(monkeypatch, worker):
    asked = []

    def start(**settings):
        asked.append(settings["sandboxed"])
        return contextlib.nullcontext(worker)

    monkeypatch.setattr(check, "own_worker", plain.own_worker)
    monkeypatch.setattr(plain, "Worker", start)
    for problem in ("There is none.", ""):
        monkeypatch.setattr(plain, "sandbox_problem", lambda problem=problem: problem)
        assert run("01").exit_code == 0
    assert asked == [False, True]
    monkeypatch.setattr(worker, "sandboxed", False)
    assert "Sandbox: none." in run("01").stdout


HINTS = {"q01_double": ["What is 3 doubled?", "Go through the numbers.", "Two times each."]}


def give_hints(folder):
    content = json.dumps({"hints": HINTS | {"q02_count": ["Add them up?"]}})
    for name in ("01_warm_up", "02_more"):
        (folder / name / "viva.json").write_text(content)


def test_the_table_shows_a_hint_for_what_is_wrong_and_for_the_next_one_to_begin(folder):
    give_hints(folder)
    result = run("02", "--json")
    assert "What is 3" not in result.output
    words = " ".join(run("02").stdout.split())
    assert "Hint 1 of 3: What is 3 doubled?" in words
    assert "Hint 1 of 1: Add them up?" in words
    assert "viva check --hint QUESTION" in words
    words = " ".join(run("01").stdout.split())
    assert "What is 3" not in words
    assert "Hint 1 of 1: Add them up?" in words


@pytest.mark.parametrize("question", ["q01_double", "q01", "double"])
def test_each_hint_comes_after_the_one_before(folder, question):
    give_hints(folder)
    for number, text in enumerate([*HINTS["q01_double"], HINTS["q01_double"][-1]], start=1):
        result = run("02", "--hint", question)
        assert result.exit_code == 0
        assert f"q01_double, hint {min(number, 3)} of 3:\n  {text}\n" in result.output
    assert "This is the last hint" in result.output
    assert "Hint 3 of 3: Two times each." in " ".join(run("02").stdout.split())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--hint", "q01"], 2, "viva check 01_warm_up --hint q01_double\n  viva check 02_more"),
        (
            ["01", "--hint", "q9"],
            2,
            "Found: 01_warm_up/warm_up.ipynb: q01_double, q02_count, q03_why",
        ),
        (["01", "--hint", "q03"], 0, "no hints for q03_why"),
    ],
)
def test_hints_that_are_not_there(folder, arguments, code, words):
    give_hints(folder)
    result = run(*arguments)
    assert result.exit_code == code
    assert words in result.output
    assert not (folder / ".viva").exists()


def test_where_two_questions_of_a_notebook_share_a_number_both_are_named(folder):
    give_hints(folder)
    path = folder / "01_warm_up" / "warm_up.ipynb"
    path.write_text(path.read_text().replace("q02_count", "q01_count"))
    result = run("01", "--hint", "q01")
    assert result.exit_code == 2
    assert (
        "'q01' can mean more than one question. Choose one:\n"
        "  viva check 01_warm_up --hint q01_double\n"
        "  viva check 01_warm_up --hint q01_count\n"
    ) in result.output
    assert "q01_double, hint 1 of 3" in run("01", "--hint", "q01_double").output


def test_a_hint_needs_no_worker(folder, monkeypatch):
    give_hints(folder)
    monkeypatch.setattr(check, "own_worker", None)
    assert run("02", "--hint", "q01").exit_code == 0
