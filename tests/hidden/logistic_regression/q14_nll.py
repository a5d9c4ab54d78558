"""q14_nll: the mean negative log-likelihood of one sample or a batch."""

import numpy as np

from viva.exam import Question

from .shared import at_most_ten, first_return_value

q = Question("q14_nll")


@q.reference
def nll(Y_true, Y_pred):
    costs = -np.log(np.maximum(np.asarray(Y_pred, dtype=float), 1e-15))
    return np.mean(np.sum(np.where(np.asarray(Y_true) > 0, costs, 0.0), axis=-1))


q.equivalent(
    "the larger of two numbers is the same in either order",
    was="logarithms = np.log(np.maximum(Y_pred, 1e-15))",
    now="logarithms = np.log(np.maximum(1e-15, Y_pred))",
)


def some_probabilities(rng, n, k):
    """Return probabilities, none below 0.03, and one-hot rows of unevenly many classes."""
    P = rng.uniform(0.1, 1, size=(n, k))
    classes = np.array([*range(k), *rng.choice([0, k - 1, k - 1], n)])[:n]
    return np.eye(k, dtype=int)[rng.permutation(classes)], P / P.sum(axis=1, keepdims=True)


def losses_of_samples(candidate, rng, n, k):
    def loss(Y, P):
        return first_return_value(candidate.nll(Y, P))

    Y, P = some_probabilities(rng, n, k)
    sure = np.eye(k)[1]
    first, second = np.eye(k, dtype=int)[:2]
    return {
        "a batch": loss(Y, P),
        "one sample": loss(Y[0], P[0]),
        "another sample": loss(Y[1].astype(float), P[1]),
        "sure and right": loss(second, sure),
        "the true class has the probability 0": at_most_ten(loss(first, sure)),
    }


@q.case("batches and single samples of three classes", rtol=1e-4, atol=1e-4)
def three_classes(candidate, rng):
    return losses_of_samples(candidate, rng, 7, 3)


@q.case("batches and single samples of six classes", rtol=1e-4, atol=1e-4)
def six_classes(candidate, rng):
    return losses_of_samples(candidate, rng, 4, 6)


q.right(
    "the sum over all entries, divided by the number of samples",
    code="""
def nll(Y_true, Y_pred):
    N = len(Y_true) if Y_true.ndim == 2 else 1
    logarithms = np.log(np.maximum(Y_pred, 1e-15))
    return -np.sum(Y_true * logarithms) / N
""",
)
q.right(
    "something tiny added",
    code="""
def nll(Y_true, Y_pred):
    log_likelihoods = np.sum(np.log(1e-8 + Y_pred) * Y_true, axis=-1)
    return -np.mean(log_likelihoods)
""",
)
q.right(
    "the probability of the true class, then its logarithm",
    code="""
def nll(Y_true, Y_pred):
    p = np.clip((Y_true * Y_pred).sum(axis=-1), 1e-6, None)
    return float(np.mean(-np.log(p)))
""",
)
q.right(
    "loops",
    code="""
def nll(Y_true, Y_pred):
    import math

    if np.ndim(Y_true) == 2:
        losses = [nll(a, b) for a, b in zip(Y_true, Y_pred)]
        return sum(losses) / len(losses)
    for label, p in zip(Y_true, Y_pred):
        if label == 1:
            return -math.log(max(p, 1e-12))
""",
)
q.right(
    "the class by argmax, the smallest float",
    code="""
def nll(Y_true, Y_pred):
    P, Y = np.atleast_2d(Y_pred), np.atleast_2d(Y_true)
    p = P[np.arange(len(P)), Y.argmax(axis=1)]
    return -np.log(np.maximum(p, np.finfo(float).tiny)).mean()
""",
)
q.right(
    "a product of matrices, one entry in a table, losses returned too",
    code="""
def nll(Y_true, Y_pred):
    Y, P = np.atleast_2d(Y_true), np.atleast_2d(Y_pred)
    L = np.log(P + (P == 0) * 1e-20)
    return -np.trace(Y @ L.T).reshape(1, 1) / len(Y), -np.sum(Y * L, axis=1)
""",
)

MEAN = "-np.sum(Y_true * logarithms) / N"

q.wrong(
    "the sum over the samples",
    hint="One sample is right. For a batch you return the sum over the samples; the mean is asked "
    "for.",
    was=MEAN,
    now="-np.sum(Y_true * logarithms)",
)
q.wrong(
    "the mean over all entries",
    hint="Your loss is too small by the number of classes: np.mean averages over all entries, also "
    "over the zeros of the one-hot rows.",
    was=MEAN,
    now="-np.mean(Y_true * logarithms)",
)
q.wrong(
    "a single sample divided by the number of classes",
    hint="A batch is right, but a single sample is divided by its number of entries. `len` of one "
    "sample counts classes.",
    was="/ N",
    now="/ len(Y_true)",
)
q.wrong(
    "the sign",
    hint="Your loss is negative. Logarithms of probabilities are negative: what is missing?",
    was="-np.sum",
    now="np.sum",
)
q.wrong(
    "ln(1 - p)",
    hint="You take the logarithm of 1 - p: a sure and right answer becomes the dearest of all.",
    was="np.maximum(Y_pred",
    now="np.maximum(1 - Y_pred",
)
q.wrong(
    "infinite where p is 0",
    hint="In the middle all is right, but where the true class has the probability 0 your loss is "
    "not finite. What can you add before taking the logarithm?",
    was="np.log(np.maximum(Y_pred, 1e-15))",
    now="np.where(Y_true > 0, np.log(Y_pred), 0)",
)
q.wrong(
    "nan where p is 0",
    hint="You get nan where a probability is 0: 0 times minus infinity has no value. It happens "
    "even where the answer is right.",
    was="np.maximum(Y_pred, 1e-15)",
    now="Y_pred",
)
q.wrong(
    "something large added in the logarithm",
    hint="The losses are off by more than the test allows: what you add before the logarithm is "
    "too large. A millionth is enough.",
    was="np.maximum(Y_pred, 1e-15)",
    now="Y_pred + 0.01",
)
q.wrong(
    "labels and probabilities swapped",
    hint="You take the logarithm of the one-hot rows. The two arguments have changed places.",
    was=("np.maximum(Y_pred", "Y_true *"),
    now=("np.maximum(Y_true", "Y_pred *"),
)
q.wrong(
    "both terms of the binary loss",
    hint="Every class pays for itself, also those that are not the true one: with K classes there "
    "is one term, not two.",
    was=MEAN,
    now="-np.sum(Y_true * logarithms + (1 - Y_true) * np.log(np.maximum(1 - Y_pred, 1e-15))) / N",
)
q.wrong(
    "the largest probability",
    hint="You take the logarithm of the largest probability. It is the one of the true class that "
    "counts.",
    was=MEAN,
    now="-np.sum(logarithms.max(axis=-1)) / N",
)
q.wrong(
    "all classes",
    hint="The logarithms of all probabilities are in your sum. Which ones does the one-hot row let "
    "through?",
    was="Y_true * logarithms",
    now="logarithms",
)
q.wrong(
    "the probability instead of its logarithm",
    hint="This is made of the probabilities themselves. Where has the logarithm gone?",
    was="Y_true * logarithms",
    now="Y_true * Y_pred",
)
q.wrong(
    "1 - p instead of -ln p",
    hint="This is 1 minus the probability of the true class, which is never more than 1.",
    was=MEAN,
    now="1 - np.sum(Y_true * Y_pred) / N",
)
q.wrong(
    "the squared error",
    hint="This is a squared difference. The likelihood is made of logarithms.",
    was=MEAN,
    now="np.sum((Y_true - Y_pred) ** 2) / N",
)
q.wrong(
    "one loss for each sample",
    hint="You return a loss for each sample. One number is asked for, their mean.",
    was=MEAN,
    now="-np.sum(Y_true * logarithms, axis=-1)",
)
q.wrong(
    "sums of columns",
    hint="You return a number for each class: the sum runs down the columns, not along the rows.",
    was=MEAN,
    now="-np.sum(np.atleast_2d(Y_true * logarithms), axis=0) / N",
)
q.wrong(
    "the first sample only",
    hint="Of a batch only the first sample counts.",
    was=MEAN,
    now="-np.sum(np.atleast_2d(Y_true * logarithms)[0])",
)
q.wrong(
    "the logarithm to base 10",
    hint="Your losses are too small by the factor ln 10.",
    was="= np.log(",
    now="= np.log10(",
)
q.wrong(
    "the logarithm to base 2",
    hint="Your losses are in bits: log2 is not the natural logarithm.",
    was="= np.log(",
    now="= np.log2(",
)
q.wrong(
    "the exponential of the mean",
    hint="This is the geometric mean of the probabilities. The exponential at the end is too much.",
    was=MEAN,
    now="np.exp(np.sum(Y_true * logarithms) / N)",
)
q.wrong(
    "the softmax once more",
    hint="The probabilities go through a softmax once more. They are probabilities already.",
    was="np.maximum(Y_pred, 1e-15)",
    now="softmax(Y_pred)",
)
q.wrong(
    "the mean over the classes",
    hint="Your loss is divided by the number of classes as well. It is a mean over samples only.",
    was="/ N",
    now="/ N / (Y_true.shape[-1] if Y_true.ndim == 2 else 1)",
)

q.hints(
    "For one sample, which of the K probabilities matters? What does multiplying by the one-hot row do to the others?",
    "Take logarithms, multiply by the one-hot rows, and add up over the classes: that is one number for each sample. Then take the mean over samples, which changes nothing for a single one.",
    "Before the logarithm, keep the probabilities from being 0, for instance by replacing what is smaller than 1e-15. Sum along the last axis, then the mean, and a minus sign in front.",
)
