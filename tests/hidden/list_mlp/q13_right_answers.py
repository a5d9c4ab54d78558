"""Right answers to q13_train_model, written as different students would."""

PART_BY_PART = """
PARTS = ("W1", "b1", "W2", "b2")


def as_lists(model):
    return {key: model[key].tolist() for key in PARTS}


def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    model = {key: np.array(model[key], dtype=float) for key in PARTS}
    for _ in range(num_epochs):
        slopes = gradients(as_lists(model), X, y)
        for key in PARTS:
            model[key] = model[key] - learning_rate * np.array(slopes["d" + key])
    return as_lists(model)
"""

IN_PLACE = """
def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    for epoch in range(num_epochs):
        grads = gradients(model, X, y)
        for name in ("W1", "W2"):
            for i in range(len(model[name])):
                for j in range(len(model[name][i])):
                    model[name][i][j] -= learning_rate * grads["d" + name][i][j]
        for name in ("b1", "b2"):
            for j in range(len(model[name])):
                model[name][j] -= learning_rate * grads["d" + name][j]
        if print_loss:
            print(epoch, summed_cross_entropy(model, X, y))
    return model
"""

DEEP_COPY = """
from copy import deepcopy


def move(weights, slopes, rate):
    if isinstance(weights, list):
        return [move(w, s, rate) for w, s in zip(weights, slopes)]
    return weights - rate * slopes


def train_model(model, X, y, learning_rate, num_epochs=1, print_loss=False):
    trained = deepcopy(model)
    losses = []
    while len(losses) < num_epochs:
        slopes = gradients(trained, X, y)
        trained = {key: move(trained[key], slopes["d" + key], learning_rate) for key in trained}
        losses.append(None)
        if print_loss and len(losses) % 100 == 0:
            print(summed_cross_entropy(trained, X, y))
    return trained, losses
"""
