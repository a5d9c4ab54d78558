"""q04_train_digits: a network that reads 0.95 of the digits."""

from functools import cache

import numpy as np

from viva.exam import Question

from .q04_mistakes import TRAININGS
from .readers import examine_reader, renamed
from .shared import N_VAL, X, standardised, train_network, y

q = Question("q04_train_digits")


@q.reference
def train_digits(X_train, y_train):
    return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=20)


@cache
def digits_apart(seed):
    """Split the digits anew, standardised."""
    order = np.random.default_rng(seed).permutation(len(X))
    val, train = order[:N_VAL], order[N_VAL:]
    X_seen, X_new = standardised(X[train], X[val])
    return (X_seen, y[train]), (X_new, y[val])


@q.case("0.90 of images that were never shown", seconds=60)
def nine_of_ten(candidate, rng):
    examine_reader(candidate.train_digits, "train_digits", *digits_apart(10), renamed(rng), 0.90)


@q.case("0.95 of images that were never shown, on another split", seconds=60)
def nineteen_of_twenty(candidate, rng):
    examine_reader(candidate.train_digits, "train_digits", *digits_apart(6), renamed(rng), 0.95)


q.right(
    "an object with a predict of its own",
    code="""
class Reader:
    def __init__(self, X, y):
        self.network = train_network(X, y, hidden=30, learning_rate=0.3, epochs=6)

    def predict(self, X):
        P = self.network.probabilities(X)
        return P.argmax(axis=1)


def train_digits(X_train, y_train):
    return Reader(X_train, y_train)
""",
)
q.right(
    "scikit-learn's support vectors",
    code="""
def train_digits(X_train, y_train):
    from sklearn.svm import SVC

    return SVC(C=10).fit(X_train, y_train)
""",
)
q.right(
    "scikit-learn's network",
    code="""
from sklearn.neural_network import MLPClassifier


def train_digits(X_train, y_train):
    model = MLPClassifier(hidden_layer_sizes=(50,), max_iter=60, random_state=1)
    model.fit(X_train, y_train)
    return model
""",
)
q.right(
    "a loop over epochs, and the losses as well",
    code="""
def train_digits(X_train, y_train):
    rng = np.random.default_rng(7)
    net = Network([X_train.shape[1], 60, 30, 10], rng)
    losses = []
    for epoch in range(20):
        train_epoch(net, X_train, y_train, 0.1, rng)
        P = net.probabilities(X_train)
        losses.append(-np.log(P[np.arange(len(y_train)), y_train]).mean())
    return net, losses
""",
)
q.right(
    "nearest neighbours, classes as a column of floats",
    code="""
class Neighbour:
    def __init__(self, X, y):
        self.X, self.y = X, y

    def predict(self, X):
        squares = (X**2).sum(1)[:, None] + (self.X**2).sum(1) - 2 * X @ self.X.T
        return self.y[squares.argmin(axis=1)].astype(float).reshape(-1, 1)


def train_digits(X_train, y_train):
    return Neighbour(X_train, y_train)
""",
)
q.right(
    "an object without a class of its own",
    code="""
from types import SimpleNamespace


def train_digits(X_train, y_train):
    net = train_network(X_train, y_train, 80, 0.3, 15, seed=3)
    return SimpleNamespace(predict=lambda X: tuple(net.predict(X).tolist()))
""",
)
q.wrong(
    "the model is not returned",
    hint="train_digits trains, and returns None: the model is lost when the function ends. What is"
    " missing in its last line?",
    was="    return Reader",
    now="    model = Reader",
)
q.wrong(
    "the accuracy is returned",
    hint="train_digits returns a number, its accuracy perhaps. Nobody can show images to a number:"
    " return the model itself.",
    code="""
def train_digits(X_train, y_train):
    model = train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6)
    return model.accuracy(X_train, y_train)
""",
)
q.wrong(
    "the predictions are returned",
    hint="train_digits returns an array, the answers for its own training images perhaps. Return "
    "what gives the answers.",
    was="100, learning_rate=0.1, epochs=20",
    now="30, learning_rate=0.3, epochs=6).predict(X_train",
)
q.wrong(
    "the weights are returned",
    hint="train_digits returns the weights in a dict. They are all there, but who multiplies them?"
    " A small class with a method predict can hold them.",
    code="""
def train_digits(X_train, y_train):
    model = train_network(X_train, y_train, hidden=30, learning_rate=0.3, epochs=6)
    return {"W1": model.W[0], "b1": model.b[0], "W2": model.W[1], "b2": model.b[1]}
""",
)
for mistake in TRAININGS:
    q.wrong(**mistake)
q.wrong(
    "predict gives probabilities",
    hint="predict gives the probabilities of all classes. Which of them is the largest in each "
    "row? The number of that class is the answer.",
    was="P.argmax(axis=1)",
    now="P",
)
q.wrong(
    "predict gives one-hot rows",
    hint="predict gives one-hot rows. Where in the row stands the 1? That number is the class.",
    was="P.argmax(axis=1)",
    now="np.eye(10)[P.argmax(axis=1)]",
)
q.wrong(
    "the largest of each column",
    hint="predict takes the maximum down the columns, so there is one answer for each class. Along"
    " which axis do the probabilities of one image lie?",
    was="P.argmax(axis=1)",
    now="P.argmax(axis=0)",
)
q.wrong(
    "the largest of the whole table",
    hint="predict gives one answer for all images together: an argmax without an axis looks at the"
    " whole table, and a predict for a single image looks at one row.",
    was="P.argmax(axis=1)",
    now="P.argmax()",
)
q.wrong(
    "predict forgets to return",
    hint="predict computes its answers and returns None. What hands them to the caller?",
    was="return P.argmax(axis=1)",
    now="P.argmax(axis=1)",
)
q.wrong(
    "trained on the notebook's images",
    hint="Your model was trained on the notebook's images, or on load_digits, whatever the "
    "function is given. Do the names in its body match those in its first line?",
    was="P.argmax(axis=1)\n\n\ndef train_digits(X_train, y_train):\n ",
    now="P.argmax(axis=1)\n\n\ndef train_digits(images, labels):\n ",
)
q.wrong(
    "answers for the training images",
    hint="predict answers for the images of the training, not for those that it is shown. Which X "
    "does it read?",
    was=("        self.network", "probabilities(X)"),
    now=("        self.X = X\n        self.network", "probabilities(self.X)"),
)
q.wrong(
    "a lookup table",
    hint="Your model remembers its training images and is lost with any other. An image that was "
    "never shown is never found in a table.",
    code="""
class Memory:
    def __init__(self, X, y):
        self.table = {tuple(x): label for x, label in zip(X.tolist(), y.tolist())}

    def predict(self, X):
        return [self.table.get(tuple(x), 0) for x in X.tolist()]


def train_digits(X_train, y_train):
    return Memory(X_train, y_train)
""",
)
q.wrong(
    "the most frequent class for all",
    hint="Every image gets the same class. Does predict look at the images? Are the weights still "
    "numbers, or nan? And does the training go down the slope, not up?",
    code="""
class Majority:
    def __init__(self, y):
        self.answer = np.bincount(y).argmax()

    def predict(self, X):
        return np.full(len(X), self.answer)


def train_digits(X_train, y_train):
    return Majority(y_train)
""",
)
q.wrong(
    "classes counted from 1",
    hint="Every class is one too large or too small. The labels begin with 0.",
    was="P.argmax(axis=1)",
    now="P.argmax(axis=1) + 1",
)
q.wrong(
    "a straight line through the labels",
    hint="The answers are fractions: this is a regression, for which an 8 lies between 7 and 9. "
    "The digits are classes, not amounts.",
    code="""
class Line:
    def __init__(self, X, y):
        self.w = np.linalg.lstsq(np.column_stack([np.ones(len(X)), X]), y, rcond=None)[0]

    def predict(self, X):
        return np.column_stack([np.ones(len(X)), X]) @ self.w


def train_digits(X_train, y_train):
    return Line(X_train, y_train)
""",
)
q.wrong(
    "names instead of numbers",
    hint="predict gives words. The classes are the whole numbers from 0 to 9, as in y_train.",
    was="P.argmax(axis=1)",
    now='[f"digit {k}" for k in P.argmax(axis=1)]',
)
q.wrong(
    "only a part of the images answered",
    hint="predict leaves images out. It gets rows of any number and owes each of them a class.",
    was="P.argmax(axis=1)",
    now="P.argmax(axis=1)[:100]",
)
q.equivalent(
    "any training will do that reads 0.95 of the images that were never shown",
    was="return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=20)",
    now=[
        "return train_network(X_train, y_train, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=101, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=99, learning_rate=0.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=1.1, epochs=20)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=21)",
        "return train_network(X_train, y_train, hidden=100, learning_rate=0.1, epochs=19)",
    ],
)
q.hints(
    "With the default values the network hardly learns. Is it too small, does it walk too "
    "slowly, or does it stop too early? Try one at a time on the validation part.",
    "A step size near a tenth, some dozens of hidden neurons and more than ten epochs change "
    "the picture completely. Which of these helps most?",
    "The body is a single call of train_network, with the function's own two arguments and "
    "with your values for hidden, learning_rate and epochs; return what it gives. Use nothing"
    " but the arguments.",
)
