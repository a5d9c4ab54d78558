"""An exam for the made-up course that certification finds nothing wrong with."""

from small_course import make_course

WRONG = {
    "squares": ("number**2", "Every number is multiplied by itself."),
    "adds two": ("number + 2", "Every number is two larger."),
    "copies": ("number", "The numbers come back as they were."),
    "halves": ("number / 2", "Every number is halved."),
}
RIGHT = ["number + number", "number * 2.0"]
HEAD = """
from viva.exam import Exam

exam = Exam("warm_up")
q = exam.question("q01_double")

@q.reference
def double_all(numbers):
    return [2 * number for number in numbers]

@q.case("several numbers")
def several_numbers(candidate, rng):
    return candidate.double_all(rng.integers(3, 9, size=5).tolist())
"""


def answer(expression):
    return f"def double_all(numbers):\n    return [{expression} for number in numbers]\n"


def write_exam(course, wrong=None, right=None, head=HEAD):
    """Write tests/hidden/warm_up.py with these wrong and right answers."""
    text = head
    for title, (expression, hint) in (WRONG if wrong is None else wrong).items():
        text += f"q.wrong({title!r}, hint={hint!r}, code={answer(expression)!r})\n"
    for expression in RIGHT if right is None else right:
        text += f"q.right({expression!r}, code={answer(expression)!r})\n"
    (course.exams / "warm_up.py").write_text(text)


def full_course(folder):
    """Make the course with the full exam, and give it with its assignment."""
    course = make_course(folder)
    write_exam(course)
    return course, course.find("01")
