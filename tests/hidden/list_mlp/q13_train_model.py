"""q13_train_model: gradient descent, epoch by epoch."""

import numpy as np

from viva.compare.difference import same
from viva.exam import Pair, Question, check

from .q10_forward_function import forward_function
from .q12_gradients import gradients
from .q13_mistakes import MISTAKES, returns_losses
from .q13_right_answers import DEEP_COPY, IN_PLACE, PART_BY_PART
from .shared import SIZES, WEIGHTS, a_model, first_return_value, moons
from .slopes import climbing, settled, slope_inputs

q = Question("q13_train_model")


@q.reference
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in WEIGHTS}
    for _ in range(num_epochs):
        slopes = gradients(model, X, y)
        model = {key: model[key] - learning_rate * np.array(slopes[f"d{key}"]) for key in WEIGHTS}
    return {key: model[key].tolist() for key in WEIGHTS}


EARLY = (
    "The weights are those of fewer than `num_epochs` epochs, where the loss is small from the start "
    "or where it grows. Does a loss end your loop, or choose which weights are kept? It may be "
    "printed; how many epochs there are is asked for."
)


def train(candidate, rng, inputs, learning_rate, *num_epochs):
    """Train some epochs; if that is right, train where a loss may tempt one to stop as well."""
    found = tuple(
        first_return_value(candidate.train_model(*inputs, learning_rate, n)) for n in num_epochs
    )
    right = tuple(train_model(*inputs, learning_rate, n) for n in num_epochs)
    if not same(found, right, lists=True):
        return Pair(found, right)
    for inputs, rate in (settled(rng), climbing(rng)):
        stages = [train_model(*inputs, rate, n) for n in range(5)]
        trained = first_return_value(candidate.train_model(*inputs, rate, 4))
        check(not any(same(trained, stage) for stage in stages[:4]), EARLY)
        found, right = (*found, trained), (*right, stages[4])
    return Pair(found, right)


@q.case("one epoch and five epochs on 40 points", weight=2)
def forty_points(candidate, rng):
    return train(candidate, rng, slope_inputs(rng, 40, 2, 10, 2), 0.01, 1, 5)


@q.case("three classes, all sizes different")
def three_classes(candidate, rng):
    return train(candidate, rng, slope_inputs(rng, 11, 4, 5, 3), 0.05, 1, 4)


@q.case("with print_loss=True", weight=0.5)
def printing(candidate, rng):
    inputs = slope_inputs(rng, 9, 3, 4, 2)
    return first_return_value(candidate.train_model(*inputs, 0.02, 12, print_loss=True))


@q.case("200 epochs on new moons", weight=0.5, rtol=1e-3, atol=1e-4, seconds=60, diagnose=False)
def new_moons(candidate, rng):
    X, y = moons(seed=6, n=150)
    model = {key: (np.array(part) / 3).tolist() for key, part in a_model(rng, **SIZES).items()}
    trained = first_return_value(candidate.train_model(model, X.tolist(), y.tolist(), 0.05, 200))
    P = forward_function(X, *(trained[key] for key in WEIGHTS))
    check(
        np.mean(np.argmax(P, axis=1) == y) >= 0.95,
        "After 200 epochs on the moons the accuracy is still below 0.95.",
    )
    return trained


q.right("epoch by epoch, part by part", code=PART_BY_PART)
q.right("changes the model in place", code=IN_PLACE)
q.right("a deep copy, a while loop, and the losses as well", code=DEEP_COPY)
q.wrong(
    "stops when the loss is small",
    hint=EARLY,
    was='learning_rate * np.array(slopes["d" + key])\n',
    now='learning_rate * np.array(slopes["d" + key])\n'
    "        if summed_cross_entropy(as_lists(model), X, y) < 1:\n            break\n",
)
q.wrong(
    "ascent",
    hint="The weights move along the slope, so the loss grows. In which direction does it fall?",
    was="= model[key] - learning_rate ",
    now="= model[key] + learning_rate ",
)
q.wrong(
    "biases never updated",
    hint="The biases are still those of the start. They learn as the weights do.",
    was="for key in PARTS:\n",
    now='for key in ("W1", "W2"):\n',
)
q.wrong(
    "only W2 and b2 learn",
    hint="W1 and b1 are still those of the start. The hidden layer learns, too.",
    was="for key in PARTS:\n",
    now='for key in ("W2", "b2"):\n',
)
q.wrong(
    "gradients of the already updated W2",
    hint="W2 and b2 are right after one epoch, W1 and b1 are not: their gradients are taken after "
    "W2 has moved. Compute all four before you change anything.",
    code="""
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for layer in ("2", "1"):
            slopes = gradients({key: model[key].tolist() for key in model}, X, y)
            for key in ("W" + layer, "b" + layer):
                model[key] = model[key] - learning_rate * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "one epoch too few",
    hint="The weights are those of one epoch less. How many values does range(1, num_epochs) have?",
    was="PARTS}\n    for _ in range(num_epochs):\n  ",
    now="PARTS}\n    for _ in range(1, num_epochs):\n  ",
)
q.wrong(
    "one epoch too many",
    hint="The weights are those of one epoch more. How many values has range(num_epochs + 1)?",
    was="PARTS}\n    for _ in range(num_epochs):\n  ",
    now="PARTS}\n    for _ in range(num_epochs + 1):\n  ",
)
q.wrong(
    "a single epoch",
    hint="After five epochs the weights are those after one. Where does the `return` stand, inside"
    " the loop or behind it?",
    was="    return as_lists(model)\n",
    now="        return as_lists(model)\n",
)
q.wrong(
    "the gradient computed once",
    hint="One epoch is right, five are not: the same gradient is used each time. The weights have "
    "moved since, and so has the slope.",
    code="""
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    slopes = gradients({key: model[key].tolist() for key in model}, X, y)
    for _ in range(num_epochs):
        for key in model:
            model[key] = model[key] - learning_rate * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "returns None",
    hint="train_model returns None. The model has been trained, but who gets it?",
    was="    return as_lists(model)\n",
    now="    as_lists(model)\n",
)
q.wrong(
    "trains on the notebook's X and y",
    hint="The model is trained on the notebook's 300 moons, whatever points are passed. Do the "
    "names in your function match those in its first line?",
    was="PARTS}\n\n\ndef train_model(model, X, y, learning_rate, num_epochs",
    now="PARTS}\n\n\ndef train_model(model, data, labels, learning_rate, num_epochs",
)
q.wrong(
    "the notebook's learning rate",
    hint="The steps have the size of the notebook's learning rate, whatever rate is passed. Which "
    "name does your function use for it?",
    was="PARTS}\n\n\ndef train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False",
    now="PARTS}\n\n\ndef train_model(model, X, y, rate, num_epochs=1, print_loss=False",
)
q.wrong(
    "starts from a new model",
    hint="The training starts from a model of its own, not from the one that it is given. What "
    "happens to the first argument?",
    was="\n"
    "def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):\n"
    "    model = {key: np.array(model[key],",
    now="\n"
    "def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):\n"
    '    b1, b2 = model["b1"], model["b2"]\n'
    "    model = init_model(len(X[0]), len(b1), len(b2))\n"
    "    model = {key: np.array(model[key],",
)
q.wrong(
    "the mean gradient",
    hint="Each step is divided by the number of samples. The text asks for the summed gradient.",
    was='np.array(slopes["d" + key])',
    now='np.array(slopes["d" + key]) / len(X)',
)
q.wrong(
    "a step after every sample",
    hint="The weights move after every single sample. One epoch here is one step, with the "
    "gradient of all samples.",
    code="""
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in ("W1", "b1", "W2", "b2")}
    for _ in range(num_epochs):
        for x, label in zip(X, y):
            slopes = gradients({key: model[key].tolist() for key in model}, [x], [label])
            for key in model:
                model[key] = model[key] - learning_rate * np.array(slopes["d" + key])
    return {key: model[key].tolist() for key in model}
""",
)
q.wrong(
    "the old model is returned",
    hint="The weights that you return are those that came in. The trained ones are in another "
    "model, or were never put back.",
    was=("    return as_lists(model)\n", "    for _ in range"),
    now=("    return as_lists(before)\n", "    before = dict(model)\n    for _ in range"),
)
q.wrong(
    "the losses instead of the model",
    hint="You return a list of losses, or return it first. The trained model comes first; whatever"
    " follows it is up to you.",
    was=("    return as_lists(model)\n", "    for _ in range", "        slopes ="),
    now=(
        "    return losses\n",
        "    losses = []\n    for _ in range",
        "        losses.append(summed_cross_entropy(model, X, y))\n        slopes =",
    ),
    recognise=returns_losses,
)
q.wrong(
    "one sample in each epoch",
    hint="Each epoch uses one sample. An epoch here is a step with the gradient of all of them.",
    was=("for _ in range", "as_lists(model), X, y)"),
    now=("for epoch in range", "as_lists(model), [X[epoch % len(X)]], [y[epoch % len(X)]])"),
)
q.wrong(
    "arrays of NumPy",
    hint="The weights are right, but they are NumPy arrays. A model is made of plain lists, as "
    "init_model makes it.",
    was="    return as_lists(model)\n",
    now="    return model\n",
)
q.wrong(
    "no learning rate",
    hint="The whole gradient is taken off, without the factor learning_rate.",
    was="= model[key] - learning_rate * np.array(slopes[",
    now="= model[key] - np.array(slopes[",
)
q.equivalent(
    "the gradients are there already, so the order of the updates does not matter",
    was='for key in ("W1", "W2"):',
    now='for key in ("W2", "W1"):',
)
q.equivalent(
    "the gradients are there already, so the order of the updates does not matter",
    was='for key in ("b1", "b2"):',
    now='for key in ("b2", "b1"):',
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.hints(
    "How often is `gradients` called in one epoch, and which weights must it see?",
    "In each epoch compute all four gradients first. Then build new lists: each number of W1,"
    " b1, W2 and b2 less learning_rate times its gradient. Use the arguments of the function, not "
    "names of the notebook.",
    "Matrices need two nested loops over pairs, of rows and then of numbers; biases need one."
    " The gradient of a key has the same key with a d in front. Return the model after the "
    "last epoch, also when there are none.",
)
