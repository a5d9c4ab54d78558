"""q07_loss_i: the cross-entropy of one point."""

import numpy as np

from viva.exam import Question

from .shared import a_point, as_label, at_most_ten, first_return_value, number

q = Question("q07_loss_i")


@q.reference
def loss_i(w, x_i, y_i):
    z = float(np.dot(w, x_i))
    # ln(1 + e^z) - y z: the same loss, which is infinite for no z.
    return np.logaddexp(0, z) - number(y_i) * z


q.equivalent(
    "the dot product of two vectors is the same in either order",
    was="p = sigmoid(np.dot(w, x_i))",
    now="p = sigmoid(np.dot(x_i, w))",
)


def losses_of_points(candidate, rng, sizes):
    found = {}
    for k, d in enumerate(sizes):
        w, x = a_point(rng, d)
        for label in (0, 1):
            name, kind = as_label(len(found), label)
            found[f"point {k + 1}, {name}"] = first_return_value(candidate.loss_i(w, x, kind))
    for d, label in ((3, 0), (4, 1)):
        w, x = a_point(rng, d, 30, 30)
        # z = w·x points to the other class.
        w = w * np.sign(w @ x) * (1 - 2 * label)
        loss = first_return_value(candidate.loss_i(w, x, label))
        found[f"far on the wrong side, label {label}"] = at_most_ten(loss)
    return found


@q.case("both labels, and a point far on the wrong side", rtol=1e-4, atol=1e-4)
def three_weights(candidate, rng):
    return losses_of_points(candidate, rng, (3, 3, 3, 3))


@q.case("other numbers of weights", rtol=1e-4, atol=1e-4)
def other_sizes(candidate, rng):
    return losses_of_points(candidate, rng, (2, 5, 4, 1))


q.right(
    "as in the formula",
    code="""
def loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    loss = -y_i * np.log(p) - (1 - y_i) * np.log(1 - p)
    return loss
""",
)
q.right(
    "a branch for each label",
    code="""
def loss_i(w, x_i, y_i):
    p = sigmoid(np.dot(w, x_i))
    if y_i == 1:
        return -np.log(p)
    return -np.log(1 - p)
""",
)
q.right(
    "the probability of the true class",
    code="""
def loss_i(weights, point, label):
    sign = 2 * label - 1
    return -np.log(sigmoid(sign * np.sum(weights * point)))
""",
)
q.right(
    "kept away from 0 and 1",
    code="""
def loss_i(w, x_i, y_i):
    p = np.clip(sigmoid(w @ x_i), 1e-7, 1 - 1e-7)
    return float(np.squeeze(-(y_i * np.log(p) + (1 - y_i) * np.log(1 - p))))
""",
)
q.right(
    "something tiny in the logarithm, a loop for the product",
    code="""
def loss_i(w, x_i, y_i):
    import math

    z = 0
    for j in range(len(w)):
        z += w[j] * x_i[j]
    p = sigmoid(z)
    y = int(np.asarray(y_i).item())
    return -math.log((p if y else 1 - p) + 1e-10)
""",
)
q.right(
    "ln(1 + e^z) - y z",
    code="""
def loss_i(w, x_i, y_i):
    z = np.inner(w, x_i)
    return np.log1p(np.exp(z)) - y_i * z
""",
)
q.right(
    "an array of one entry, with the probability behind",
    code="""
def loss_i(w, x_i, y_i):
    p = sigmoid(np.reshape(x_i, (1, -1)) @ np.reshape(w, (-1, 1)))
    return np.where(np.asarray(y_i) == 1, -np.log(p), -np.log1p(-p)), p
""",
)

q.wrong(
    "the sign",
    hint="Your losses are negative. The logarithm of a probability is negative, so what has to "
    "stand in front of it?",
    was="return loss",
    now="return -loss",
)
q.wrong(
    "the decimal logarithm",
    hint="Your losses are too small by the factor ln 10: log10 is not the natural logarithm.",
    was="np.log(",
    now="np.log10(",
)
q.wrong(
    "the logarithm to base 2",
    hint="Your losses are in bits. ln is the natural logarithm, which NumPy calls np.log.",
    was="np.log(",
    now="np.log2(",
)
q.wrong(
    "only the term of label 1",
    hint="With label 1 all is right, with label 0 your loss is always 0. Which term is missing?",
    was="return loss",
    now="return -y_i * np.log(p)",
)
q.wrong(
    "label 1 taken for every point",
    hint="You take -ln p whatever the label is. That is right for one of the two classes.",
    was="return loss",
    now="return -np.log(p)",
)
q.wrong(
    "label 0 taken for every point",
    hint="You take -ln(1 - p) whatever the label is. Where does y come in?",
    was="return loss",
    now="return -np.log(1 - p)",
)
q.wrong(
    "the squared error",
    hint="This is a squared difference. Cross-entropy is made of logarithms.",
    was="return loss",
    now="return (p - y_i) ** 2",
)
q.wrong(
    "the absolute error",
    hint="This is how far the probability is from the label. Its logarithm is missing.",
    was="return loss",
    now="return abs(p - y_i)",
)
q.wrong(
    "labels and probabilities swapped",
    hint="You take the logarithm of the label and weigh it with the probability. It is the other "
    "way round: 0 and 1 have no useful logarithms.",
    was="return loss",
    now="return -p * np.log(y_i + 1e-9) - (1 - p) * np.log(1 - y_i + 1e-9)",
)
q.wrong(
    "the labels the other way round",
    hint="Points of class 1 pay what points of class 0 should, and the other way round. Is p the "
    "probability of class 1?",
    was="return loss",
    now="return -(1 - y_i) * np.log(p) - y_i * np.log(1 - p)",
)
q.wrong(
    "a plus between the terms",
    hint="The two terms have different signs. Both logarithms are negative, so both need a minus.",
    was=" - (1 - y_i)",
    now=" + (1 - y_i)",
)
q.wrong(
    "ln p in both terms",
    hint="ln p stands in both terms. What is the probability of class 0?",
    was="np.log(1 - p)",
    now="np.log(p)",
)
q.wrong(
    "the entropy",
    hint="Your loss does not depend on the label: it is the entropy of p alone.",
    was="return loss",
    now="return -p * np.log(p) - (1 - p) * np.log(1 - p)",
)
q.wrong(
    "the probability instead of its logarithm",
    hint="This is the probability of the true class. How much does the model pay for it?",
    was="return loss",
    now="return y_i * p + (1 - y_i) * (1 - p)",
)
q.wrong(
    "no sigmoid",
    hint="w·x goes straight into the logarithm, and some of your losses are nan. What turns it "
    "into a probability?",
    was="sigmoid(np.dot(w, x_i))",
    now="np.dot(w, x_i)",
)
q.wrong(
    "labels -1 and +1",
    hint="This formula is for labels -1 and +1. Here they are 0 and 1: with label 0 you always get "
    "ln 2.",
    was="return loss",
    now="return np.logaddexp(0, -y_i * np.dot(w, x_i))",
)
q.wrong(
    "the mean over the entries of x",
    hint="The scalar product is divided by the number of entries. w·x is a sum.",
    was="sigmoid(np.dot(w, x_i))",
    now="sigmoid(np.mean(w * x_i))",
)
q.wrong(
    "not added up",
    hint="Your loss has as many entries as the point: w and x are multiplied entry by entry, but "
    "not added up.",
    was="sigmoid(np.dot(w, x_i))",
    now="sigmoid(w * x_i)",
)
q.wrong(
    "the first weight left out",
    hint="The first weight has no effect. The 1 is already in front of the point, and w0 belongs "
    "to it.",
    was="sigmoid(np.dot(w, x_i))",
    now="sigmoid(np.dot(w[1:], x_i[1:]))",
)
q.wrong(
    "a second 1 in front of the point",
    hint="You put a 1 in front of x_i, but it is there already, and then w is too short.",
    was="sigmoid(np.dot(w, x_i))",
    now="sigmoid(np.dot(w, np.concatenate(([1.0], x_i))))",
)
q.wrong(
    "kept too far from 0 and 1",
    hint="Losses come out too small: your probabilities are kept too far away from 0 and 1. A "
    "millionth is far enough.",
    was="sigmoid(np.dot(w, x_i))",
    now="np.clip(sigmoid(np.dot(w, x_i)), 0.01, 0.99)",
)
q.wrong(
    "infinite far out",
    hint="In the middle all is right, but far on the wrong side your loss is infinite: a "
    "probability was rounded to 0 before its logarithm was taken.",
    was="sigmoid(np.dot(w, x_i))",
    now="np.float32(np.round(sigmoid(np.dot(w, x_i)), 9))",
)
q.wrong(
    "as a percentage",
    hint="Your losses are 100 times too large.",
    was="return loss",
    now="return 100 * loss",
)

q.hints(
    "What is the probability that the model gives to class 1 for this one point? Which of the two terms of the formula is alive when the label is 1?",
    "Compute p from the dot product of weights and point with your sigmoid. Then write down both terms of the formula; the label switches one of them off by itself.",
    "Use the natural logarithm, `np.log`. Mind the two minus signs, and that the second term belongs to one minus p. If p can reach exactly 0 or 1 in your code, keep it a tiny bit away from both.",
)
