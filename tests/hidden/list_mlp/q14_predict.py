"""q14_predict: the class with the largest probability."""

import numpy as np

from viva.exam import Question

from .q10_forward_function import forward_function
from .shared import WEIGHTS, a_model

q = Question("q14_predict", lists=False)


@q.reference
def predict(model, X):
    return np.argmax(forward_function(X, *(model[key] for key in WEIGHTS)), axis=1).tolist()


def classify(candidate, rng, n, d_input, d_hidden, d_output):
    """Ask for points of which every class gets some, none of them close to a tie."""
    while True:
        model = a_model(rng, d_input, d_hidden, d_output)
        model["W2"] = [[4 * w for w in row] for row in model["W2"]]
        X = rng.normal(scale=2, size=(n, d_input))
        P = np.array(forward_function(X, *(model[key] for key in WEIGHTS)))
        means = np.round(P @ np.arange(d_output))
        P = np.sort(P, axis=1)
        counts = np.bincount(predict(model, X), minlength=d_output)
        # No class needs more than half, and the mean of the class numbers says nothing.
        low = P[:, -1] < 0.45
        clear = np.min(P[:, -1] - P[:, -2]) > 0.05
        if counts.min() == 0 or counts[0] >= n // 2:
            continue
        if clear and low.any() and np.any(means != predict(model, X)):
            return candidate.predict(model, X.tolist())


@q.case("three classes")
def predict_three_classes(candidate, rng):
    return classify(candidate, rng, 8, 2, 4, 3)


@q.case("five classes, all sizes different")
def predict_five_classes(candidate, rng):
    return classify(candidate, rng, 14, 3, 6, 5)


q.right(
    "the place of the largest, row by row",
    code="""
def predict(model, X):
    P = np.array(forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]))
    return np.argmax(P, axis=1)
""",
)
q.right(
    "NumPy on the last axis",
    code="""
def predict(model, X):
    P = forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"])
    return np.argmax(np.array(P), axis=-1)
""",
)
q.right(
    "index of the maximum",
    code="""
def predict(model, X):
    classes = []
    for row in forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]):
        classes.append(row.index(max(row)))
    return classes
""",
)
q.right(
    "the largest score, without the softmax, as a tuple",
    code="""
def predict(model, X):
    A1 = [[sigmoid(z) for z in row] for row in forward_layer(X, model["W1"], model["b1"])]
    scores = forward_layer(A1, model["W2"], model["b2"])
    return tuple(max(range(len(row)), key=row.__getitem__) for row in scores)
""",
)
q.right(
    "a loop that remembers the best class",
    code="""
def predict(model, X):
    answers = []
    for row in forward_function(X, model["W1"], model["b1"], model["W2"], model["b2"]):
        best, k = 0, 1
        while k < len(row):
            if row[k] >= row[best]:
                best = k
            k += 1
        answers.append(best)
    return answers
""",
)
q.right(
    "NumPy integers in a list, by map",
    code="""
def predict(model, X):
    parts = {key: model[key] for key in ["W1", "b1", "W2", "b2"]}
    return list(map(np.argmax, forward_function(X, **parts)))
""",
)
q.right(
    "a column of NumPy floats, with the probabilities",
    code="""
def predict(model, X):
    parts = [model[key] for key in ("W1", "b1", "W2", "b2")]
    P = np.array([forward_function([x], *parts)[0] for x in X])
    return P.argmax(axis=1).astype(float).reshape(-1, 1), P
""",
)
q.wrong(
    "probabilities instead of classes",
    hint="These are the probabilities. Which class does each row vote for?",
    was="np.argmax(P, axis=1)",
    now="P.tolist()",
)
q.wrong(
    "the largest of each column",
    hint="There is one answer for each class, where there should be one for each sample: the "
    "maximum is taken down the columns.",
    was="P, axis=1)",
    now="P, axis=0)",
)
q.wrong(
    "0 or 1 by a threshold",
    hint="Only the classes 0 and 1 ever come out, by a threshold on one probability. What about "
    "class 2?",
    was="np.argmax(P, axis=1)",
    now="(P[:, 1] > 0.5).astype(int)",
)
q.wrong(
    "the threshold on class 0",
    hint="Whatever is not class 0 becomes class 1. There may be more than two classes.",
    was="np.argmax(P, axis=1)",
    now="(P[:, 0] < 0.5).astype(int)",
)
q.wrong(
    "only classes 0 and 1 compared",
    hint="Only the first two probabilities of a row are compared. A network may have more outputs.",
    was="np.argmax(P, axis=1)",
    now="[int(row[1] > row[0]) for row in P]",
)
q.wrong(
    "the least probable class",
    hint="Each sample gets the class with the smallest probability.",
    was="return np.argmax(P",
    now="return np.argmin(P",
)
q.wrong(
    "the largest probability instead of its class",
    hint="These are the largest probabilities. Where in the row do they stand?",
    was="np.argmax(P, axis=1)",
    now="P.max(axis=1)",
)
q.wrong(
    "classes counted from 1",
    hint="Every class is one too large. The labels in y begin with 0.",
    was="np.argmax(P, axis=1)",
    now="np.argmax(P, axis=1) + 1",
)
q.wrong(
    "one-hot rows",
    hint="Each answer is a row with a single 1. The number of the class alone is asked for.",
    was="np.argmax(P, axis=1)",
    now="np.eye(P.shape[1])[np.argmax(P, axis=1)]",
)
q.wrong(
    "the largest of the whole batch",
    hint="There is a single answer for all samples: np.argmax without an axis looks at the whole "
    "table at once.",
    was="np.argmax(P, axis=1)",
    now="np.argmax(P)",
)
q.wrong(
    "the first sample only",
    hint="Only the first sample gets an answer. Is there a loop that returns too early?",
    was="np.argmax(P, axis=1)",
    now="[int(np.argmax(P[0]))]",
)
q.wrong(
    "classes above one half",
    hint="You look for a probability above 0.5. With three classes or more the largest one may be "
    "smaller, and then the sample gets no answer.",
    was="np.argmax(P, axis=1)",
    now="[k for row in P for k, p in enumerate(row) if p > 0.5]",
)
q.wrong(
    "the mean of the class numbers",
    hint="You average the numbers of the classes, weighted by their probabilities. Classes 0 and 2"
    " would make class 1: which one is the most probable?",
    was="np.argmax(P, axis=1)",
    now="np.round(P @ np.arange(P.shape[1]))",
)
q.wrong(
    "the strongest hidden neuron",
    hint="You name the strongest hidden neuron. The classes are the outputs, one layer further.",
    code="""
def predict(model, X):
    return [int(np.argmax(row)) for row in forward_layer(X, model["W1"], model["b1"])]
""",
)
q.wrong(
    "the second largest",
    hint="Each sample gets the class with the second largest probability. Which end of a sorted "
    "row do you take?",
    was="np.argmax(P, axis=1)",
    now="P.argsort(axis=1)[:, -2]",
)
q.wrong(
    "the notebook's X",
    hint="You answer for the notebook's 300 points, whatever rows are passed.",
    code="""
def predict(model, data):
    weights = [[x[i % 2] for i in range(len(data[0]))] for x in X]
    P = forward_function(weights, model["W1"], model["b1"], model["W2"], model["b2"])
    return [int(np.argmax(row)) for row in P]
""",
    recognise=lambda candidate: (
        np.size(candidate.predict(candidate.init_model(2, 3, 2), [[1, 2]])) == 300
    ),
)
q.wrong(
    "always class 0",
    hint="Every sample gets class 0. Do you compare the probabilities of one row with each other?",
    code="""
def predict(model, X):
    return [0 for _ in X]
""",
)
q.wrong(
    "every probability rounded",
    hint="Rounding a probability gives 0 or 1 for every class and sample. Which class is largest?",
    was="np.argmax(P, axis=1)",
    now="P.round()",
)
q.equivalent(
    "a whole number of NumPy's is one, too",
    was="return [int(np.argmax(row)) for row in P]",
    now="return [np.argmax(row) for row in P]",
)
q.hints(
    "In one row of probabilities, what do you look for: the value or its place?",
    "Call forward_function with the four parts of the model. Each of its rows gives one "
    "answer, for any number of classes.",
    "`np.argmax` gives the place of the largest entry. Use it on each row, or on all at once "
    "with the axis that runs along a row.",
)
