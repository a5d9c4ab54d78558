"""q10_average_nll: the loss of each image, and of all."""

import numpy as np

from viva.exam import Question

q = Question("q10_average_nll")


@q.reference
def sample_losses(P, y):
    return -np.log(P[np.arange(len(y)), y])


@q.reference
def average_nll(P, y):
    return np.mean(sample_losses(P, y))


def some_probabilities(rng, n, d_output):
    """Draw probabilities and classes, some of them read badly; no probability is 0."""
    P = rng.dirichlet(np.full(d_output, 0.8), size=n) + 1e-6
    P /= P.sum(axis=1, keepdims=True)
    return P, np.where(rng.random(n) < 0.6, P.argmax(axis=1), rng.integers(d_output, size=n))


@q.case("the loss of each sample", rtol=1e-8, atol=1e-12)
def losses_of_samples(candidate, rng):
    return [
        np.ravel(candidate.sample_losses(*some_probabilities(rng, n, d_output)))
        for n, d_output in ((9, 4), (57, 10))
    ]


@q.case("the mean loss", rtol=1e-8, atol=1e-12)
def mean_loss(candidate, rng):
    found = []
    for n, d_output in ((7, 5), (64, 10)):
        value = candidate.average_nll(*some_probabilities(rng, n, d_output))
        found.append(np.ravel(value)[0] if np.size(value) == 1 and value is not None else value)
    return found


q.right(
    "the losses of all rows at once",
    code="""
def sample_losses(P, y):
    return -np.log(P[np.arange(len(y)), y])


def average_nll(P, y):
    losses = -np.log(P[np.arange(len(y)), y])
    return losses.mean()
""",
)
q.right(
    "by a loop",
    code="""
def sample_losses(P, y):
    losses = []
    for row, label in zip(P, y):
        losses.append(float(-np.log(row[label])))
    return losses


def average_nll(P, y):
    total = 0
    for loss in sample_losses(P, y):
        total += loss
    return total / len(y)
""",
)
q.right(
    "scikit-learn's log loss",
    code="""
from sklearn.metrics import log_loss


def sample_losses(P, y):
    return np.array([log_loss([k], [row], labels=range(len(row))) for row, k in zip(P, y)])


def average_nll(P, y):
    return log_loss(y, P, labels=range(P.shape[1]))
""",
)
q.right(
    "one-hot rows, and a column",
    code="""
def sample_losses(P, y):
    Y = np.eye(P.shape[1])[y]
    return -(Y * np.log(P)).sum(axis=1, keepdims=True)


def average_nll(P, y):
    return -np.sum(np.eye(P.shape[1])[y] * np.log(P)) / len(y)
""",
)
q.right(
    "take_along_axis",
    code="""
def sample_losses(P, y):
    right = np.take_along_axis(P, y[:, np.newaxis], axis=1)
    return -np.log(right)[:, 0]


def average_nll(P, y):
    return np.array([sample_losses(P, y).mean()])
""",
)
q.wrong(
    "the sum of the losses",
    hint="average_nll is the sum of all losses. The formula divides by their number.",
    was="losses.mean()",
    now="losses.sum()",
)
q.wrong(
    "the mean over all entries",
    hint="average_nll is divided by the number of all entries of P, too many by the number of "
    "classes. There is one loss for each sample.",
    was="np.log(P)) / len(y)",
    now="np.log(P)) / P.size",
)
q.wrong(
    "the logarithm of the mean",
    hint="average_nll is the logarithm of the mean probability. Take the logarithms first, then "
    "the mean: a sure mistake must cost what it should.",
    was="losses.mean()",
    now="-np.log(P[np.arange(len(y)), y].mean())",
)
q.wrong(
    "the median",
    hint="average_nll is the loss in the middle, the median. The formula asks for the mean, to "
    "which a sure mistake adds all that it costs.",
    was="losses.mean()",
    now="np.median(losses)",
)
q.wrong(
    "the most probable class instead of the right one",
    hint="You take the largest probability of each row. The likelihood is that of the true class, "
    "also where the network is wrong.",
    was="P[np.arange(len(y)), y]",
    now="P.max(axis=1)",
)
q.wrong(
    "the sign",
    hint="Your losses are negative: a logarithm of a probability is, and the formula has a minus "
    "in front of it.",
    was="-np.log",
    now="np.log",
)
q.wrong(
    "logarithm to the base 10",
    hint="These are logarithms to the base 10. The formula has natural ones.",
    was="-np.log(P[np",
    now="-np.log10(P[np",
)
q.wrong(
    "logarithm to the base 2",
    hint="These are logarithms to the base 2, bits. The formula has natural ones.",
    was="-np.log(P[np",
    now="-np.log2(P[np",
)
q.wrong(
    "probabilities instead of losses",
    hint="These are the probabilities of the right classes themselves, without the logarithm.",
    was="-np.log(P[np.arange(len(y)), y])",
    now="P[np.arange(len(y)), y]",
)
q.wrong(
    "log(1 - p)",
    hint="You take the logarithm of 1 - p. What is near 1 for a good network, p or 1 - p?",
    was="-np.log(P[np.arange(len(y)), y])",
    now="-np.log(1 - P[np.arange(len(y)), y])",
)
q.wrong(
    "both terms of the loss for two classes",
    hint="Besides the right class the others are counted, too, with ln(1 - p): that is the "
    "cross-entropy of yes-or-no answers. Here one class of a row is true, and it alone counts.",
    was="-(Y * np.log(P)).sum(axis=1, keepdims=True)",
    now="-(Y * np.log(P) + (1 - Y) * np.log(1 - P)).sum(axis=1)",
)
q.wrong(
    "the logarithms of all classes",
    hint="The logarithms of all entries of a row are added up. Which one entry of it counts?",
    was="-(Y * np.log(P)).sum(axis=1, keepdims=True)",
    now="-np.log(P).sum(axis=1)",
)
q.wrong(
    "a whole table",
    hint="sample_losses returns a table: P[:, y] takes the columns y of every row. One entry of "
    "each row is needed, so the rows need an index of their own.",
    was="    return -np.log(P[np.arange(len(y)), y])\n",
    now="    return -np.log(P[:, y])\n",
)
q.wrong(
    "rounded",
    hint="The numbers are right to a few digits, but rounded. The text asks for all of them.",
    was=("-np.log(P[np.arange(len(y)), y])", "losses.mean()"),
    now=("np.round(-np.log(P[np.arange(len(y)), y]), 4)", "round(losses.mean(), 4)"),
)
q.wrong(
    "kept away from 0 by too much",
    hint="The losses are a little too small: something is added to the probabilities before the "
    "logarithm, or they are cut off. None of them is 0 here, so nothing needs to be added.",
    was="-np.log(P[np.arange(len(y)), y])",
    now="-np.log(P[np.arange(len(y)), y] + 1e-4)",
)
q.wrong(
    "the notebook's own images",
    hint="Your functions look at the notebook's reader, whatever they are given. The test calls "
    "them with other probabilities and classes: use P and y alone.",
    was="-np.log(P[np.arange(len(y)), y])",
    now="-np.log(P_reader[np.arange(len(y_val)), y_val])",
)
q.wrong(
    "the mean for each sample",
    hint="sample_losses returns a single number. One loss for each sample is asked for, in the "
    "order of the rows; their mean is the other function's work.",
    was="    return -np.log(P[np.arange(len(y)), y])\n",
    now="    return -np.log(P[np.arange(len(y)), y]).mean()\n",
)
for title, hint, was, now in (
    (
        "the exponential of the mean",
        "average_nll gives e to the mean loss, the perplexity. The mean itself is asked for.",
        "return np.mean(sample_losses(P, y))",
        "return np.exp(np.mean(sample_losses(P, y)))",
    ),
    (
        "one minus the probability",
        "sample_losses gives 1 - p of the right class. The loss is minus its logarithm.",
        "-np.log(P[np.arange(len(y)), y])",
        "(1 - P[np.arange(len(y)), y])",
    ),
    (
        "the entropy of each row",
        "sample_losses gives the entropy of the row, -Σ p ln p, which knows nothing of y. The loss is that of the right class alone.",
        "-np.log(P[np.arange(len(y)), y])",
        "-(P * np.log(P)).sum(axis=1)",
    ),
    (
        "the logarithm times its probability",
        "Each loss is multiplied by the probability itself, -p ln p. The loss is -ln p.",
        "-np.log(P[np.arange(len(y)), y])",
        "-(P * np.log(P))[np.arange(len(y)), y]",
    ),
    (
        "the losses sorted",
        "The losses are right, and sorted: they come in the order of the rows.",
        "-np.log(P[np.arange(len(y)), y])",
        "np.sort(-np.log(P[np.arange(len(y)), y]))",
    ),
):
    q.wrong(title, hint=hint, was=was, now=now)
q.equivalent(
    "there are as many labels as rows",
    was="return -np.log(P[np.arange(len(y)), y])",
    now="return -np.log(P[np.arange(len(P)), y])",
)
q.hints(
    "Which one entry of each row of P does the loss look at?",
    "From each row take the probability of the right class, and turn it into a loss with a "
    "logarithm and a sign. An array of row numbers and the array of classes together are an index.",
    "Compute all losses in one array and return it; the other function returns the mean of that "
    "array. Nothing is rounded or clipped.",
)
