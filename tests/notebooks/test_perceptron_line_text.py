"""Every number that the text of perceptron_line states is computed here."""

import json
import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from scipy.optimize import linprog

from viva.compare.numbers import Tolerance

matplotlib.use("Agg")

NOTEBOOK = Path(__file__).parents[2] / "source/01_perceptron_line/perceptron_line.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
# What the text sets, and does not compute: lines to try, thresholds, limits, questions, a date.
SET = {"01", "0.25", "0.80", "200", "270", "1950"}


def source(cell):
    return "".join(cell["source"])


@pytest.fixture(scope="module")
def names():
    """Run the given cells and the solutions."""
    namespace = {}
    for cell in CELLS:
        info = cell["metadata"].get("nbgrader")
        if cell["cell_type"] == "code" and info and not info["grade"]:
            exec(source(cell), namespace)
    return namespace


@pytest.fixture(scope="module")
def text():
    return "\n".join(source(cell) for cell in CELLS if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def claims(names):
    return [*about_the_moons(names), *about_the_steps(names), *about_trainings(names)]


def about_the_moons(names):
    X, y = names["X"], names["y"]

    def right(a, b):
        guesses = [names["pred_linear"](a, b, x1, x2) for x1, x2 in X]
        return round(names["accuracy"](y, guesses) * len(y))

    points = sum(cell["metadata"].get("nbgrader", {}).get("points", 0) for cell in CELLS)
    written = next(source_points(cell) for cell in CELLS if cell["id"] == "q08_never_ends")
    (per_class,) = set(np.bincount(y).tolist())
    flat, low, best = right(0, 0.25), right(0, -5), right_of_the_best_line(X, y)
    N = len(y)
    assert X[y == 1, 1].mean() < X[y == 0, 1].mean()  # class 1 is the lower moon
    assert X[y == 1, 0].mean() > X[y == 0, 0].mean()  # and further to the right
    first, second = sorted(to_the_other_moon(X, y, row) for row in (0, 1))
    return [
        f"There are eight questions with {points} points, {written} of them for a written answer.",
        f"one part in {round(1 / Tolerance().rtol):,}.",
        f"The data are $N = {N}$ points.",
        f"the same {N} points for everybody",
        f"two crescents, {per_class} points each",
        f"it is {second:.2f} to the nearest point of the other moon, "
        f"from the other only {first:.2f}.",
        f"gets {flat} of the {N} points right, an accuracy of {flat / N:.3f}.",
        f"right for half of the points, {low / N:.3f}:",
        f"was right for {flat} of {N} points: ${flat} / {N} \\approx {flat / N:.3f}$.",
        f"gets {best} of the {N} points right, an accuracy of {best / N:.3f}.",
        f"so the accuracy is $2/3 \\approx {names['accuracy']([0, 0, 1], [0, 1, 1]):.2f}$",
    ]


def to_the_other_moon(X, y, row):
    """Return how near the other class comes to a point, which has its own around it."""
    distances = np.linalg.norm(X - X[row], axis=1)
    assert np.all(y[np.argsort(distances)[:11]] == y[row])  # itself, and "the ten points nearest"
    return distances[y != y[row]].min()


def source_points(cell):
    return cell["metadata"]["nbgrader"]["points"]


def about_the_steps(names):
    step, clouds, signs = names["perceptron_step"], names["clouds"], names["cloud_signs"]
    with_ones = np.column_stack([np.ones(len(clouds)), clouds])

    def wrong_with(w):
        return int(np.sum(signs * (with_ones @ w) <= 0))

    w, before, after, own_point_right = np.zeros(3), [], [], []
    for _ in names["perceptron_fit"](clouds, signs, 100)[1]:
        for x, sign in zip(with_ones, signs, strict=True):
            new = step(w, x, sign)
            if not np.array_equal(w, new):
                before.append(wrong_with(w))
                after.append(wrong_with(new))
                own_point_right.append(sign * (new @ x) > 0)
            w = new
    assert all(own_point_right)  # "every single correction did put its own point right"
    hand = [np.zeros(3)]
    for x, sign in [([1, 2, -1], 1), ([1, 1, 1], -1), ([1, 0, 3], -1)]:
        hand.append(step(hand[-1], np.array(x, float), sign))
    first, second, third = (tuple(int(entry) for entry in w) for w in hand[1:])
    assert third == second
    return [
        f"`clouds` is the array of the points, {len(clouds)} × 2",
        f"two round clouds of {np.sum(signs == 1)} points each",
        f"After correction 1, {after[0]} of the {len(clouds)} points are wrong; "
        f"after correction 2, {after[1]}; after correction 3 only {after[2]}.",
        f"before correction 8, {before[7]} points are wrong again",
        f"so $w$ becomes ${first}$. Next comes",
        f"$(1, 2, -1) - (1, 1, 1) = {second}$. Last comes",
        f"now $w \\cdot x = {int(np.dot(second, [1, 0, 3]))}$",
    ]


def about_trainings(names):
    X, y, fit, line_of = (names[name] for name in ("X", "y", "perceptron_fit", "line_of"))
    w, mistakes = fit(names["clouds"], names["cloud_signs"], 100)
    ups = int(np.sum(np.diff(mistakes) > 0))
    assert ups == 2  # "goes up twice on its way"
    slope, intercept = line_of(w)
    w_moons, mistakes_moons = fit(X, 2 * y - 1, 200)
    right = int(np.sum((w_moons[0] + X @ w_moons[1:] > 0) == (y == 1)))
    assert len(mistakes_moons) == 200
    # "it does not fall"
    assert abs(np.mean(mistakes_moons[-50:]) - np.mean(mistakes_moons[1:51])) < 1
    low, high = after_many_epochs(names, 2000)
    # "Look how close it passes to the nearest triangles"
    clouds, signs = names["clouds"], names["cloud_signs"]
    away = signs * (w[0] + clouds @ w[1:]) / np.linalg.norm(w[1:])
    assert away[signs == 1].min() < 0.05 < 0.5 < away[signs == -1].min()
    assert abs(line_of(w_moons)[1]) < 1e-9  # "rises through the point (0, 0)"
    small, counts = fit(np.array([[2, 0], [0, 2]]), np.array([1, -1]), 10)
    a, b = line_of(np.array([-6.0, 1.0, 2.0]))
    return [
        f"It starts at {mistakes[0]}, ends at {mistakes[-1]} with epoch {len(mistakes)}",
        f"Here it took {sum(mistakes)}.",
        f"The perceptron has found a line in {len(mistakes)} epochs.",
        f"the line $x_2 = {slope:.2f}\\,x_1 + {intercept:.2f}$ falls",
        f"between {min(mistakes_moons)} and {max(mistakes_moons)} mistakes",
        f"right for {right} of the {len(y)} points, {right / len(y):.3f}.",
        f"in 2,000 of them the line at the end of an epoch is always right for "
        f"between {low:.3f} and {high:.3f} of the points",
        f"So `w` is ${tuple(int(entry) for entry in small)}$ and `mistakes` is `{counts}`.",
        f"the slope is ${a}$, the intercept {b:.0f}.",
    ]


def after_many_epochs(names, epochs):
    """Return the least and the largest accuracy on the moons at the end of an epoch."""
    X, y, reached = np.column_stack([np.ones(len(names["X"])), names["X"]]), names["y"], []
    w = np.zeros(3)
    for _ in range(epochs):
        for x, sign in zip(X, 2 * y - 1, strict=True):
            if sign * (w @ x) <= 0:
                w = w + sign * x
        reached.append(np.mean((X @ w > 0) == (y == 1)))
    return min(reached), max(reached)


def right_of_the_best_line(X, y):
    """Count the points that the best of all lines gets right.

    A best line can be moved until it goes through two points without any other point changing
    sides, and turned and shifted a little it has each of the two on either side. So the lines
    through all pairs are enough, and both points of a pair count as right.
    """
    best = 0
    for i, point in enumerate(X):
        directions = np.delete(X, i, axis=0) - point
        others = X - point
        left = directions[:, :1] * others[:, 1] - directions[:, 1:] * others[:, 0]
        one = np.sum((left > 1e-12) & (y == 1), axis=1) + np.sum((left < -1e-12) & (y == 0), axis=1)
        two = np.sum((left > 1e-12) & (y == 0), axis=1) + np.sum((left < -1e-12) & (y == 1), axis=1)
        best = max(best, int(one.max()) + 2, int(two.max()) + 2)
    return best


def test_the_text_states_what_is_computed(claims, text):
    missing = [claim for claim in claims if claim not in text]
    assert missing == []


def test_no_other_number_is_stated(claims, text):
    numbers = re.compile(r"(?<![\w.{])(?:\d+\.\d+|\d\d+)(?!\w)")
    computed = {number for claim in claims for number in numbers.findall(claim)}
    assert set(numbers.findall(text)) - computed - SET == set()


def separable(X, signs):
    """Tell whether some w has sign · (w · x) of at least 1 for every point."""
    with_ones = np.column_stack([np.ones(len(X)), X])
    found = linprog(
        np.zeros(3), A_ub=-signs[:, None] * with_ones, b_ub=-np.ones(len(X)), bounds=(None, None)
    )
    return found.status == 0


def test_a_line_separates_the_clouds_and_none_the_moons(names):
    assert separable(names["clouds"], names["cloud_signs"])
    assert not separable(names["X"], 2 * names["y"] - 1)


def test_the_manual_line_of_the_solution_is_good_enough(names):
    guesses = [names["pred_linear"](names["a"], names["b"], x1, x2) for x1, x2 in names["X"]]
    assert names["accuracy"](names["y"], guesses) >= 0.80


def test_each_question_has_its_text_answer_and_test():
    ids = [cell["id"] for cell in CELLS]
    assert len(set(ids)) == len(ids)
    for cell in CELLS:
        if "nbgrader" in cell["metadata"]:
            assert cell["metadata"]["nbgrader"]["grade_id"] == cell["id"]
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
    questions = [
        cell_id.removesuffix("_text") for cell_id in ids if re.match(r"q\d\d_.*_text", cell_id)
    ]
    assert [question[:3] for question in questions] == [f"q{n:02}" for n in range(1, 9)]
    for question in questions[:-1]:
        assert {question, f"{question}_test"} <= set(ids)
    assert questions[-1] in ids


def test_headings_say_the_idea_before_the_id_and_the_points():
    points = {
        cell["metadata"]["nbgrader"]["grade_id"].removesuffix("_test"): source_points(cell)
        for cell in CELLS
        if cell["metadata"].get("nbgrader", {}).get("grade")
    }
    for cell in CELLS:
        question = cell["id"].removesuffix("_text")
        if question != cell["id"] and question in points:
            heading = source(cell).splitlines()[0]
            end = f"{question} · {points[question]} point{'s' * (points[question] > 1)}"
            assert re.fullmatch(rf"### [A-Z][^·]*[a-z?] · {end}(, written)?", heading), heading
