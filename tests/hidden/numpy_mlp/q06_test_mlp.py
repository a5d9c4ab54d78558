"""q06_test_mlp: the share of right answers."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Question, check

from .shared import answers_of, sigmoid, some_weights

q = Question("q06_test_mlp")


@q.reference
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    hidden = sigmoid(data_test @ w1 + b1)
    scores = hidden @ w2 + b2
    answers = np.argmax(scores, axis=1)
    return np.mean(answers == labels_test)


def measure(candidate, rng, n, d_in, d_h, d_out):
    while True:
        w1, b1, w2, b2 = some_weights(rng, d_in, d_h, d_out)
        data = 1.5 * rng.normal(size=(n, d_in))
        answers = answers_of(w1, b1, w2, b2, data)
        labels = np.where(rng.random(n) < 0.65, answers, rng.integers(d_out, size=n))
        others = (
            answers_of(w1, 0 * b1, w2, b2, data),
            answers_of(w1, b1, w2, 0 * b2, data),
            answers_of(w1, 0 * b1, w2, 0 * b2, data),
            np.argmax((data @ w1 + b1) @ w2 + b2, axis=1),
            np.argmin(sigmoid(data @ w1 + b1) @ w2 + b2, axis=1),
            np.resize(np.argmax(sigmoid(data @ w1 + b1) @ w2 + b2, axis=0), n),
        )
        shares = [float(np.mean(other == labels)) for other in (answers, *others)]
        shares += [1 - shares[0], 0.0]
        # Every common mistake must show in the accuracy, and every class be an answer.
        if len(set(shares)) == len(shares) and len(set(answers)) == d_out:
            found = candidate.test_mlp(w1, b1, w2, b2, data, labels)
            if same(found, shares[0]):
                check_undecided(candidate, w1, b1, 0 * w2, data)
            return found


def check_undecided(candidate, w1, b1, w2, data):
    """Raise `Wrong` if a network that hardly prefers class 0 learns before it is measured."""
    scores = np.eye(1, w2.shape[1])[0] / 1000
    labels = np.append(np.zeros(2, dtype=int), np.ones(len(data) - 2, dtype=int))
    found = candidate.test_mlp(w1, b1, w2, scores, data, labels)
    check(same(found, 2 / len(data)), "What is measured is another network than the one passed.")


@q.case("three classes")
def measure_three(candidate, rng):
    return measure(candidate, rng, 41, 2, 5, 3)


@q.case("five classes, all sizes different")
def measure_five(candidate, rng):
    return measure(candidate, rng, 53, 4, 7, 5)


q.right(
    "a loop that counts",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    n_right = 0
    for i in range(len(data_test)):
        h = sigmoid(data_test[i] @ w1 + b1)
        if np.argmax(h @ w2 + b2) == labels_test[i]:
            n_right += 1
    return n_right / len(data_test)
""",
)
q.right(
    "with the softmax, one-hot rows compared by argmax",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    a1 = 1 / (1 + np.exp(-(np.dot(data_test, w1) + b1)))
    e = np.exp(np.dot(a1, w2) + b2)
    p = e / e.sum(axis=1)[:, np.newaxis]
    y = one_hot(labels_test, p.shape[1])
    return sum(p.argmax(axis=1) == y.argmax(axis=1)) / float(len(y))
""",
)
q.right(
    "one minus the share of the mistakes, with the answers returned too",
    code="""
def test_mlp(w1, b1, w2, b2, data_test, labels_test):
    answers = (sigmoid(data_test @ w1 + b1) @ w2 + b2).argmax(-1)
    return 1 - np.count_nonzero(answers - labels_test) / labels_test.size, answers
""",
)
q.wrong(
    "reads the notebook's data",
    hint="Your function measures the notebook's blobs, whatever data are passed to it.",
    was=("data_test @ w1", "== labels_test"),
    now=("np.resize(X_blobs_test, (150, len(w1))) @ w1", "== y_blobs_test"),
)
q.wrong(
    "the largest of each column of scores",
    hint="The maximum is taken down the columns, over the samples. Each sample has its own answer.",
    was="np.argmax(scores, axis=1)",
    now="np.resize(np.argmax(scores, axis=0), len(scores))",
)
q.wrong(
    "compares one-hot rows entry by entry",
    hint="You compare one-hot rows entry by entry, and their many zeros count as right answers. Compare one class with one label.",
    was="np.mean(answers == labels_test)",
    now="np.mean(one_hot(answers, scores.shape[1]) == one_hot(labels_test, scores.shape[1]))",
)
q.wrong(
    "compares one-hot rows with labels",
    hint="A row of zeros and ones is compared with labels. Bring both into the same form first.",
    was="np.mean(answers == labels_test)",
    now="np.mean(one_hot(answers, scores.shape[1]) == np.reshape(labels_test, (-1, 1)))",
)
q.wrong(
    "a count of right answers",
    hint="You count the right answers. An accuracy is their share.",
    was="np.mean(answers == labels_test)",
    now="np.sum(answers == labels_test)",
)
q.wrong(
    "a percentage",
    hint="This is in percent. A number between 0 and 1 is asked for.",
    was="np.mean(answers == labels_test)",
    now="np.mean(answers == labels_test) * 100",
)
q.wrong(
    "the share of wrong answers",
    hint="You measure how many answers are wrong.",
    was="answers == labels_test",
    now="answers != labels_test",
)
q.wrong(
    "without b1",
    hint="The hidden layer is computed without its bias.",
    was="data_test @ w1 + b1",
    now="data_test @ w1",
)
q.wrong(
    "without b2",
    hint="The output layer is computed without its bias.",
    was="hidden @ w2 + b2",
    now="hidden @ w2",
)
q.wrong(
    "without b1 and b2",
    hint="Both layers are computed without their biases.",
    was=("data_test @ w1 + b1", "hidden @ w2 + b2"),
    now=("data_test @ w1", "hidden @ w2"),
)
q.wrong(
    "without the hidden sigmoid",
    hint="The hidden layer is computed without its sigmoid. Train and test the same network.",
    was="sigmoid(data_test @ w1 + b1)",
    now="data_test @ w1 + b1",
)
q.wrong(
    "the least probable class",
    hint="You name the class with the smallest score.",
    was="argmax",
    now="argmin",
)
q.wrong(
    "probabilities compared with labels",
    hint="The accuracy is always 0. Are scores or probabilities compared with labels, which they "
    "hardly ever equal, or has `//` cut off the fraction?",
    was="np.mean(answers == labels_test)",
    now="np.mean(scores == np.reshape(labels_test, (-1, 1)))",
)
q.wrong(
    "only two classes",
    hint="Your answers are 0 or 1 only, and there may be more classes.",
    was="np.argmax(scores, axis=1)",
    now="(scores[:, 1] > scores[:, 0]).astype(int)",
)
q.wrong(
    "the answers themselves",
    hint="These are the answers of the network. How many of them are right?",
    was="np.mean(answers == labels_test)",
    now="answers",
)
q.wrong(
    "the right answers marked one by one",
    hint="You say for each sample whether its answer is right. One number is asked for, their share.",
    was="np.mean(answers == labels_test)",
    now="answers == labels_test",
)
q.wrong(
    "divided by the number of classes",
    hint="You divide the right answers by the number of classes. How many answers are there?",
    was="np.mean(answers == labels_test)",
    now="np.sum(answers == labels_test) / scores.shape[1]",
)
q.wrong(
    "learns before it measures",
    hint="The network learns from the test data before it is measured. Measure it as it is.",
    was="    hidden =",
    now="    w1, b1, w2, b2 = learn_once_cross_entropy(w1, b1, w2, b2, data_test, labels_test, 0.1)[:4]\n"
    "    hidden =",
)
q.hints(
    "Nothing is learned here. How does the network come from samples to answers, and how do answers become one number?",
    "Go forward through both layers with the weights that the function is given. The class of a row is the place of its largest score.",
    "Take the place of the largest entry along the axis of the classes, compare the answers with the labels, and return the mean of the comparison. Labels are numbers here, not one-hot rows.",
)
