"""q10_keras: the NumPy network in Keras."""

import numpy as np

from viva.exam import Question, check

from .keras_models import PARTS, DenseModel
from .shared import some_labels

q = Question("q10_keras")


@q.reference
def build_model(d_in, d_hidden, d_out, learning_rate, momentum):
    return DenseModel(d_in, d_hidden, d_out, learning_rate, momentum)


MISFIT = (
    "The weights of the model do not have the shapes of two Dense layers with biases, from d_in to "
    "d_hidden and from d_hidden to d_out."
)


def has_weights(count):
    """Return what recognises a model by how many arrays of weights it has."""
    return lambda candidate: (
        len(candidate.keras_shapes(candidate.build_model(4, 5, 3, 0.1, 0.5), 4)) == count
    )


def asked(candidate, rng, sizes, n, rate, momentum, n_steps):
    """Return probabilities and loss of given weights, and the weights after some steps."""
    d_in, d_hidden, d_out = sizes
    shapes = [(d_in, d_hidden), (d_hidden,), (d_hidden, d_out), (d_out,)]
    model = candidate.build_model(d_in, d_hidden, d_out, rate, momentum)
    found = [tuple(shape) for shape in candidate.keras_shapes(model, d_in)]
    check(found == shapes, MISFIT)
    arrays = [(0.8 * rng.normal(size=shape)).astype(np.float32) for shape in shapes]
    X = rng.normal(size=(n, d_in)).astype(np.float32)
    return candidate.keras_steps(model, arrays, X, some_labels(rng, n, d_out), n_steps)


SETTINGS = (((5, 4, 3), 7, 0.5, 0.9, 1), ((4, 6, 5), 8, 0.2, 0.8, 3), ((3, 5, 2), 6, 0.3, 0.5, 4))


@q.case("probabilities and loss for given weights", rtol=1e-5, atol=1e-5)
def forward(candidate, rng):
    found = {}
    for k, setting in enumerate(SETTINGS, start=1):
        P, loss, _ = asked(candidate, rng, *setting)
        found |= {f"probabilities of network {k}": P, f"loss of network {k}": loss}
    return found


@q.case("weights after steps with momentum", rtol=1e-4, atol=1e-5)
def steps(candidate, rng):
    found = {}
    for setting in SETTINGS:
        *_, weights = asked(candidate, rng, *setting)
        n = setting[-1]
        told = f"after {n} step{'s' * (n > 1)}"
        found |= {f"{name} {told}": w for name, w in zip(PARTS, weights, strict=True)}
    return found


q.equivalent(
    "without an Input the model is built when it first sees data",
    was='model = keras.Sequential([\n    keras.Input((d_in,)),\n    keras.layers.Dense(d_hidden, activation="sigmoid"),\n    keras.layers.Dense(d_out, activation="softmax"),\n])',
    now=[
        'model = keras.Sequential([keras.layers.Dense(d_hidden, activation="sigmoid"), keras.layers.Dense(d_out, activation="softmax")])',
    ],
)
q.right(
    "a sequence",
    code="""
def build_model(d_in, d_hidden, d_out, learning_rate, momentum):
    model = keras.Sequential([
        keras.Input((d_in,)),
        keras.layers.Dense(d_hidden, activation="sigmoid"),
        keras.layers.Dense(d_out, activation="softmax"),
    ])
    optimiser = keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum)
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy")
    return model
""",
)
q.right(
    "the functional way, with a metric",
    code="""
def build_model(d_in, d_hidden, d_out, learning_rate, momentum):
    inputs = keras.Input(shape=(d_in,))
    hidden = keras.layers.Activation("sigmoid")(keras.layers.Dense(d_hidden)(inputs))
    outputs = keras.layers.Softmax()(keras.layers.Dense(d_out)(hidden))
    model = keras.Model(inputs, outputs)
    model.compile(
        keras.optimizers.SGD(learning_rate, momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return model
""",
)
q.right(
    "layers added one by one",
    code="""
def build_model(d_in, d_hidden, d_out, learning_rate, momentum):
    from keras.layers import Dense

    model = keras.models.Sequential()
    model.add(Dense(d_hidden, "sigmoid"))
    model.add(Dense(d_out, activation=keras.activations.softmax))
    sgd = keras.optimizers.SGD(learning_rate)
    sgd.momentum = momentum
    sgd = keras.optimizers.SGD.from_config({**sgd.get_config(), "momentum": momentum})
    model.compile(loss=keras.losses.sparse_categorical_crossentropy, optimizer=sgd)
    return model
""",
)
q.wrong(
    "ReLU in the hidden layer",
    hint="The hidden layer has ReLU. The network of 04 has the sigmoid there.",
    was='activation="sigmoid"',
    now='activation="relu"',
)
q.wrong(
    "tanh in the hidden layer",
    hint="The hidden layer has tanh. The network of 04 has the sigmoid there.",
    was='activation="sigmoid"',
    now='activation="tanh"',
)
q.wrong(
    "no activation in the hidden layer",
    hint="The hidden layer has no activation: Dense has none unless it is told.",
    was='d_hidden, activation="sigmoid"',
    now="d_hidden",
)
q.wrong(
    "logits at the output",
    hint="The rows of the output do not add up to 1: the last layer gives scores. The text asks for probabilities.",
    was='d_out, activation="softmax"',
    now="d_out",
)
q.wrong(
    "sigmoids at the output",
    hint="Each output is a sigmoid of its own, so that the rows do not add up to 1. Which activation makes one distribution of them?",
    was='d_out, activation="softmax"',
    now='d_out, activation="sigmoid"',
)
q.wrong(
    "the loss for one-hot labels",
    hint="The loss expects one-hot rows, and the labels are whole numbers. Keras has a loss for those, whose name begins with sparse.",
    was='loss="sparse_categorical_crossentropy"',
    now='loss="categorical_crossentropy"',
)
q.wrong(
    "the loss takes the softmax once more",
    hint="The probabilities are right and the loss is not: it has been told that they are logits, and takes the softmax again.",
    was='loss="sparse_categorical_crossentropy"',
    now="loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)",
)
q.wrong(
    "no momentum",
    hint="The first step is right and the later ones are too short: the optimiser is not told the momentum.",
    was=", momentum=momentum)",
    now=")",
)
q.wrong(
    "Nesterov's momentum",
    hint="Your momentum looks ahead, as Nesterov's does. The text has the plain one.",
    was=", momentum=momentum)",
    now=", momentum=momentum, nesterov=True)",
)
q.wrong(
    "Keras's own learning rate",
    hint="All steps have the length of a learning rate of 0.01, which is Keras's own: where does the argument go?",
    was="SGD(learning_rate=learning_rate, momentum",
    now="SGD(momentum",
)
q.wrong(
    "Adam",
    hint="All weights move by the same length, which is the way of Adam. SGD is asked for.",
    was="keras.optimizers.SGD(learning_rate=learning_rate, momentum=momentum)",
    now="keras.optimizers.Adam(learning_rate)",
)
q.wrong(
    "no bias",
    hint="The model has fewer weights than the text says: both layers have a bias.",
    was=('d_hidden, activation="sigmoid"', 'd_out, activation="softmax"'),
    now=(
        'd_hidden, activation="sigmoid", use_bias=False',
        'd_out, activation="softmax", use_bias=False',
    ),
    recognise=has_weights(2),
)
q.wrong(
    "a second hidden layer",
    hint="The model has more weights than the text says. One hidden layer, and one for the output.",
    was='        keras.layers.Dense(d_out, activation="softmax"),\n',
    now='        keras.layers.Dense(d_hidden, activation="sigmoid"),\n        keras.layers.Dense(d_out, activation="softmax"),\n',
    recognise=has_weights(6),
)
q.wrong(
    "not compiled",
    hint="The model cannot be trained: nobody has told it which loss and which optimiser to take. That is what `compile` does.",
    was='    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy")\n',
    now="",
)
q.wrong(
    "nothing is returned",
    hint="build_model returns None. Is a `return` missing?",
    was="    return model\n",
    now="",
)
q.hints(
    "What does Keras call a layer in which every neuron sees every input, and what does the last one need so that its numbers add up to 1?",
    "Two Dense layers in a Sequential model: the sigmoid in the first, the softmax in the second. compile takes an SGD optimiser, which takes both numbers, and the name of a loss.",
    "The loss for labels that are whole numbers is called like the categorical cross-entropy, with the word sparse in front. Begin the model with an Input of the number of pixels, and return it compiled.",
)
