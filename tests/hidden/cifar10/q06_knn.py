"""q06_knn: the nearest neighbours vote."""

import numpy as np

from viva.exam import Question

from .q05_distance_matrix import distance_matrix

q = Question("q06_knn")


@q.reference
def knn_predict(dists, labels_train, k):
    nearest = np.argsort(dists, axis=1)[:, :k]
    return np.array([np.bincount(votes).argmax() for votes in np.asarray(labels_train)[nearest]])


@q.reference
def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    dists = distance_matrix(data_test, data_train)
    return float(np.mean(knn_predict(dists, labels_train, k) == labels_test))


def has_a_winner(row, labels, k):
    """Return whether one class has more votes than every other."""
    votes = np.sort(np.bincount(labels[np.argsort(row)[:k]], minlength=2))
    return votes[-1] > votes[-2]


def some_dists(rng, m, n, labels, k):
    """Draw distances with a winner in each row, so that nobody has to break a tie."""
    rows = []
    while len(rows) < m:
        row = rng.uniform(1, 9, size=n)
        if has_a_winner(row, labels, k):
            rows.append(row)
    return np.array(rows)


def some_points(rng, n_train, n_test, d, classes, k):
    """Draw points of classes that overlap; those to be tested have a winner."""
    centres = rng.normal(size=(10, d))
    labels_train = rng.choice(classes, size=n_train)
    train = centres[labels_train] + rng.normal(0, 0.7, size=(n_train, d))
    test, labels_test = [], []
    while len(test) < n_test:
        label = rng.choice(classes)
        row = centres[label] + rng.normal(0, 0.7, size=d)
        if has_a_winner(distance_matrix(row[None], train)[0], labels_train, k):
            test.append(row)
            labels_test.append(label)
    return train, labels_train, np.array(test), np.array(labels_test), k


@q.case("predictions with one neighbour, three, seven, and all")
def predictions(candidate, rng):
    found = []
    for k, times in ((3, 1), (1, 2), (7, 12), (12, 1)):
        labels = rng.permutation(np.tile([0, 0, 0, 0, 0, 2, 2, 2, 4, 4, 4, 9], times))
        dists = some_dists(rng, 6 + k, len(labels), labels, k)
        found.append(candidate.knn_predict(dists, labels, k))
    return found


@q.case("accuracies with five neighbours and with four")
def accuracies(candidate, rng):
    few = some_points(rng, 40, 23, 6, [0, 2, 5], 5)
    # More to be tested than to learn from, and than go into one block.
    many = some_points(rng, 30, 501, 4, [1, 3, 3, 8], 4)
    return [candidate.evaluate_knn(*few), candidate.evaluate_knn(*many)]


q.right(
    "argsort and bincount",
    code="""
def knn_predict(dists, labels_train, k):
    predictions = []
    for row in dists:
        nearest = np.argsort(row)[:k]
        votes = labels_train[nearest]
        predictions.append(np.argmax(np.bincount(votes)))
    return np.array(predictions)


def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    dists = distance_matrix(data_test, data_train)
    predictions = knn_predict(dists, labels_train, k)
    return np.mean(predictions == labels_test)
""",
)
q.right(
    "blocks, argpartition, a table of votes",
    code="""
def knn_predict(dists, labels_train, k):
    nearest = np.argpartition(dists, k - 1, axis=1)[:, :k]
    votes = np.zeros((len(dists), labels_train.max() + 1))
    for column in labels_train[nearest].T:
        votes[np.arange(len(dists)), column] += 1
    return votes.argmax(axis=1)


def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    right = 0
    for start in range(0, len(data_test), 32):
        dists = distance_matrix(data_test[start : start + 32], data_train)
        right += (knn_predict(dists, labels_train, k) == labels_test[start : start + 32]).sum()
    return right / len(data_test)
""",
)
q.right(
    "a Counter, ties to the nearest",
    code="""
from collections import Counter


def knn_predict(dists, labels_train, k):
    answers = []
    for row in np.asarray(dists).tolist():
        pairs = sorted(zip(row, labels_train))[:k]
        answers.append(int(Counter(label for _, label in pairs).most_common(1)[0][0]))
    return answers


def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    answers = knn_predict(distance_matrix(data_test, data_train), labels_train, k)
    right = [a for a, b in zip(answers, labels_test) if a == b]
    return len(right) / len(labels_test)
""",
)
q.right(
    "unique counts, one test image at a time",
    code="""
def knn_predict(dists, labels_train, k):
    found = np.empty(dists.shape[0], dtype=int)
    for i in range(dists.shape[0]):
        values, counts = np.unique(labels_train[dists[i].argsort()][:k], return_counts=True)
        found[i] = values[counts.argmax()]
    return found


def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    hits = 0
    for row, label in zip(data_test, labels_test):
        hits += int(knn_predict(distance_matrix(row[None], data_train), labels_train, k)[0] == label)
    return hits / len(data_test)
""",
)
q.wrong(
    "one neighbour only",
    hint="Only the nearest image is asked, whatever k is.",
    was="nearest = np.argsort(row)[:k]",
    now="nearest = np.argsort(row)[:1]",
)
q.wrong(
    "the farthest",
    hint="The k largest distances vote: these are the least similar images.",
    was="np.argsort(row)[:k]",
    now="np.argsort(row)[-k:]",
)
q.wrong(
    "a mean of classes",
    hint="You take the mean of the labels. Classes are names: the mean of a cat and a frog is no "
    "dog. Count votes.",
    was="np.argmax(np.bincount(votes))",
    now="int(round(np.mean(votes)))",
)
q.wrong(
    "the median of classes",
    hint="You take the label in the middle. Classes have no order: count votes.",
    was="np.argmax(np.bincount(votes))",
    now="int(np.median(votes))",
)
q.wrong(
    "the largest label",
    hint="The largest label among the neighbours wins, however many votes it has. Which one is the "
    "most frequent?",
    was="np.argmax(np.bincount(votes))",
    now="np.max(votes)",
)
q.wrong(
    "how many votes",
    hint="You return how many votes the winner has, not which class it is.",
    was="np.argmax(np.bincount(votes))",
    now="np.max(np.bincount(votes))",
)
q.wrong(
    "places instead of labels",
    hint="The places of the neighbours are counted, not their labels. Which class does each place "
    "have?",
    was="votes = labels_train[nearest]",
    now="votes = nearest",
)
q.wrong(
    "places among the labels that occur",
    hint="The answer is the place of a class among those that occur, 0, 1, 2 and so on, and not "
    "the class. `np.unique` returns the classes as well.",
    code="""
def knn_predict(dists, labels_train, k):
    found = []
    for row in dists:
        _, counts = np.unique(labels_train[np.argsort(row)[:k]], return_counts=True)
        found.append(np.argmax(counts))
    return np.array(found)


def evaluate_knn(data_train, labels_train, data_test, labels_test, k):
    return np.mean(
        knn_predict(distance_matrix(data_test, data_train), labels_train, k) == labels_test
    )
""",
)
q.wrong(
    "one neighbour too many",
    hint="k + 1 images vote. Where does your slice end?",
    was="np.argsort(row)[:k]",
    now="np.argsort(row)[: k + 1]",
)
q.wrong(
    "the nearest left out",
    hint="The nearest image has no vote: your slice begins with the second. Here a test image is "
    "not its own neighbour.",
    was="np.argsort(row)[:k]",
    now="np.argsort(row)[1 : k + 1]",
)
q.wrong(
    "columns",
    hint="There is one answer for each training image. A row of dists belongs to one test image, "
    "and its smallest entries are wanted.",
    was="for row in dists:",
    now="for row in dists.T[:, : len(labels_train)]:",
)
q.wrong(
    "the error rate",
    hint="evaluate_knn returns the share of wrong answers. The accuracy is the share of right ones.",
    was="return np.mean(predictions == labels_test)",
    now="return np.mean(predictions != labels_test)",
)
q.wrong(
    "percent",
    hint="evaluate_knn returns percent. An accuracy is a fraction between 0 and 1.",
    was="return np.mean(predictions == labels_test)",
    now="return 100 * np.mean(predictions == labels_test)",
)
q.wrong(
    "a count",
    hint="evaluate_knn returns how many answers are right. Divide by the number of test images.",
    was="return np.mean(predictions == labels_test)",
    now="return np.sum(predictions == labels_test)",
)
q.wrong(
    "tested on the training images",
    hint="evaluate_knn measures on the training images. Which part is to be tested?",
    was=("distance_matrix(data_test, data_train)", "predictions == labels_test"),
    now=("distance_matrix(data_train, data_train)", "predictions == labels_train"),
)
q.wrong(
    "three neighbours always",
    hint="evaluate_knn asks for a number of neighbours of its own. k says how many.",
    was="knn_predict(dists, labels_train, k)\n    return",
    now="knn_predict(dists, labels_train, 3)\n    return",
)
q.equivalent(
    "the last axis is the one of a row",
    was="nearest = np.argsort(dists, axis=1)[:, :k]",
    now="nearest = np.argsort(dists)[:, :k]",
)
q.equivalent(
    "a list of classes may come back",
    was="return np.array([np.bincount(votes).argmax() for votes in labels_train[nearest]])",
    now="return [np.bincount(votes).argmax() for votes in labels_train[nearest]]",
)
q.equivalent(
    "an empty block adds nothing",
    was="for first in range(0, len(data_test), 250):",
    now="for first in range(0, len(data_test) + 1, 250):",
)
q.hints(
    "In a row of distances, where are the k most similar images, and what do you need to know of "
    "each of them?",
    "`np.argsort(row)[:k]` are the places of the smallest. Look up the labels at these places, and "
    "count how often each of them occurs.",
    "`np.bincount` counts whole numbers, and the place of its largest count is the class. For the "
    "accuracy compute the distances with the tests first, predict, and take the mean of where "
    "predictions and labels agree.",
)
