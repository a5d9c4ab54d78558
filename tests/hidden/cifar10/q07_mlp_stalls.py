"""q07_mlp_stalls: how many hidden activations lie on the flat parts of the sigmoid."""

import numpy as np

from viva.exam import Question

from .shared import sigmoid

q = Question("q07_mlp_stalls")


@q.reference
def share_saturated(w1, b1, data):
    a1 = sigmoid(np.asarray(data) @ w1 + b1)
    return float(np.mean((a1 < 0.01) | (a1 > 0.99)))


def some_layer(rng, n, d, d_h, width, shift):
    """Draw a layer and samples with saturated activations on both sides, none at the border."""
    while True:
        w1, b1 = rng.normal(0, width, size=(d, d_h)), rng.normal(shift, width, size=d_h)
        data = rng.normal(0.5, 1, size=(n, d))
        # A sigmoid passes 0.99 at 4.5951; one value is a little below, where the slope is already
        # less than 0.01, and none is nearer.
        b1[0] += 4.59 - (data @ w1 + b1)[0, 0]
        z = data @ w1 + b1
        sure = np.min(np.abs(np.abs(z) - 4.5951)) > 0.002
        low, high = np.mean(z < -4.6), np.mean(z > 4.6)
        if sure and 0.05 < min(low, high) and low + high < 0.9 and abs(low - high) > 0.02:
            return w1, b1, data


@q.case("nine images of five numbers, three neurons")
def few_neurons(candidate, rng):
    return candidate.share_saturated(*some_layer(rng, 9, 5, 3, 2.0, 0.7))


@q.case("a bias as a row, more neurons than images")
def bias_as_a_row(candidate, rng):
    w1, b1, data = some_layer(rng, 6, 4, 11, 2.4, -0.8)
    return candidate.share_saturated(w1, b1[None], data)


@q.case("raw pixels")
def raw_pixels(candidate, rng):
    data = rng.integers(0, 256, size=(12, 300)).astype(np.float32)
    w1, b1 = rng.normal(0, 0.004, size=(300, 8)), rng.normal(0, 3, size=8)
    return candidate.share_saturated(w1, b1, data)


q.right(
    "counted on both sides",
    code="""
def share_saturated(w1, b1, data):
    a1 = 1 / (1 + np.exp(-(data @ w1 + b1)))
    low = np.sum(a1 < 0.01)
    high = np.sum(a1 > 0.99)
    return (low + high) / a1.size
""",
)
q.right(
    "by the distance from one half",
    code="""
def share_saturated(w1, b1, data):
    return float((np.abs(sigmoid(np.dot(data, w1) + b1) - 0.5) > 0.49).mean())
""",
)
q.right(
    "before the sigmoid",
    code="""
def share_saturated(w1, b1, data):
    z = data @ w1 + np.ravel(b1)
    return np.count_nonzero(np.abs(z) > np.log(99)) / z.size
""",
)
q.right(
    "a loop over images",
    code="""
def share_saturated(w1, b1, data):
    count, total = 0, 0
    for x in data:
        for a in np.ravel(sigmoid(x @ w1 + b1)):
            count += a < 0.01 or a > 0.99
            total += 1
    return count / total
""",
)
q.wrong(
    "the upper side only",
    hint="Only activations near 1 are counted. A sigmoid is as flat near 0.",
    was="return (low + high) / a1.size",
    now="return high / a1.size",
)
q.wrong(
    "the lower side only",
    hint="Only activations near 0 are counted. A sigmoid is as flat near 1.",
    was="return (low + high) / a1.size",
    now="return low / a1.size",
)
q.wrong(
    "a count",
    hint="This is how many there are. Their share of all activations is asked for.",
    was="return (low + high) / a1.size",
    now="return low + high",
)
q.wrong(
    "percent",
    hint="This is in percent. A share lies between 0 and 1.",
    was="return (low + high) / a1.size",
    now="return 100 * (low + high) / a1.size",
)
q.wrong(
    "for each image",
    hint="You divide by the number of images alone. Each image has an activation for every neuron.",
    was="a1.size",
    now="len(data)",
)
q.wrong(
    "for each neuron",
    hint="You divide by the number of neurons alone. Each neuron has an activation for every image.",
    was="a1.size",
    now="a1.shape[1]",
)
q.wrong(
    "neurons that are always saturated",
    hint="You count neurons that are saturated for all images. Every activation counts for itself.",
    was="    low = np.sum(a1 < 0.01)\n    high = np.sum(a1 > 0.99)\n"
    "    return (low + high) / a1.size\n",
    now="    return np.mean(((a1 < 0.01) | (a1 > 0.99)).all(axis=0))\n",
)
q.wrong(
    "neurons that are ever saturated",
    hint="A neuron counts as soon as one image saturates it. Every activation counts for itself.",
    was="    low = np.sum(a1 < 0.01)\n    high = np.sum(a1 > 0.99)\n"
    "    return (low + high) / a1.size\n",
    now="    return np.mean(((a1 < 0.01) | (a1 > 0.99)).any(axis=0))\n",
)
q.wrong(
    "the bias left out",
    hint="The bias is missing: it moves every activation of a neuron.",
    was="data @ w1 + b1",
    now="data @ w1",
)
q.wrong(
    "before the sigmoid, with its borders",
    hint="The borders 0.01 and 0.99 are applied to the values before the sigmoid. They belong to "
    "what comes out of it.",
    was="1 / (1 + np.exp(-(data @ w1 + b1)))",
    now="data @ w1 + b1",
)
q.wrong(
    "the healthy ones",
    hint="This is the share of the activations that are not saturated.",
    was="return (low + high) / a1.size",
    now="return 1 - (low + high) / a1.size",
)
q.wrong(
    "wider borders",
    hint="Your borders are not those of the text: below 0.01 or above 0.99.",
    was=("a1 < 0.01", "a1 > 0.99"),
    now=("a1 < 0.1", "a1 > 0.9"),
)
q.wrong(
    "a flat slope below 0.01",
    hint="You ask where the slope a(1 - a) is below 0.01. That is nearly the same, not quite: the "
    "text asks for a below 0.01 or above 0.99.",
    was="    low = np.sum(a1 < 0.01)\n    high = np.sum(a1 > 0.99)\n"
    "    return (low + high) / a1.size\n",
    now="    return np.mean(a1 * (1 - a1) < 0.01)\n",
)
q.wrong(
    "tanh",
    hint="You take tanh for the activation. The hidden layer here has the sigmoid.",
    was="1 / (1 + np.exp(-(data @ w1 + b1)))",
    now="np.tanh(data @ w1 + b1)",
)
q.equivalent(
    "no activation is 0.01 or 0.99 to the last digit",
    was="return np.mean((a1 < 0.01) | (a1 > 0.99))",
    now=[
        "return np.mean((a1 <= 0.01) | (a1 > 0.99))",
        "return np.mean((a1 < 0.01) | (a1 >= 0.99))",
    ],
)
q.hints(
    "What does the hidden layer compute from the data, up to and including the sigmoid? Which "
    "shape has it?",
    "Compare the activations with both borders; that gives tables of True and False. How do you "
    "join two of them entry by entry?",
    "Compute the sigmoid of data times w1 plus b1. `|` joins the two comparisons, each in brackets, "
    "and the mean of True and False is a share.",
)
