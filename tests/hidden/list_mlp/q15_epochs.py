"""q15_epochs: accuracies after more and more epochs."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Pair, Question, check

from .q13_train_model import train_model
from .q14_predict import predict
from .shared import SIZES, first_return_value, ring_data
from .slopes import slope_inputs

q = Question("q15_epochs")


EPOCHS = (10, 50, 200, 1000)


q.reference(accuracies={10: 0.5, 50: 46 / 60, 200: 59 / 60, 1000: 1.0})


@q.case("the values follow from your own training", atol=0.0055, seconds=60)
def values_follow(candidate, rng):
    values = candidate.accuracies
    check(isinstance(values, dict), "accuracies must be a dict.")
    check(
        all(epochs in values for epochs in EPOCHS),
        "A key is missing from accuracies: it has the numbers of epochs as keys, four ints.",
    )
    values = {epochs: float(values[epochs]) for epochs in EPOCHS}
    check(min(values.values()) >= 0, "An accuracy is negative.")
    check(
        max(values.values()) <= 1,
        "An accuracy is above 1. It is a fraction, not a count or a percentage.",
    )
    start = first_return_value(candidate.init_model(**SIZES))
    if first_return_value(candidate.init_model(**SIZES)) == start:
        # 1000 epochs would take too long here. That value is judged by what must hold for it.
        repeated = {epochs: accuracy_after(epochs, start, candidate) for epochs in EPOCHS[:3]}
    else:
        # Without a seed no training can be repeated, and q02 has taken its points for that.
        repeated = {epochs: values[epochs] for epochs in EPOCHS[:3]}
    agrees = np.allclose([values[n] for n in repeated], list(repeated.values()), atol=0.0055)
    if agrees and trains_rightly(candidate, rng):
        check(values[200] >= 0.945, "After 200 epochs the accuracy should be 0.95 or more.")
        check(values[1000] >= 0.945, "After 1000 epochs the accuracy should be 0.95 or more.")
    return Pair({epochs: values[epochs] for epochs in EPOCHS[:3]}, repeated)


def accuracy_after(epochs, start, candidate):
    X, y = ring_data()
    # A training may change the model that it is given.
    start = {key: [row[:] if isinstance(row, list) else row for row in start[key]] for key in start}
    trained = first_return_value(candidate.train_model(start, X, y, 3e-2, epochs))
    # What a slip in q14 returns may be no classes at all.
    pairs = zip(candidate.predict(trained, X), y, strict=False)
    return sum(np.size(answer) == 1 and bool(answer == label) for answer, label in pairs) / len(y)


def trains_rightly(candidate, rng):
    """Return whether training and answers are right: slips cost their points in q12 to q14."""
    model, X, y = slope_inputs(rng, 9, 2, 10, 2)
    expected = train_model(model, X, y, 3e-2, 3)
    trained = first_return_value(candidate.train_model(model, X, y, 3e-2, 3))
    return same(trained, expected) and same(candidate.predict(expected, X), predict(expected, X))


q.right(
    "a training from the start for each number",
    code="""
accuracies = {}
for num_epochs in (10, 50, 200, 1000):
    model = init_model(d_input, d_hidden, d_output)
    model = train_model(model, X_ring, y_ring, learning_rate, num_epochs)
    right = [int(answer) == label for answer, label in zip(predict(model, X_ring), y_ring)]
    accuracies[num_epochs] = sum(right) / len(right)
""",
)
q.right(
    "a function and a comprehension",
    code="""
def accuracy_after(n):
    trained = train_model(init_model(2, 10, 2), X_ring, y_ring, 0.03, n)
    answers = predict(trained, X_ring)
    return sum(1 for i in range(60) if answers[i] == y_ring[i]) / 60


accuracies = {n: accuracy_after(n) for n in [1000, 200, 50, 10]}
""",
)
q.right(
    "one epoch at a time, keys by NumPy",
    code="""
wanted = np.array([10, 50, 200, 1000])
model = init_model(d_input, d_hidden, d_output)
accuracies = {}
for done in range(1, 1001):
    model = train_model(model, X_ring, y_ring, learning_rate)
    if done in wanted:
        n_right = 0
        for guess, label in zip(predict(model, X_ring), y_ring):
            if guess == label:
                n_right = n_right + 1
        accuracies[done] = n_right / len(y_ring)
        print(done, accuracies[done])
""",
)
q.right(
    "NumPy's mean, rounded to two places",
    code="""
accuracies = dict()
for n in 10, 50, 200, 1000:
    m = train_model(init_model(d_input, d_hidden, d_output), X_ring, y_ring, learning_rate, num_epochs=n)
    accuracies[n] = round(np.mean(np.array(predict(m, X_ring)) == np.array(y_ring)), 2)
""",
)
q.right(
    "one training, continued by the epochs that are missing",
    code="""
accuracies, done = {}, 0
model = init_model(d_input, d_hidden, d_output)
for n in (10, 50, 200, 1000):
    model = train_model(model, X_ring, y_ring, learning_rate, n - done, print_loss=False)
    done = n
    accuracies[n] = np.float64(np.mean([a == b for a, b in zip(predict(model, X_ring), y_ring)]))
""",
)
q.wrong(
    "the same model trained on and on",
    hint="The later values belong to more epochs than their keys say: the model of one training is"
    " the start of the next. Where does each training begin?",
    was=("    model = init_model(d_input, d_hidden, d_output)\n", "accuracies = {}"),
    now=("", "accuracies = {}\nmodel = init_model(d_input, d_hidden, d_output)"),
)
q.wrong(
    "percent",
    hint="These are percentages. An accuracy here is a fraction between 0 and 1.",
    was="/ len(right)",
    now="/ len(right) * 100",
    recognise=lambda candidate: 95 <= candidate.accuracies[200] <= 100,
)
q.wrong(
    "counts",
    hint="These are the numbers of right answers. Divide them by how many points there are.",
    was="sum(right) / len(right)",
    now="sum(right)",
    recognise=lambda candidate: 57 <= candidate.accuracies[200] <= 60,
)
q.wrong(
    "the error rate",
    hint="The values fall with the epochs: you count the wrong answers.",
    was="int(answer) == label",
    now="int(answer) != label",
    recognise=lambda candidate: (
        1 >= candidate.accuracies[10] > 0.3 > candidate.accuracies[200] >= 0
    ),
)
q.wrong(
    "measured on the moons",
    hint="The network is trained on the ring but measured on the moons. Which points are asked "
    "for?",
    was="label in zip(predict(model, X_ring), y_ring)]\n",
    now="label in zip(predict(model, X), y)]\n",
)
q.wrong(
    "trained on the moons",
    hint="The network is trained on the moons and measured on the ring.",
    was="  model = train_model(model, X_ring, y_ring, learning_rate, num_epochs",
    now="  model = train_model(model, X[:60], y[:60], learning_rate, num_epochs",
)
q.wrong(
    "the untrained model measured",
    hint="All four values are the same, that of a model that is hardly trained or not at all. Do "
    "you measure the trained model, and does train_model get the number of epochs?",
    was="d_output)\n    model = train_model",
    now="d_output)\n    trained = train_model",
    recognise=lambda candidate: (
        len({candidate.accuracies[epochs] for epochs in EPOCHS}) == 1
        and 0 < candidate.accuracies[10] < 0.6
    ),
)
q.wrong(
    "the same number of epochs each time",
    hint="All four values are the same: your four trainings are equally long. What do you pass as "
    "the number of epochs?",
    was="y_ring, learning_rate, num_epochs)",
    now="y_ring, learning_rate, 200)",
    recognise=lambda candidate: (
        len({candidate.accuracies[epochs] for epochs in EPOCHS}) == 1
        and 0.6 <= candidate.accuracies[10] < 1
    ),
)
q.wrong(
    "the count goes on from training to training",
    hint="Your values grow beyond 1: the right answers of all trainings so far are counted. Where "
    "does the counter start again at 0?",
    code="""
correct = 0

accuracies = {}
for num_epochs in (10, 50, 200, 1000):
    model = init_model(d_input, d_hidden, d_output)
    model = train_model(model, X_ring, y_ring, learning_rate, num_epochs)
    right = [int(answer) == label for answer, label in zip(predict(model, X_ring), y_ring)]
    correct += sum(right)
    accuracies[num_epochs] = correct / len(right)
""",
    recognise=lambda candidate: (
        candidate.accuracies[10] < candidate.accuracies[50] < candidate.accuracies[200]
        and 1.5 < candidate.accuracies[200] < candidate.accuracies[1000] < 4.1
    ),
)
q.wrong(
    "divided by the notebook's N",
    hint="You divide by N, which counts the moons. How many points has the ring?",
    was="/ len(right)",
    now="/ N",
)
q.wrong(
    "whole-number division",
    hint="Your values are 0 or 1: `//` cuts off the fraction.",
    was="/ len(right)",
    now="// len(right)",
)
q.wrong(
    "the losses",
    hint="These are losses. An accuracy counts right answers, and is never above 1.",
    was="sum(right) / len(right)",
    now="summed_cross_entropy(model, X_ring, y_ring)",
    recognise=lambda candidate: candidate.accuracies[10] > 20 > candidate.accuracies[1000] > 0,
)
q.wrong(
    "another learning rate",
    hint="These are the accuracies for ten times the learning rate.",
    was="model, X_ring, y_ring, learning_rate, num_epochs)",
    now="model, X_ring, y_ring, 10 * learning_rate, num_epochs)",
)
q.wrong(
    "strings as keys",
    hint="The keys are strings. The numbers of epochs themselves are asked for, as ints.",
    was="accuracies[num_epochs]",
    now="accuracies[str(num_epochs)]",
    recognise=lambda candidate: set(candidate.accuracies) >= {str(epochs) for epochs in EPOCHS},
)
# Rounded to two places, a value is off by 0.005; one point of sixty is 0.017.
q.equivalent(
    "each training starts anew, so their order does not matter",
    was="for num_epochs in (10, 50, 200, 1000):",
    now=[
        "for num_epochs in (50, 10, 200, 1000):",
        "for num_epochs in (10, 200, 50, 1000):",
        "for num_epochs in (10, 50, 1000, 200):",
    ],
)
q.equivalent(
    "a = b is b = a",
    was="right = [answer == label for answer, label in zip(predict(model, X_ring), y_ring)]",
    now=[
        "right = [answer == label for label, answer in zip(predict(model, X_ring), y_ring)]",
        "right = [answer == label for answer, label in zip(y_ring, predict(model, X_ring))]",
    ],
)
q.hints(
    "Four trainings, four numbers. What must be made anew before each training, so that the "
    "200 epochs do not go on from the 50?",
    "Loop over the four numbers of epochs. In each round: a fresh model from init_model, a "
    "training on the ring, the predictions on the ring, and the share of right ones.",
    "Start with an empty dict. In each round count the places where prediction and label "
    "agree, divide by the number of points, and store the fraction under the number of "
    "epochs.",
)
