import pytest
from click.testing import CliRunner
from full_exam import WRONG, full_course, write_exam
from two_questions import LATE, two_questions

from viva.certify.record import read_record, state_of
from viva.cli import main


@pytest.fixture
def course(tmp_path, monkeypatch):
    made, _ = full_course(tmp_path)
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments):
    return CliRunner().invoke(main, ["certify", "-j", "1", *arguments])


def test_a_certified_exam_ends_with_0(course):
    result = run("01")
    assert result.exit_code == 0, result.output
    assert "01_warm_up is certified." in result.output
    assert "Solution: 2 of 2 points. Blank release: 0. Kill rate: 100.0 %." in result.output
    assert "4/4" in result.output


def test_a_broken_exam_ends_with_1(course):
    write_exam(course, WRONG | {"is right": ("2 * number", "Nothing is wrong.")})
    result = run()
    assert result.exit_code == 1
    assert "✗ q01_double: the wrong answer 'is right' keeps 2 of 2 points" in result.output
    assert "is not certified" in result.output


def test_an_exam_that_does_not_load_is_one_sentence(course):
    (course.exams / "warm_up.py").write_text("1 / 0")
    result = run("01")
    assert result.exit_code == 1
    assert "line 1: ZeroDivisionError" in result.output
    assert "Traceback" not in result.output


def test_what_does_not_exist_is_a_usage_error(course):
    result = run("07")
    assert result.exit_code == 2
    assert "01_warm_up" in result.output
    (course.exams / "warm_up.py").unlink()
    assert "there is no tests/hidden/warm_up" in run("01").output


def test_mutants_are_graded_and_the_page_is_written(course, tmp_path):
    result = run("--mutate", "--write", "page.md")
    assert result.exit_code == 0, result.output
    assert "01_warm_up, mutants" in result.output
    assert "| `q01_double` | 2 | 1 | 4 of 4 |" in (tmp_path / "page.md").read_text()
    states = {"01_warm_up": state_of(course, course.find("01"))}
    assert read_record(tmp_path / "page.json") == states


def test_costs_are_told_and_stand_on_the_page(tmp_path, monkeypatch):
    two_questions(tmp_path, LATE)
    monkeypatch.chdir(tmp_path)
    result = run("--mutate", "--costs", "--write", "page.md")
    assert result.exit_code == 0, result.output
    told = " ".join(result.output.split())
    assert (
        "Answers asked in later questions, too: 2. Later questions: 1. "
        "Pairs of both that cost points there: 0 of 2." in told
    )
    assert "| 01_warm_up | 2 | 1 | 2 | 0 |" in (tmp_path / "page.md").read_text()
    assert "Answers asked in later questions" not in run().output


def test_without_later_questions_there_are_no_costs(course):
    assert "No question uses an earlier answer." in run("--costs").output


def test_a_survivor_is_shown_with_its_diff_and_ends_with_1(course, tmp_path):
    path = course.find("01").source_path
    path.write_text(path.read_text().replace("[2 * number for", "[number + abs(number) for"))
    result = run("--mutate", "--write", "page.md")
    assert result.exit_code == 1
    assert "✗ q01_double, line 3 (dropped call) survives:" in result.output
    assert "    - doubled = [number + abs(number) for number in numbers]" in result.output
    assert "    + doubled = [number + number for number in numbers]" in result.output
    assert not (tmp_path / "page.md").exists()


def test_a_sample_says_that_it_is_one(course):
    result = run("--mutate", "--sample", "3")
    assert result.exit_code == 0, result.output
    assert "A sample of 3 of " in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--sample", "3"], "need --mutate"),
        (["--write", "page.md"], "need --mutate"),
        (["--mutate", "--sample", "3", "--write", "page.md"], "drop --sample"),
    ],
)
def test_options_that_do_not_fit_are_a_usage_error(course, options, words):
    result = run(*options)
    assert result.exit_code == 2
    assert words in result.output
