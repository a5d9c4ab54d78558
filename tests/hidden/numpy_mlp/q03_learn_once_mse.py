"""q03_learn_once_mse: one step of gradient descent on the squares."""

from viva.exam import Question

from .q02_mse_gradients import mse_gradients
from .shared import some_weights, steps_of

q = Question("q03_learn_once_mse")


@q.reference
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, dw1, db1, dw2, db2 = mse_gradients(w1, b1, w2, b2, data, targets)
    new_w1 = w1 - learning_rate * dw1
    new_b1 = b1 - learning_rate * db1
    new_w2 = w2 - learning_rate * dw2
    new_b2 = b2 - learning_rate * db2
    return new_w1, new_b1, new_w2, new_b2, loss


def mse_steps(candidate, rng, n, d_in, d_h, d_out, learning_rate):
    weights = some_weights(rng, d_in, d_h, d_out)
    data, targets = rng.normal(size=(n, d_in)), rng.uniform(size=(n, d_out))
    return steps_of(candidate.learn_once_mse, weights, data, targets, learning_rate, 5)


@q.case("five steps, all sizes different")
def mse_five(candidate, rng):
    return mse_steps(candidate, rng, 6, 3, 5, 4, 0.7)


@q.case("five large steps")
def mse_large(candidate, rng):
    return mse_steps(candidate, rng, 3, 2, 4, 5, 4.0)


q.right(
    "in place",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, dw1, db1, dw2, db2 = mse_gradients(w1, b1, w2, b2, data, targets)
    w1 -= learning_rate * dw1
    b1 -= learning_rate * db1
    w2 -= learning_rate * dw2
    b2 -= learning_rate * db2
    return w1, b1, w2, b2, loss
""",
)
q.right(
    "all four in a comprehension",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    loss, *slopes = mse_gradients(w1, b1, w2, b2, data, targets)
    moved = [old - learning_rate * slope for old, slope in zip((w1, b1, w2, b2), slopes)]
    return moved + [float(loss)]
""",
)
q.right(
    "written out, with the hidden outputs returned too",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    a1 = sigmoid(np.dot(data, w1) + b1)
    a2 = sigmoid(np.dot(a1, w2) + b2)
    loss = np.mean(np.square(a2 - targets))
    d_a2 = (2 / targets.size) * (a2 - targets)
    d_z2 = d_a2 * a2 * (1 - a2)
    d_z1 = np.dot(d_z2, w2.T) * a1 * (1 - a1)
    w2 = w2 - learning_rate * np.dot(a1.T, d_z2)
    b2 = b2 - learning_rate * np.sum(d_z2, axis=0, keepdims=True)
    w1 = w1 - learning_rate * np.dot(data.T, d_z1)
    b1 = b1 - learning_rate * np.sum(d_z1, axis=0, keepdims=True)
    return w1, b1, w2, b2, loss, a1
""",
)
q.wrong(
    "uphill",
    hint="The loss grows from step to step. You want to go against the slope: which sign is that?",
    was=" - learning_rate",
    now=" + learning_rate",
)
q.wrong(
    "the loss after the step",
    hint="The weights are right; the loss is that of the new weights. The text asks for the loss of the weights that came in.",
    was="    return",
    now="    loss = mse_gradients(new_w1, new_b1, new_w2, new_b2, data, targets)[0]\n    return",
)
q.wrong(
    "sizes fixed to the example",
    hint="Your step fits the sizes of the example, one sample and two outputs, and no others. "
    "Take N and the number of outputs from the arrays.",
    was="    new_w1",
    now="    dw1, db1, dw2, db2 = (slope * targets.size / 2 for slope in (dw1, db1, dw2, db2))\n    new_w1",
)
q.wrong(
    "biases grown to one row for each sample",
    hint="A bias has become a matrix with a row for each sample: NumPy has broadcast it against slopes that nobody has summed.",
    code="""
def learn_once_mse(w1, b1, w2, b2, data, targets, learning_rate):
    a1 = sigmoid(data @ w1 + b1)
    a2 = sigmoid(a1 @ w2 + b2)
    loss = np.mean((a2 - targets) ** 2)
    delta2 = 2 * (a2 - targets) / targets.size * a2 * (1 - a2)
    delta1 = delta2 @ w2.T * a1 * (1 - a1)
    w1, w2 = w1 - learning_rate * data.T @ delta1, w2 - learning_rate * a1.T @ delta2
    return w1, b1 - learning_rate * delta1, w2, b2 - learning_rate * delta2, loss
""",
)
q.wrong(
    "the biases stay",
    hint="The weights move, the biases do not. They have slopes of their own.",
    was=("b1 - learning_rate * db1", "b2 - learning_rate * db2"),
    now=("b1", "b2"),
)
q.wrong(
    "only the second layer learns",
    hint="w1 and b1 come back as they were. Both layers take the step.",
    was=("w1 - learning_rate * dw1", "b1 - learning_rate * db1"),
    now=("w1", "b1"),
)
q.wrong(
    "the first layer's slopes from the new second layer",
    hint="w2 and b2 are right after the first step, w1 and b1 are not: their slopes were computed "
    "when w2 had already moved. All four belong to the old weights.",
    was="    new_w1 =",
    now="    _, dw1, db1, _, _ = mse_gradients(w1, b1, w2 - learning_rate * dw2, b2 - learning_rate * db2, data, targets)\n    new_w1 =",
)
q.wrong(
    "a learning rate of its own",
    hint="Your step is equally long whatever the learning rate. Is there a number in your code where the argument should stand?",
    was="    loss, dw1",
    now="    learning_rate = 0.1\n    loss, dw1",
)
q.wrong(
    "the step divided by N",
    hint="Your step is too short by the number of samples. The mean is in the slopes already.",
    was="    new_w1",
    now="    learning_rate = learning_rate / len(data)\n    new_w1",
)
q.wrong(
    "the slopes instead of the weights",
    hint="You return the slopes. What is asked for are the weights after the step.",
    was="return new_w1, new_b1, new_w2, new_b2,",
    now="return dw1, db1, dw2, db2,",
)
q.wrong(
    "the loss comes first",
    hint="The loss stands before the weights in what you return. In this function it comes last.",
    was="return new_w1, new_b1, new_w2, new_b2, loss",
    now="return loss, new_w1, new_b1, new_w2, new_b2",
)
q.wrong(
    "the weights that came in",
    hint="The weights come back unchanged. `w = w - ...` makes a new array: is it the one that you return?",
    was="return new_w1, new_b1, new_w2, new_b2,",
    now="return w1, b1, w2, b2,",
)
q.wrong(
    "only the step itself",
    hint="You return how far the weights move, with its sign. Where are the weights that this is added to?",
    was=("w1 - learning_rate", "b1 - learning_rate", "w2 - learning_rate", "b2 - learning_rate"),
    now=("-learning_rate", "-learning_rate", "-learning_rate", "-learning_rate"),
)
q.wrong(
    "a bias changed in place by a row",
    hint="`b1 -= ...` fails: the slope of b1 has two axes, (1, d_h), as keepdims=True leaves it, and "
    "b1 has one. Give the slope the shape of its bias, or make a new array.",
    was="    b1 -= learning_rate * db1\n",
    now="    b1 -= learning_rate * np.reshape(db1, (1, -1))\n",
)
q.wrong(
    "the gradients taken off without the learning rate",
    hint="The whole gradient is taken off each array. The learning rate is missing from the step.",
    was=" - learning_rate * ",
    now=" - ",
)
q.hints(
    "Which function gives you the loss and all four gradients? What is left to do?",
    "Call it once, with the arrays as they came in. Then each array loses the learning rate times its own gradient.",
    "Return the four new arrays in the order of the text, and as the fifth the loss that the call gave you, that of the old weights. Make new arrays instead of changing the ones you were given.",
)
