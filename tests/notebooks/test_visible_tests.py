"""Visible tests hold answers to what the text states: these wrong ones do not pass them."""

import contextlib
import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest

from viva.course.layout import Course
from viva.exam.load import load_exam
from viva.grading.cells import visible

mpl.use("Agg")

COURSE = Course(Path(__file__).parents[2])
# The notebook, the question, what its solution says, what the wrong answer says instead, and a part
# of the sentence that the visible test says to it.
WRONG = [
    (
        "02",
        "q15_softmax_regression",
        "learning_rate * gradients",
        "min(learning_rate, 0.001) * gradients",
        "W after one step",
    ),
    (
        "02",
        "q15_softmax_regression",
        "np.argmax(self.forward(X), axis=-1)",
        "np.argmax(self.forward(X)[..., :3], axis=-1)",
        "at least 0.90",
    ),
    (
        "02",
        "q16_precision_recall",
        "hits / max(np.sum(true), 1)",
        "hits / np.sum(true)",
        "nothing is positive",
    ),
    (
        "02",
        "q16_precision_recall",
        "hits / max(np.sum(called), 1)",
        "hits / np.sum(called)",
        "nothing was called",
    ),
    ("02", "q17_find_the_fault", "rng.permutation", "np.random.permutation", "different orders"),
    ("02", "q17_find_the_fault", "rng.permutation(len(X))", "range(len(X))", "order is the same"),
    (
        "02",
        "q17_find_the_fault",
        "    for _ in range(epochs):\n        for row in rng.permutation(len(X)):",
        "    order = rng.permutation(len(X))\n"
        "    for _ in range(epochs):\n        for row in order:",
        "second epoch",
    ),
    (
        "03",
        "q16_find_the_fault",
        "p - (k == label)",
        "p - (k == label) if k < 2 else 0.0",
        "gradient of W",
    ),
    ("04", "q07_run_mlp_training", "rng = np", "d_h = 8; rng = np", "single hidden neuron"),
    (
        "04",
        "q07_run_mlp_training",
        "b2, data_train, labels_train,",
        "b2, np.append(data_train, data_test, 0), np.append(labels_train, labels_test),",
        "false",
    ),
    (
        "04",
        "q07_run_mlp_training",
        "test_mlp(*trained, data_test, labels_test)",
        "test_mlp(*trained, data_train, labels_train)",
        "false",
    ),
    ("04", "q10_neural_net", "rng.uniform(-0.1, 0.1, size=", "np.zeros(shape=", "equal"),
    ("04", "q11_activations", "np.maximum(z, 0)", "np.maximum(z, 0, out=z)", "changes"),
    ("04", "q12_initialise", "rng.normal(0, np.sqrt(2 / n_in)", "rng.uniform(-0.5, 0.5", "he"),
    (
        "04",
        "q12_initialise",
        '0.5 if scheme == "uniform" else np.sqrt(6 / (n_in + n_out))',
        "0.5",
        "xavier",
    ),
    (
        "04",
        "q12_initialise",
        "W.append(np.zeros((n_in, n_out)))",
        "W.append(rng.uniform(-0.5, 0.5, size=(n_in, n_out)))",
        "zeros",
    ),
    ("04", "q12_initialise", "rng.uniform(-bound, bound", "rng.uniform(0, 2 * bound", "mean"),
    ("04", "q12_initialise", "W = []", "W, rng = [], np.random.default_rng(0)", "seed"),
    ("04", "q13_mlp", "self.bias = bias", "self.bias = True", "bias=False"),
    (
        "04",
        "q13_mlp",
        "rng = np.random.default_rng() if rng is None else rng",
        "rng = np.random.default_rng(0)",
        "rng",
    ),
    (
        "04",
        "q13_mlp",
        "rng = np.random.default_rng() if rng is None else rng",
        "rng = np.random.default_rng()",
        "rng",
    ),
    (
        "04",
        "q13_mlp",
        "delta *= self.slope(Z[l - 1])",
        "delta *= self.slope(Z[l - 1]) if l == len(self.W) - 1 else 1",
        "W[0]",
    ),
    ("04", "q15_minibatches", "rng.permutation(len(X))", "np.arange(len(X))", "order of the data"),
    (
        "04",
        "q15_minibatches",
        "rng.permutation(len(X))",
        "np.random.default_rng(0).permutation(len(X))",
        "second epoch",
    ),
    ("04", "q15_minibatches", "rng.permutation(len(X))", "np.random.permutation(len(X))", "rng"),
    (
        "04",
        "q16_optimisers",
        "np.sqrt(v_hat) + self.epsilon",
        "np.sqrt(v_hat + self.epsilon)",
        "Adam(0.1)",
    ),
    (
        "04",
        "q16_optimisers",
        "self.epsilon, self.t = epsilon, 0",
        "self.epsilon, self.t = 1e-8, 0",
        "Adam(0.1, 0.5, 0.75, 2.0)",
    ),
    (
        "04",
        "q16_optimisers",
        "self.beta2 = learning_rate, beta1, beta2",
        "self.beta2 = learning_rate, 0.9, 0.999",
        "Adam(0.1, 0.5, 0.75, 2.0)",
    ),
    (
        "04",
        "q16_optimisers",
        "self.momentum = learning_rate, momentum",
        "self.momentum = learning_rate, 0.9",
        "Momentum(0.1, 0.5)",
    ),
    (
        "04",
        "q17_find_the_fault",
        "rng.uniform(-bound, bound, size=(n_in, n_out))",
        "rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))",
        "uniform",
    ),
    ("04", "q17_find_the_fault", "np.zeros(n_out)", "np.ones(n_out)", "biases"),
    ("04", "q17_find_the_fault", "rng.uniform(-bound, bound", "rng.uniform(0, 2 * bound", "mean"),
    ("04", "q17_find_the_fault", "W = []", "W, rng = [], np.random.default_rng(0)", "seed"),
    ("05", "q02_split", "round(fraction * len(X))", "round(0.25 * len(X))", "8"),
    (
        "05",
        "q06_hyperparameters",
        "best = max(\n    try_settings(settings, X_train, y_train, X_val, y_val),"
        ' key=lambda row: row["accuracy"]\n)',
        "rows = try_settings(settings, X_train, y_train, X_val, y_val)\n"
        'best = min((r for r in rows if r["accuracy"] >= 0.96), key=lambda row: row["accuracy"])',
        "larger",
    ),
    (
        "05",
        "q09_confusion_matrix",
        "np.zeros((n_classes, n_classes), dtype=int)",
        "np.zeros((max(y_true) + 1,) * 2, dtype=int)",
        "four classes",
    ),
    (
        "05",
        "q13_find_the_fault",
        "    return X_train, X_val, y_train, y_val",
        "    return np.append(X_train, X_val[:6], 0), X_val, np.append(y_train, y_val[:6]), y_val",
        "both",
    ),
    (
        "05",
        "q13_find_the_fault",
        "*_ = split(X, y, fraction, rng)\n    X_train, y_train = fill_up(X_train, y_train, rng)",
        "*_ = split(*fill_up(X, y, rng), fraction, rng)",
        "both",
    ),
]


def assignment_of(number):
    (found,) = (each for each in COURSE.assignments() if each.name.startswith(number))
    return found


@cache
def notebook(number):
    """Return the graded and answer cells of a notebook, and the names of its solution."""
    cells, names = {}, {"__name__": "__main__"}
    for cell in nbformat.read(assignment_of(number).source_path, as_version=4).cells:
        data = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and data:
            cells[data["grade_id"]] = cell
            if not data["grade"]:
                run(cell.source, names)
    return cells, names


def run(source, names):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, "<cell>", "exec"), names)


def check(number, question, answer):
    """Run the visible test of a question on an answer, all else being as in the solution."""
    cells, names = notebook(number)
    before = dict(names)
    try:  # in the namespace itself, where the other functions find it
        run(answer, names)
        run(visible(cells[f"{question}_test"]), names)
    finally:
        names.clear()
        names.update(before)


@pytest.mark.parametrize(
    ("number", "question", "was", "now", "says"),
    WRONG,
    ids=[f"{each[0]}-{each[1]}-{k}" for k, each in enumerate(WRONG)],
)
def test_a_wrong_answer_does_not_pass(number, question, was, now, says):
    solution = notebook(number)[0][question].source
    assert was in solution
    with pytest.raises(AssertionError) as raised:
        check(number, question, solution.replace(was, now))
    assert says in str(raised.value)


def asked():
    for number, question in sorted({each[:2] for each in WRONG}):
        # Each right answer to this one trains a dozen networks, and so does the test.
        marks = pytest.mark.slow if question == "q06_hyperparameters" else ()
        yield pytest.param(number, question, marks=marks, id=f"{number}-{question}")


@pytest.mark.parametrize(("number", "question"), list(asked()))
def test_right_answers_pass(number, question):
    check(number, question, notebook(number)[0][question].source)
    exam = load_exam(assignment_of(number).exam_path)
    for right in exam.questions[question].right_answers:
        check(number, question, right.code)
