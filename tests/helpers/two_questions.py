"""A course of two questions, of which the later one uses the earlier one's answer."""

from full_exam import HEAD, RIGHT, WRONG, answer
from nbformat.v4 import new_code_cell
from small_course import TEST, cells, make_course, make_notebook, settings

from viva.course.layout import Course

MORE = """
q = exam.question("q03_quadruple")

@q.reference
def quadruple(numbers):
    return [4 * number for number in numbers]

@q.case("several numbers")
def several(candidate, rng):
    return candidate.quadruple(rng.integers(3, 9, size=5).tolist())
"""
LATE = "def quadruple(numbers):\n    return double_all(double_all(numbers))"
# It keeps the earlier answer, and runs again with a reference in its place.
KEPT = "saved = double_all\n\ndef quadruple(numbers):\n    return saved(saved(numbers))"
# It calls it so often before that it does not get there.
EARLY = f"for k in range(3000):\n    double_all([k])\n{KEPT}"


def two_questions(folder, solution):
    test = TEST.replace("double_all([1, 2]) == [2, 4]", "len(quadruple([1])) == 1")
    test = test.replace("q01_double", "q03_quadruple")
    text = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
    more = [
        new_code_cell(text, id="q03", metadata=settings("q03_quadruple", solution=True)),
        new_code_cell(
            test,
            id="q03-test",
            metadata=settings("q03_quadruple_test", grade=True, locked=True, points=3),
        ),
    ]
    make_course(folder, make_notebook([*cells(), *more]))
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write("c.Viva.wrong_answers = 0\nc.Viva.right_answers = 0\n")
    course = Course(folder)
    exam = HEAD
    for title, (expression, hint) in list(WRONG.items())[:1]:
        exam += f"q.wrong({title!r}, hint={hint!r}, code={answer(expression)!r})\n"
    exam += f"q.right('as a sum', code={answer(RIGHT[0])!r})\n"
    (course.exams / "warm_up.py").write_text(exam + MORE)
    return course, course.find("01")
