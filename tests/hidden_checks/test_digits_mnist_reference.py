"""The references of the exam of 05 against things that know nothing of them."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix, log_loss
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from stale import skip_if_certified

from viva.exam.load import find_exam, load_exam

EXAM = load_exam(find_exam("digits_mnist", Path(__file__).parent))
NAMES = EXAM.names
MODULE = {
    name: value
    for question in EXAM.questions.values()
    for name, value in question.cases[0].ask.__globals__.items()
}


def test_the_slopes_of_the_network_are_those_of_its_loss():
    rng = np.random.default_rng(2)
    network = NAMES["Network"]([5, 7, 4, 3], rng)
    network.b = [rng.normal(size=b.shape) for b in network.b]
    X, y = rng.normal(size=(6, 5)), np.array([0, 2, 1, 2, 2, 0])

    def loss():
        return -np.log(network.probabilities(X)[np.arange(6), y]).mean()

    h = 1e-6
    slopes = [*network.gradients(X, y)[0], *network.gradients(X, y)[1]]
    for weights, exact in zip([*network.W, *network.b], slopes, strict=True):
        for place in np.ndindex(weights.shape):
            kept = weights[place]
            weights[place] = kept + h
            above = loss()
            weights[place] = kept - h
            below = loss()
            weights[place] = kept
            assert exact[place] == pytest.approx((above - below) / (2 * h), rel=1e-4, abs=1e-7)


def test_weight_decay_pulls_the_weights_and_leaves_the_biases():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(4, 5)), np.array([0, 1, 2, 1])
    plain, decayed = (NAMES["Network"]([5, 3, 10], np.random.default_rng(1)) for _ in range(2))
    start = [W.copy() for W in plain.W]
    NAMES["train_epoch"](plain, X, y, 0.1, np.random.default_rng(0), 4)
    NAMES["train_epoch"](decayed, X, y, 0.1, np.random.default_rng(0), 4, weight_decay=0.01)
    for W, with_decay, before in zip(plain.W, decayed.W, start, strict=True):
        assert np.allclose(W - with_decay, 0.1 * 2 * 0.01 * before)
    assert all(np.allclose(a, b) for a, b in zip(plain.b, decayed.b, strict=True))


def test_an_epoch_shows_every_row_once():
    seen = []

    class Spy:
        W, b = (), ()

        def gradients(self, X, y):
            seen.append((X[:, 0].tolist(), y.tolist()))
            return [], []

    rows = np.arange(10.0)[:, None]
    NAMES["train_epoch"](Spy(), rows, np.arange(10), 0.1, np.random.default_rng(0), batch_size=4)
    assert [len(batch) for batch, _ in seen] == [4, 4, 2]
    assert sorted(row for batch, _ in seen for row in batch) == list(range(10))
    assert all(batch == labels for batch, labels in seen)


def test_the_same_arguments_give_the_same_network():
    arguments = (NAMES["X_train"][:100], NAMES["y_train"][:100], 6, 0.1, 2)
    first, again = (NAMES["train_network"](*arguments) for _ in range(2))
    other = NAMES["train_network"](*arguments, seed=1)
    assert np.array_equal(first.W[0], again.W[0]) and not np.array_equal(first.W[0], other.W[0])


def test_the_scaling_is_that_of_scikit_learn():
    X, _ = load_digits(return_X_y=True)
    scaler = StandardScaler().fit(X[:50])
    train, val = NAMES["standardise"](X[:50], X[50:90])
    assert np.allclose(train, scaler.transform(X[:50]), atol=1e-12)
    assert np.allclose(val, scaler.transform(X[50:90]), atol=1e-12)


def test_the_split_is_that_of_the_notebook():
    X, y = load_digits(return_X_y=True)
    parts = train_test_split(X, y, test_size=0.15, random_state=37)
    for name, part in zip(("raw_train", "raw_val", "y_train", "y_val"), parts, strict=True):
        assert np.array_equal(NAMES[name], part)


def test_the_confusion_matrix_is_that_of_scikit_learn():
    rng = np.random.default_rng(4)
    y_true, y_pred = rng.integers(6, size=50), rng.integers(6, size=50)
    theirs = confusion_matrix(y_true, y_pred, labels=range(8))
    assert np.array_equal(NAMES["confusion_matrix"](y_true, y_pred, 8), theirs)


def test_the_mean_loss_is_the_log_loss_of_scikit_learn():
    P, y = NAMES["P_reader"], NAMES["y_val"]
    assert NAMES["average_nll"](P, y) == pytest.approx(log_loss(y, P), rel=1e-9)
    one = log_loss(y[42:43], P[42:43], labels=range(10))
    assert NAMES["sample_losses"](P, y)[42] == pytest.approx(one, rel=1e-9)


def test_the_new_names_of_the_digits_keep_none():
    for seed in range(20):
        names = MODULE["renamed"](np.random.default_rng(seed))
        assert sorted(names) == list(range(10)) and not np.any(names == np.arange(10))


def test_the_images_to_be_asked_come_from_other_digits():
    (X_seen, _), (X_new, y_new) = MODULE["digits_apart"](6)
    assert len(X_new) == len(y_new) == 270 and len(X_seen) == 1527
    seen, new = MODULE["images_apart"](4800, 3000, 3)
    assert len(seen[0]) == 4800 and len(new[0]) == 3000
    assert np.bincount(new[1]).min() > 150


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "question"), [("train_digits", "q04_train_digits"), ("train_mnist", "q11_mnist")]
)
def test_no_training_fails_by_chance(answer, question):
    """Twenty seeds: each threshold lies three standard deviations below the mean, or lower."""
    skip_if_certified("05", question)
    train_network = NAMES["train_network"]
    if answer == "train_digits":
        setting = {"hidden": 100, "learning_rate": 0.1, "epochs": 20}
        tried = [(*MODULE["digits_apart"](10), 0.90), (*MODULE["digits_apart"](6), 0.95)]
    else:
        setting = {"hidden": 100, "learning_rate": 0.1, "epochs": 6}
        seen, new = MODULE["images_apart"](4800, 3000, 3)
        tried = [(tuple(part[:2400] for part in seen), new, 0.80), (seen, new, 0.88)]
    # The seeds that the cases themselves use, and that nothing here has changed them.
    assert len(EXAM.questions[question].cases) == len(tried)
    for seen, new, least in tried:
        reached = [train_network(*seen, **setting, seed=seed).accuracy(*new) for seed in range(20)]
        assert np.mean(reached) - 3 * np.std(reached) > least, (np.mean(reached), np.std(reached))


def test_every_question_has_enough_answers_and_every_hint_is_its_own():
    hints = []
    for question in EXAM.questions.values():
        assert len(question.wrong_answers) >= 5, question.id
        assert len(question.right_answers) >= 3, question.id
        hints += [wrong.hint for wrong in question.wrong_answers]
    assert len(set(hints)) == len(hints)
