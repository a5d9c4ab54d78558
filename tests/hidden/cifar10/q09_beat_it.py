"""q09_beat_it: mini-batches, ReLU, momentum and weight decay."""

import numpy as np

from viva.exam import Question, check

from .readers import TOO_LITTLE, reached, renamed
from .shared import MLP, Momentum, Scaled, drawn, minibatches

q = Question("q09_beat_it")


@q.reference
def train_better(data_train, labels_train):
    rng = np.random.default_rng(0)
    mean, deviation = data_train.mean(axis=0), data_train.std()
    network = MLP([data_train.shape[1], 80, 10], rng, weight_decay=0.005)
    optimiser = Momentum(0.03)
    for _ in range(12):
        for X, y in minibatches((data_train - mean) / deviation, labels_train, 50, rng):
            dW, db = network.gradients(X, y)
            optimiser.step(network.W + network.b, dW + db)
        optimiser.learning_rate *= 0.8
    return Scaled(network, mean, deviation)


@q.case("0.55 of 600 images, after training on 1,000", seconds=60)
def more_than_half(candidate, rng):
    accuracy = reached(candidate, *drawn(1000, 600, 9), renamed(rng))
    check(accuracy >= 0.55, TOO_LITTLE.format(0.55))


@q.case("0.65 of 600 images, other ones", seconds=60)
def two_thirds(candidate, rng):
    accuracy = reached(candidate, *drawn(1000, 600, 10), renamed(rng))
    check(accuracy >= 0.65, TOO_LITTLE.format(0.65))


q.right(
    "a class of its own, a scale for each column, small batches",
    code="""
class Better:
    def __init__(self, X, y):
        self.mean, self.deviation = X.mean(axis=0), X.std(axis=0)
        rng = np.random.default_rng(5)
        self.network = MLP([X.shape[1], 90, 10], rng, weight_decay=0.005)
        optimiser = Momentum(0.01)
        X = self.scaled(X)
        for epoch in range(12):
            for X_batch, y_batch in minibatches(X, y, 25, rng):
                dW, db = self.network.gradients(X_batch, y_batch)
                optimiser.step(self.network.W + self.network.b, dW + db)

    def scaled(self, X):
        return ((X - self.mean) / self.deviation).astype(np.float32)

    def predict(self, data):
        P = self.network.activations(self.scaled(data))[-1]
        return P.argmax(axis=1)


def train_better(data_train, labels_train):
    return Better(data_train, labels_train)
""",
)
q.right(
    "smaller steps towards the end, and a history beside the model",
    code="""
def train_better(data_train, labels_train):
    rng = np.random.default_rng(11)
    mean, deviation = data_train.mean(), data_train.std()
    X = (data_train - mean) / deviation
    network, optimiser, history = MLP([3072, 64, 10], rng, 2e-3), Momentum(0.03), []
    for epoch in range(16):
        if epoch == 12:
            optimiser.learning_rate = 0.004
        for rows, labels in minibatches(X, labels_train, 100, rng):
            slopes = network.gradients(rows, labels)
            optimiser.step(network.W + network.b, slopes[0] + slopes[1])
        history.append(np.mean(network.predict(X) == labels_train))
    return Scaled(network, mean, deviation), history
""",
)
q.right(
    "scikit-learn's network in a pipeline",
    code="""
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def train_better(data_train, labels_train):
    network = MLPClassifier((100,), alpha=20.0, max_iter=40, random_state=2)
    return make_pipeline(StandardScaler(), network).fit(data_train, labels_train)
""",
)
q.wrong(
    "the model is not returned",
    hint="train_better trains, and returns None: the model is lost when the function ends.",
    was="    return Better",
    now="    model = Better",
)
q.wrong(
    "the accuracy is returned",
    hint="train_better returns a number. Nobody can show images to a number: return the model.",
    was=("range(12)", "return Scaled(network, mean, deviation)"),
    now=("range(1)", "return float(np.mean(network.predict(data_train) == labels_train))"),
)
q.wrong(
    "the weights are returned",
    hint="train_better returns a list of arrays, the weights perhaps. An object with a method "
    "predict is asked for.",
    was=("range(12)", "return Scaled(network, mean, deviation)"),
    now=("range(1)", "return network.W + network.b"),
)
q.wrong(
    "the predictions are returned",
    hint="train_better returns an array, answers for its own training images perhaps. Return what "
    "gives the answers.",
    was=("range(12)", "return Scaled(network, mean, deviation)"),
    now=("range(1)", "return network.predict(data_train)"),
)
q.wrong(
    "a function is returned",
    hint="train_better returns a function. An object is asked for, whose method predict answers; "
    "`Scaled` makes one.",
    was=("range(12)", "return Scaled(network, mean, deviation)"),
    now=("range(1)", "return lambda data: network.predict((data - mean) / deviation)"),
)
q.wrong(
    "predict expects scaled pixels",
    hint="The network was trained on scaled pixels, and predict gives it raw ones: the answers have "
    "little to do with the images, also with those that it has learned. Who scales them?",
    was="return Scaled(network, mean, deviation)",
    now="return network",
    recognise=lambda candidate: _scaled_would_do(candidate),
)
q.wrong(
    "raw pixels in the training",
    hint="The network is trained on raw pixels. They are so large that it breaks down or stalls: "
    "every image gets the same class. What did q08_mlp do about that?",
    was=("(data_train - mean) / deviation", "range(12)", "Scaled(network, mean, deviation)"),
    now=("data_train", "range(2)", "network"),
)
q.wrong(
    "too short a training",
    hint="The model has begun to learn, and was stopped. How many steps did it take, and how long "
    "were they?",
    was="range(12)",
    now="range(2)",
)
q.wrong(
    "predict gives probabilities",
    hint="predict gives the probabilities of all classes. The number of the most probable one is "
    "asked for.",
    was=("range(12)", "return P.argmax(axis=1)"),
    now=("range(1)", "return P"),
)
q.wrong(
    "one answer for all",
    hint="predict gives one number for all images: an argmax without an axis, perhaps. Each image "
    "has its own answer.",
    was=("range(12)", "return P.argmax(axis=1)"),
    now=("range(1)", "return int(P.argmax())"),
)
q.wrong(
    "predict forgets to return",
    hint="predict computes its answers and returns None.",
    was=("range(12)", "return P.argmax(axis=1)"),
    now=("range(1)", "P.argmax(axis=1)"),
)
q.wrong(
    "names instead of numbers",
    hint="predict gives words. The classes are whole numbers, as in labels_train.",
    was=("range(12)", "return P.argmax(axis=1)"),
    now=("range(1)", "return [f'class {k}' for k in P.argmax(axis=1)]"),
)
q.wrong(
    "the notebook's images",
    hint="The model learns from X_fit and y_fit, or others of the notebook's arrays, whatever the "
    "function is given.",
    was=("range(12)", "    return Better(data_train, labels_train)"),
    now=("range(3)", "    return Better(X_fit, y_fit)"),
    recognise=lambda candidate: _deaf(candidate),
)
q.wrong(
    "a lookup table",
    hint="Your model remembers its images and is lost with any other.",
    code="""
class Memory:
    def __init__(self, X, y):
        self.known = {row.tobytes(): label for row, label in zip(X, y)}

    def predict(self, data):
        return np.array([self.known.get(row.tobytes(), 0) for row in data])


def train_better(data_train, labels_train):
    return Memory(data_train, labels_train)
""",
)
q.wrong(
    "the labels shuffled",
    hint="The model learns its own images, at best, and guesses on others. Do rows and labels stay "
    "together on the way into the training?",
    was=("minibatches((data", "labels_train, 50"),
    now=("minibatches((data", "rng.permutation(labels_train), 50"),
)
q.equivalent(
    "any training will do that reads 0.65 of the images that were never shown",
    was="rng = np.random.default_rng(0)",
    now=["rng = np.random.default_rng(1)"],
)
q.equivalent(
    "any training will do that reads 0.65 of the images that were never shown",
    was="mean, deviation = data_train.mean(axis=0), data_train.std()",
    now=["mean, deviation = data_train.mean(), data_train.std()"],
)
q.equivalent(
    "any training will do that reads 0.65 of the images that were never shown",
    was="network = MLP([data_train.shape[1], 80, 10], rng, weight_decay=0.005)",
    now=[
        "network = MLP([data_train.shape[1], 80, 10], rng)",
        "network = MLP([data_train.shape[1], 10, 80], rng, weight_decay=0.005)",
        "network = MLP([data_train.shape[1], 81, 10], rng, weight_decay=0.005)",
        "network = MLP([data_train.shape[1], 79, 10], rng, weight_decay=0.005)",
        "network = MLP([data_train.shape[1], 80, 11], rng, weight_decay=0.005)",
        "network = MLP([data_train.shape[1], 80, 10], rng, weight_decay=-0.005)",
    ],
)
q.equivalent(
    "any training will do that reads 0.65 of the images that were never shown",
    was="for _ in range(12):",
    now=["for _ in range(1, 12):", "for _ in range(13):", "for _ in range(11):"],
)
q.equivalent(
    "any training will do that reads 0.65 of the images that were never shown",
    was="for X, y in minibatches((data_train - mean) / deviation, labels_train, 50, rng):",
    now=[
        "for X, y in minibatches((data_train - mean) / deviation, labels_train, 51, rng):",
        "for X, y in minibatches((data_train - mean) / deviation, labels_train, 49, rng):",
    ],
)
q.equivalent(
    "who beats the other network is right, by whatever steps",
    was="optimiser.step(network.W + network.b, dW + db)",
    now=[
        "optimiser.step(network.W, dW + db)",
        "optimiser.step(network.W + network.b, dW)",
    ],
)
q.hints(
    "Which of the four is missing most in run_scaled_mlp: ReLU, mini-batches, momentum or weight "
    "decay? Put them together and try on the validation part.",
    "Scale with the mean and the deviation of the training part, as before, and make an MLP with "
    "about a hundred hidden neurons and a Momentum. Two loops: over epochs, and over the "
    "mini-batches of each.",
    "In the inner loop take the gradients of the mini-batch and hand the optimiser all arrays of "
    "the network and all slopes, in the same order. A learning rate of some hundredths and fifteen "
    "epochs do. Wrap the network with its scaling at the end.",
)


def _answers(candidate, flip=False):
    """Train on a hundred images, perhaps under swapped labels; return the answers for them."""
    (X, y), _ = drawn(100, 10, 12)
    labels = 9 - y if flip else y
    model = candidate.train_better(X, labels)
    model = model[0] if isinstance(model, tuple) else model
    return X, labels, model


def _deaf(candidate):
    """Return whether the model answers the same whatever the labels are."""
    X, _, first = _answers(candidate)
    _, _, second = _answers(candidate, flip=True)
    answers = [np.ravel(model.predict(X)) for model in (first, second)]
    return len(answers[0]) == len(X) and np.array_equal(*answers)


def _scaled_would_do(candidate):
    """Return whether it knows its images when they are scaled, and not as they are."""
    X, labels, model = _answers(candidate)
    scaled = (X - X.mean(axis=0)) / X.std()
    found = [np.mean(np.ravel(model.predict(data)) == labels) for data in (scaled, X)]
    return found[0] > 0.9 > 0.6 > found[1]
