"""The references of the exam of 08 against things that know nothing of them."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import accuracy_score, confusion_matrix, recall_score
from sklearn.neighbors import KNeighborsClassifier
from stale import skip_if_certified

from viva.exam.load import find_exam, load_exam
from viva.lab.cifar_files import FILES, batch_bytes

EXAM = load_exam(find_exam("cifar10", Path(__file__).parent))
NAMES = EXAM.names
MODULE = {
    name: value
    for question in EXAM.questions.values()
    for name, value in question.cases[0].ask.__globals__.items()
}


def loss_of(weights, X, y):
    w1, b1, w2, b2 = weights
    P = NAMES["softmax"](NAMES["sigmoid"](X @ w1 + b1) @ w2 + b2)
    return -np.log(P[np.arange(len(y)), y]).mean()


def slopes_by_differences(loss, arrays, h=1e-6):
    found = []
    for array in arrays:
        slopes = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + h
            above = loss()
            array[place] = kept - h
            slopes[place] = (above - loss()) / (2 * h)
            array[place] = kept
        found.append(slopes)
    return found


def test_a_step_of_the_given_network_goes_down_the_slope_of_its_loss():
    rng = np.random.default_rng(2)
    X, y = rng.normal(size=(6, 5)), np.array([0, 2, 1, 2, 2, 0])
    weights = [rng.normal(size=shape) for shape in ((5, 4), (4,), (4, 3), (3,))]
    *after, loss = NAMES["learn_once_cross_entropy"](*weights, X, y, 0.1)
    assert loss == pytest.approx(loss_of(weights, X, y))
    slopes = slopes_by_differences(lambda: loss_of(weights, X, y), weights)
    for new, old, slope in zip(after, weights, slopes, strict=True):
        assert np.allclose(new, old - 0.1 * slope, atol=1e-8)


def test_the_slopes_of_the_given_layers_are_those_of_their_loss():
    rng = np.random.default_rng(3)
    network = NAMES["MLP"]([5, 7, 4, 3], rng, weight_decay=0.1)
    network.W = [W.astype(float) for W in network.W]
    network.b = [rng.normal(size=b.shape) for b in network.b]
    X, y = rng.normal(size=(6, 5)), np.array([0, 2, 1, 2, 2, 0])

    def loss():
        P = network.activations(X)[-1]
        priced = 0.1 * sum(np.sum(W**2) for W in network.W)
        return -np.log(P[np.arange(6), y]).mean() + priced

    dW, db = network.gradients(X, y)
    slopes = slopes_by_differences(loss, [*network.W, *network.b])
    for exact, measured in zip([*dW, *db], slopes, strict=True):
        assert np.allclose(exact, measured, rtol=1e-4, atol=1e-7)


def test_the_given_network_stays_in_float32():
    network = NAMES["MLP"]([5, 4, 3], np.random.default_rng(0), weight_decay=0.1)
    optimiser = NAMES["Momentum"](0.1)
    X, y = np.ones((6, 5), dtype=np.float32), np.array([0, 1, 2, 0, 1, 2])
    dW, db = network.gradients(X, y)
    optimiser.step(network.W + network.b, dW + db)
    assert {array.dtype for array in network.W + network.b + dW + db} == {np.dtype("float32")}


def test_momentum_is_that_of_04():
    w, optimiser = [np.array([1.0])], NAMES["Momentum"](0.1)
    for expected in (0.8, 0.42):
        optimiser.step(w, [np.array([2.0])])
        assert w[0] == pytest.approx([expected])


def test_mini_batches_show_every_row_once():
    X, y = np.arange(10.0)[:, None], np.arange(10)
    batches = list(NAMES["minibatches"](X, y, 4, np.random.default_rng(0)))
    assert [len(labels) for _, labels in batches] == [4, 4, 2]
    assert sorted(label for _, labels in batches for label in labels) == list(range(10))
    assert all(np.array_equal(rows[:, 0], labels) for rows, labels in batches)


def test_the_distances_are_those_of_scipy():
    rng = np.random.default_rng(0)
    test, train = rng.normal(size=(7, 5)), rng.normal(size=(4, 5))
    assert np.allclose(NAMES["distance_matrix"](test, train), cdist(test, train))


def test_the_neighbours_are_those_of_scikit_learn():
    train, labels, test, labels_test, k = MODULE["some_points"](
        np.random.default_rng(1), 40, 30, 6, [0, 2, 5], 5
    )
    theirs = KNeighborsClassifier(k, algorithm="brute").fit(train, labels)
    dists = NAMES["distance_matrix"](test, train)
    assert np.array_equal(NAMES["knn_predict"](dists, labels, k), theirs.predict(test))
    accuracy = NAMES["evaluate_knn"](train, labels, test, labels_test, k)
    assert accuracy == pytest.approx(theirs.score(test, labels_test))


def test_the_accuracies_of_classes_are_those_of_scikit_learn():
    rng = np.random.default_rng(2)
    y, p = rng.integers(4, size=50), rng.integers(4, size=50)
    found = NAMES["accuracy_per_class"](y, p, 6)
    assert np.allclose(found[:4], recall_score(y, p, average=None))
    assert np.isnan(found[4:]).all()
    C = confusion_matrix(y, p, normalize="true")
    assert NAMES["confused"](y, p, 1, 3) == pytest.approx(C[1, 3])


def test_a_layer_for_the_shares_has_no_value_at_the_border():
    for seed in range(10):
        w1, b1, data = MODULE["some_layer"](np.random.default_rng(seed), 9, 5, 3, 2.0, 0.7)
        a = NAMES["sigmoid"](data @ w1 + b1)
        assert np.abs(a - 0.01).min() > 1e-5 and np.abs(a - 0.99).min() > 1e-5
        by_slope = np.mean(a * (1 - a) < 0.01)
        assert by_slope != NAMES["share_saturated"](w1, b1, data)


def test_the_scaling_forgets_units_and_the_start_is_small():
    train, labels = MODULE["some_pixels"](np.random.default_rng(4), 48, [0, 1, 2])
    test, labels_test = MODULE["some_pixels"](np.random.default_rng(5), 20, [0, 1, 2])
    run = NAMES["run_scaled_mlp"]
    one = run(train, labels, test, labels_test, 6, 0.5, 20)
    other = run(7 * train - 300, labels, 7 * test - 300, labels_test, 6, 0.5, 20)
    assert np.allclose(one[1], other[1]) and one[2] == other[2]
    answers = run(train, labels, train, labels, 6, 1.0, 100)
    assert answers[2] == answers[0][-1] == accuracy_score(labels, labels)


def test_files_are_written_and_read_where_the_answer_is():
    seen = []

    def look(path):
        seen.append(path)
        return sorted(entry.name for entry in Path(path).iterdir())

    files = dict.fromkeys(FILES, batch_bytes(np.zeros((1, 3072)), [0]))
    assert NAMES["call_with_files"](look, files, "/") == sorted(FILES)
    assert seen[0].endswith("/") and not Path(seen[0]).exists()


def test_neighbours_in_blocks_fit_into_500_megabytes():
    """With 50,000 images to look among, as the real set has; the pixels of these aside."""
    rng = np.random.default_rng(0)
    train, test = (rng.normal(size=(n, 8)).astype(np.float32) for n in (50_000, 600))
    labels = rng.integers(10, size=50_000)
    source = SOURCE["q05-distance-matrix"] + "\n" + SOURCE["q06-knn"]
    space = {"np": np}
    exec(source, space)
    tracemalloc.start()
    try:
        space["evaluate_knn"](train, labels, test, labels[:600], 10)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 500e6


def _source():
    import nbformat

    path = Path(__file__).parents[2] / "source" / "08_cifar10" / "cifar10.ipynb"
    return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}


SOURCE = _source()


def test_the_new_names_of_the_classes_keep_none():
    for seed in range(20):
        names = MODULE["renamed"](np.random.default_rng(seed))
        assert sorted(names) == list(range(10)) and not np.any(names == np.arange(10))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_training_fails_by_chance():
    """Twenty seeds: each threshold lies three standard deviations below the mean, or lower."""
    skip_if_certified("08", "q09_beat_it")
    answer = SOURCE["q09-beat-it"]
    for seed, least in ((9, 0.55), (10, 0.65)):
        (X, y), (X_new, y_new) = MODULE["drawn"](1000, 600, seed)
        reached = []
        for start in range(20):
            space = EXAM.namespace(answer.replace("default_rng(0)", f"default_rng({start})"))
            reached.append(np.mean(space["train_better"](X, y).predict(X_new) == y_new))
        assert np.mean(reached) - 3 * np.std(reached) > least, (np.mean(reached), np.std(reached))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_scaled_training_fails_by_chance():
    """Twenty seeds, as for the other training; large weights and raw pixels stay below."""
    skip_if_certified("08", "q08_mlp")
    answer = SOURCE["q08-mlp"]
    arguments = (*MODULE["four_shapes"](), 30, 1.0, 80)

    def run(code):
        return EXAM.namespace(code)["run_scaled_mlp"](*arguments)[2]

    reached = [run(answer.replace("rng(0)", f"rng({seed})")) for seed in range(20)]
    assert np.mean(reached) - 3 * np.std(reached) > 0.48, (np.mean(reached), np.std(reached))
    assert run(answer.replace("w1 / np.sqrt(d_in)", "w1")) < 0.45
    scaling = "(data_train - mean) / deviation, (data_test - mean) / deviation"
    assert scaling in answer
    assert run(answer.replace(scaling, "data_train, data_test")) < 0.45


def test_every_question_has_enough_answers_and_every_hint_is_its_own():
    hints = []
    for question in EXAM.questions.values():
        assert len(question.wrong_answers) >= 5, question.id
        assert len(question.right_answers) >= 3, question.id
        hints += [wrong.hint for wrong in question.wrong_answers]
    assert len(set(hints)) == len(hints)
