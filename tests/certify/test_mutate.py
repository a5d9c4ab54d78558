import ast

import pytest
from small_course import ANSWER

from viva.certify.mutate import changed_lines, mutants_of, solution_lines

CELL = '''def scale(X, factor=2):
    """Scale by a factor, 2 by default."""
    rows = len(X)
    ### BEGIN SOLUTION
    if rows == 0:
        raise ValueError("no rows: " + str(rows + 1))
    print("rows:", rows + 1)
    count: "int" = rows
    """A text."""
    return (
        factor
        * X
    )
    ### END SOLUTION
'''


def mutants(text):
    return mutants_of({"cell_type": "code", "source": text})


def test_a_mutant_is_the_whole_cell_with_one_line_changed():
    found = {(mutant.was, mutant.now): mutant for mutant in mutants(ANSWER)}
    mutant = found[
        "doubled = [2 * number for number in numbers]",
        "doubled = [2 / number for number in numbers]",
    ]
    assert (mutant.kind, mutant.line) == ("operator", 3)
    assert mutant.code.split("\n")[2] == "    doubled = [2 / number for number in numbers]"
    assert "SOLUTION" not in mutant.code
    assert mutant.code.startswith('def double_all(numbers):\n    """Return')


def test_every_mutant_is_another_program_that_parses():
    made = mutants(ANSWER)
    dumps = {ast.dump(ast.parse(mutant.code)) for mutant in made}
    assert len(dumps) == len(made) > 5
    assert mutants(ANSWER) == made
    # Without its left or its right side, this sum is the same.
    assert [mutant.now for mutant in mutants("c = b + b")].count("c = b") == 1


def test_words_pictures_and_what_students_are_given_stay():
    made = mutants(CELL)
    assert {mutant.was for mutant in made} == {
        "if rows == 0:",
        'count: "int" = rows',
        "factor",
        "* X",
        "factor\n* X",
    }
    assert [m.now for m in made if m.was.startswith("count")] == ['count: "int" = count']


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np",
        "plt.plot(X[0], X[1])",
        "ax.set_title(X[0])",
        "if verbose and epoch % 10 == 0:\n    print(epoch)",
        "assert X[0] == 1, X[1]",
        "message = f'{X[0]:.3f}'",
        "def helper(n=3): ...",
        "%matplotlib inline",
    ],
)
def test_a_line_that_only_shows_something_has_no_mutant(line):
    assert mutants(line) == []


def test_a_cell_without_marks_is_all_solution():
    assert solution_lines("a = 1\nb = 2") == {1, 2}
    assert solution_lines("a\n### BEGIN SOLUTION\nb\nc\n### END SOLUTION\nd") == {2, 3}


def test_the_changed_lines_are_as_few_as_can_be():
    assert changed_lines("a\n  b\n  c\nd", "a\n  b\n  x\nd") == ("c", "x", 3)
    assert changed_lines("a\nif b:\n    c\n    d", "a\npass") == ("if b:\n    c\n    d", "pass", 2)
