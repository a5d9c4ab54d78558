import copy
import json
import random

import pytest
from small_course import ANSWER, cells, make_notebook

from viva.classroom.sample import (
    FAULTS,
    STUDENTS,
    answer,
    class_of,
    defined_names,
    made_consistent,
    make_sample_class,
    skill_of,
    solution_cells,
    without_markers,
)
from viva.exam import Exam

STUB = 'def double_all(numbers):\n    raise NotImplementedError("q01_double")'
SOLUTION = without_markers(ANSWER)
RIGHT = "def double_all(numbers):\n    return [n + n for n in numbers]\n"
WRONG = "def double_all(numbers):\n    return numbers * 2\n"
RARE = "def double_all(numbers):\n    return None\n"
NOTHING_WRITTEN = "YOUR ANSWER HERE"


@pytest.fixture
def exam():
    exam = Exam("warm_up")
    question = exam.question("q01_double")
    question.right("adds it to itself", code=RIGHT)
    question.wrong("repeats the list", hint="How long is the list now?", code=WRONG)
    question.wrong("returns nothing", hint="What comes back?", code=RARE)
    return exam


@pytest.fixture
def source():
    return json.loads(json.dumps(make_notebook()))


@pytest.fixture
def release(source):
    released = copy.deepcopy(source)
    for cell in released["cells"]:
        if cell["id"] == "q01":
            cell["source"] = STUB
        if cell["id"] == "q02":
            cell["source"] = NOTHING_WRITTEN
    return released


@pytest.fixture
def handed_in(exam, source, release):
    return make_sample_class(exam, source, release, list(STUDENTS), 7)


def readable(handed_in):
    for student, (name, contents) in handed_in.items():
        try:
            yield student, name, json.loads(contents)
        except ValueError:
            continue


def cell_of(notebook, cell_id):
    return next(cell for cell in notebook["cells"] if cell["id"] == cell_id)


def test_there_are_24_students_with_names_from_everywhere():
    assert len(STUDENTS) == 24 == len(set(STUDENTS.values()))
    assert all(student.isascii() and student.isalpha() for student in STUDENTS)
    assert any(not name.isascii() for name in STUDENTS.values())


def test_a_class_of_any_size_has_different_ids():
    assert class_of(24) == STUDENTS
    assert list(class_of(2)) == list(STUDENTS)[:2]
    large = class_of(60)
    assert len(large) == 60
    assert large["aiko2"] == "Aiko Tanabe 2"


def test_a_seed_makes_one_class_and_another_seed_another(exam, source, release, handed_in):
    students = list(STUDENTS)
    assert make_sample_class(exam, source, release, students, 7) == handed_in
    assert make_sample_class(exam, source, release, students, 8) != handed_in


def test_the_notebooks_that_were_given_stay_as_they_are(exam, source, release):
    before = copy.deepcopy((source, release))
    make_sample_class(exam, source, release, list(STUDENTS), 7)
    assert (source, release) == before


def test_a_few_hand_in_nothing(handed_in):
    assert len(handed_in) == 22
    assert set(handed_in) < set(STUDENTS)


def test_answers_are_the_exams_own(handed_in):
    known = {text.rstrip("\n") for text in (SOLUTION, RIGHT, WRONG, RARE, STUB)}
    seen = {cell_of(notebook, "q01")["source"] for _, _, notebook in readable(handed_in)}
    assert len(seen & known) >= 4
    assert len(seen - known) == 1  # the syntax error
    written = {cell_of(notebook, "q02")["source"] for _, _, notebook in readable(handed_in)}
    assert NOTHING_WRITTEN in written and len(written) > 2


def test_no_marker_and_no_marking_scheme_gets_into_a_submission(handed_in):
    for _, contents in handed_in.values():
        assert b"SOLUTION" not in contents
        assert b"One point for the reason" not in contents


def test_all_but_the_answers_is_as_released(handed_in, release):
    untouched = {cell["id"]: cell for cell in release["cells"] if cell["id"] not in ("q01", "q02")}
    for _, _, notebook in readable(handed_in):
        for cell in notebook["cells"]:
            if cell["id"] in untouched:
                assert cell == untouched[cell["id"]]


def test_trouble_happens_once_each(handed_in):
    whole = list(readable(handed_in))
    assert len(handed_in) - len(whole) == 1
    assert [name for _, name, _ in whole if name != "warm_up.ipynb"] == ["warm_up (1).ipynb"]
    assert sum(notebook["cells"][0]["id"] == "my-notes" for _, _, notebook in whole) == 1
    broken = 0
    for _, _, notebook in whole:
        try:
            compile(cell_of(notebook, "q01")["source"], "answer", "exec")
        except SyntaxError:
            broken += 1
    assert broken == 1
    assert len(FAULTS) == 4


def test_small_classes_have_no_trouble(exam, source, release):
    handed_in = make_sample_class(exam, source, release, ["ines"], 7)
    assert list(handed_in) == ["ines"]
    assert handed_in["ines"][0] == "warm_up.ipynb"
    json.loads(handed_in["ines"][1])


def test_skill_belongs_to_the_student_and_decides(exam):
    assert skill_of("ines", 7) == skill_of("ines", 7) != skill_of("ines", 8)
    question = exam.questions["q01_double"]
    able = [answer(question, SOLUTION, 1.0, random.Random(i)) for i in range(50)]
    lost = [answer(question, SOLUTION, 0.0, random.Random(i)) for i in range(50)]
    assert set(able) == {SOLUTION, RIGHT}
    assert set(lost) == {WRONG, RARE, None}
    assert lost.count(WRONG) > lost.count(RARE) > 0


def test_answers_of_one_student_fit_together(exam):
    uses = exam.question("q02_four_times")
    uses.right("twice", code="def four_times(n):\n    return double_all(double_all(n))\n")
    solutions = {"q01_double": SOLUTION, "q02_four_times": "def four_times(n): ...\n"}
    calls, alone = uses.right_answers[0].code, "def four_times(n):\n    return 4 * n\n"

    def fitting(first, second, luck=0):
        drawn = {"q01_double": first, "q02_four_times": second}
        found = made_consistent(exam, solutions, drawn, random.Random(luck))
        return found.get("q01_double")

    assert fitting(RIGHT, calls) == SOLUTION
    assert fitting(RIGHT, alone) == RIGHT
    assert fitting(WRONG, alone) == WRONG
    assert fitting(None, None) is None
    repaired = [fitting(WRONG, calls, luck) for luck in range(100)]
    assert set(repaired) == {SOLUTION, WRONG}
    assert repaired.count(SOLUTION) < 50
    assert {fitting(None, calls, luck) for luck in range(100)} == {SOLUTION, None}


def test_the_more_answers_use_a_mistake_the_surer_it_is_repaired(exam):
    solutions = {"q01_double": SOLUTION}
    before = "double_all"
    for number in range(2, 8):
        name = f"f{number}"
        code = f"def {name}():\n    return {before}()\n"
        exam.question(f"q0{number}").right("so", code=code)
        solutions[f"q0{number}"] = code
        before = name
    drawn = {id_: q.right_answers[0].code for id_, q in exam.questions.items()}
    drawn["q01_double"] = WRONG
    found = [made_consistent(exam, solutions, drawn, random.Random(i)) for i in range(200)]
    assert 0 < sum(answers["q01_double"] == WRONG for answers in found) < 80


def test_names_that_a_cell_defines():
    code = "a, b = 1, 2\ndef f():\n    def g(): ...\nclass H: pass\nasync def i(): ...\n"
    assert defined_names(code) == {"f", "H", "i"}


def test_a_question_without_answers_stays_blank():
    question = Exam("empty").question("q01")
    assert answer(question, None, 1.0, random.Random(0)) is None
    assert answer(question, None, 0.0, random.Random(0)) is None


def test_solutions_lose_their_markers_only():
    assert solution_cells({"cells": cells()}) == {"q01_double": SOLUTION}
    assert "SOLUTION" not in SOLUTION and "return doubled" in SOLUTION
    compile(SOLUTION, "answer", "exec")


def test_a_source_may_be_a_list_of_lines(source):
    for cell in source["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    assert solution_cells(source) == {"q01_double": SOLUTION}
