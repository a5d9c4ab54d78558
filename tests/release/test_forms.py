import ast

from viva.release.forms import forms_in, functions_in, known_nodes, names_bound, nodes_in, units_in

STEP = """
class Descent:
    def __init__(self, rate):
        self.rate = rate

    def step(self, weights, slopes):
        for w, slope in zip(weights, slopes):
            w -= self.rate * slope / np.sqrt(len(weights))
"""


def known(solution, given, own=""):
    """What share of a solution a text gives, by the names of its functions."""
    forms, shown = (frozenset(forms_in(ast.parse(text))) for text in (given, own))
    shares = {}
    for name, unit in units_in(ast.parse(solution)):
        found, size = known_nodes(unit, forms, shown)
        shares[name] = found / size if size else None
    return shares


def test_other_names_of_variables_make_no_difference():
    renamed = STEP.replace("slope", "g").replace("weights", "ws").replace("w ", "each ")
    assert renamed != STEP
    # All but the beginning of the loop, which any loop has.
    assert known(STEP, renamed)["Descent.step"] > 0.6


def test_another_function_or_number_does():
    assert known(STEP, STEP.replace("np.sqrt", "np.log"))["Descent.step"] < 0.4
    assert known("a = b[2] + f(b, 1)", "x = y[3] + f(y, 1)")["the statements"] == 0


def test_what_the_notebook_shows_anyway_is_not_counted():
    assert known(STEP, STEP, own=STEP)["Descent.step"] == 0


def test_functions_left_to_be_written_are_none():
    stub = STEP.replace("self.rate = rate", "raise NotImplementedError('q01')")
    stub += "\n\ndef later(a, b):\n    raise NotImplementedError('q02')\n"
    found = [(each.name, each.parameters) for each, _ in functions_in(ast.parse(stub))]
    assert found == [("Descent.step", ("weights", "slopes"))]


def test_names_and_sizes():
    tree = ast.parse("def f(a):\n    '''Words.'''\n    b = a + c\n    return b")
    assert names_bound(tree) == {"a", "b"}
    # The function, the assignment with its four expressions, and the return with its one.
    assert nodes_in(tree) == 1 + 5 + 2 + 1
