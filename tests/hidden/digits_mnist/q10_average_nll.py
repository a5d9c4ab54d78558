"""q10_average_nll: the loss of one image, and of all."""

import numpy as np

from viva.exam import Pair, Question, check

from .shared import N_VAL, the_split, train_network

q = Question("q10_average_nll")


def losses_of(P):
    _, _, _, _, _, y_val = the_split()
    return -np.log(np.asarray(P, dtype=float)[np.arange(N_VAL), y_val])


_P = train_network(the_split()[2], the_split()[4], hidden=50, learning_rate=0.1, epochs=30)
_P = _P.probabilities(the_split()[3])


q.reference(P_val=_P, sample_nll=losses_of(_P)[42], test_nll=losses_of(_P).mean())


NO_PROBABILITIES = "P_val must hold 270 rows of ten probabilities, one row for each image of X_val."
NOT_ONE = "A row of P_val does not add up to 1, or holds a negative number."
READS_BADLY = (
    "The network behind P_val reads less than 0.90 of X_val. Are these the probabilities of X_val, "
    "in the order of its rows?"
)
EXACTLY_ZERO = "P_val gives a right class the probability 0 exactly, so its loss is infinite."


def own_probabilities(candidate):
    P = candidate.P_val
    check(np.shape(P) == (N_VAL, 10) and np.asarray(P).dtype.kind == "f", NO_PROBABILITIES)
    P = np.asarray(P)
    check(np.all(P >= 0) and np.allclose(P.sum(axis=1), 1, atol=1e-4), NOT_ONE)
    _, _, _, _, _, y_val = the_split()
    check(np.mean(P.argmax(axis=1) == y_val) >= 0.90, READS_BADLY)
    check(np.all(P[np.arange(N_VAL), y_val] > 0), EXACTLY_ZERO)
    return P


def one_number(value, expected, P):
    """Give a number, with the expected one's last digits where P is of a shorter float type."""
    value = np.asarray(value)
    if value.size != 1 or value.dtype.kind not in "biuf":
        return value
    value = float(value.ravel()[0])
    short = min(np.asarray(P).dtype.itemsize, 8) < 8
    return expected if short and np.isclose(value, expected, rtol=1e-4, atol=1e-6) else value


@q.case("the loss of row 42", rtol=1e-8, atol=1e-12)
def loss_of_a_sample(candidate, rng):
    P = own_probabilities(candidate)
    expected = losses_of(P)[42]
    return Pair(one_number(candidate.sample_nll, expected, P), expected)


@q.case("the mean loss", rtol=1e-8, atol=1e-12)
def mean_loss(candidate, rng):
    P = own_probabilities(candidate)
    expected = losses_of(P).mean()
    return Pair(one_number(candidate.test_nll, expected, P), expected)


def own(wanted, name="test_nll"):
    """Return what recognises a number that is `wanted` of the candidate's own losses."""

    def recognise(candidate):
        P = np.asarray(candidate.P_val, dtype=float)
        if P.shape != (N_VAL, 10):
            return False
        value = float(np.ravel(getattr(candidate, name))[0])
        with np.errstate(all="ignore"):  # P may hold anything
            return bool(np.isclose(value, wanted(P, losses_of(P)), rtol=1e-6, atol=0))

    return recognise


q.right(
    "the losses of all rows at once",
    code="""
P_val = reader.probabilities(X_val)
losses = -np.log(P_val[np.arange(len(y_val)), y_val])
sample_nll = losses[42]
test_nll = losses.mean()
""",
)
q.right(
    "a network of one's own, by a loop",
    code="""
my_model = train_network(X_train, y_train, hidden=30, learning_rate=0.2, epochs=12, seed=9)
P_val = my_model.probabilities(X_val).tolist()
total = 0
for row, label in zip(P_val, y_val):
    total -= np.log(row[label])
test_nll = total / len(y_val)
sample_nll = float(-np.log(P_val[42][y_val[42]]))
""",
)
q.right(
    "scikit-learn's model and its log loss",
    code="""
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

classifier = LogisticRegression(max_iter=500).fit(X_train, y_train)
P_val = classifier.predict_proba(X_val)
test_nll = log_loss(y_val, P_val)
sample_nll = -np.log(P_val[42:43, y_val[42]])
""",
)
q.right(
    "one-hot rows",
    code="""
P_val = P_reader
Y_val = np.eye(10)[y_val]
test_nll = -np.sum(Y_val * np.log(P_val)) / len(Y_val)
sample_nll = -(Y_val[42] * np.log(P_val[42])).sum()
""",
)
q.right(
    "32-bit floats",
    code="""
P_val = reader.probabilities(X_val).astype(np.float32)
right = np.take_along_axis(P_val, y_val[:, np.newaxis], axis=1)
sample_nll = -np.log(right[42])
test_nll = -np.log(right).mean()
""",
)
q.wrong(
    "the sum of the losses",
    hint="test_nll is the sum of all losses. The formula divides by their number.",
    was="losses.mean()",
    now="losses.sum()",
    recognise=own(lambda P, losses: losses.sum()),
)
q.wrong(
    "the mean over all entries",
    hint="test_nll is divided by the number of all entries of P_val, ten times too many. There is "
    "one loss for each image.",
    was="losses.mean()",
    now="losses.sum() / P_val.size",
    recognise=own(lambda P, losses: losses.sum() / P.size),
)
q.wrong(
    "the logarithm of the mean",
    hint="test_nll is the logarithm of the mean probability. Take the logarithms first, then the "
    "mean: a sure mistake must cost what it should.",
    was="losses.mean()",
    now="-np.log(np.mean(np.exp(-losses)))",
    recognise=own(lambda P, losses: -np.log(np.mean(np.exp(-losses)))),
)
q.wrong(
    "the most probable class instead of the right one",
    hint="test_nll takes the largest probability of each row. The likelihood is that of the true "
    "class, also where the network is wrong.",
    was=("losses.mean()", "losses[42]"),
    now=("-np.log(P_val.max(axis=1)).mean()", "-np.log(P_val[42]).max()"),
    recognise=own(lambda P, losses: -np.log(P.max(axis=1)).mean()),
)
q.wrong(
    "the sign",
    hint="Both numbers are negative: a logarithm of a probability is, and the formula has a minus "
    "in front of it.",
    was="losses = -np.log",
    now="losses = np.log",
    recognise=own(lambda P, losses: -losses.mean()),
)
q.wrong(
    "logarithm to the base 10",
    hint="These are logarithms to the base 10. The formula has natural ones.",
    was="= -np.log(P_val[np",
    now="= -np.log10(P_val[np",
    recognise=own(lambda P, losses: losses.mean() / np.log(10)),
)
q.wrong(
    "logarithm to the base 2",
    hint="These are logarithms to the base 2, bits. The formula has natural ones.",
    was="= -np.log(P_val[np",
    now="= -np.log2(P_val[np",
    recognise=own(lambda P, losses: losses.mean() / np.log(2)),
)
q.wrong(
    "probabilities instead of losses",
    hint="These are the probabilities of the right classes themselves, without the logarithm.",
    was="-np.log(P_val[np.arange(len(y_val)), y_val])",
    now="P_val[np.arange(len(y_val)), y_val]",
    recognise=own(lambda P, losses: np.exp(-losses).mean()),
)
q.wrong(
    "accuracy",
    hint="test_nll is an accuracy or an error rate. The mean loss is asked for.",
    was=("losses.mean()", "losses[42]"),
    now=("1 - reader.accuracy(X_val, y_val)", "float(P_val[42].argmax() == y_val[42])"),
    recognise=own(lambda P, losses: np.mean(P.argmax(axis=1) != the_split()[5])),
)
q.wrong(
    "log(1 - p)",
    hint="You take the logarithm of 1 - p. What is near 1 for a good network, p or 1 - p?",
    was="-np.log(P_val[np.arange(len(y_val)), y_val])",
    now="-np.log(1 - P_val[np.arange(len(y_val)), y_val])",
    recognise=own(lambda P, losses: -np.log(1 - np.exp(-losses)).mean()),
)
q.wrong(
    "the training images",
    hint="P_val does not fit X_val: it has another number of rows, or other columns. It holds a "
    "row for each of the 270 images.",
    code="""
P_val = reader.probabilities(X_train)
losses = -np.log(P_val[np.arange(len(y_train)), y_train])
sample_nll, test_nll = losses[42], losses.mean()
""",
    recognise=lambda candidate: np.shape(candidate.P_val) != (N_VAL, 10),
)
q.wrong(
    "the row beside, and rounded",
    hint="sample_nll is the loss of a row beside row 42. Counted from 0, row 42 is the 43rd.",
    was=("losses[42]", "losses.mean()"),
    now=("losses[41]", "round(losses.mean(), 3)"),
    recognise=own(lambda P, losses: losses[41], "sample_nll"),
)
q.wrong(
    "rounded",
    hint="The numbers are right to a few digits, but rounded. The text asks for all of them.",
    was=("losses[42]", "losses.mean()"),
    now=("round(losses[42], 4)", "round(losses.mean(), 4)"),
    recognise=own(lambda P, losses: np.round(losses.mean(), 4)),
)
q.wrong(
    "scores instead of probabilities",
    hint="The rows of P_val do not add up to 1: these are scores, or something else before the "
    "softmax.",
    was="probabilities(X_val)\nlosses",
    now="probabilities(X_val) * 2 + 0.01\nlosses",
    recognise=lambda candidate: not np.allclose(np.sum(candidate.P_val, axis=1), 1, atol=1e-4),
)
q.wrong(
    "an untrained network",
    hint="The network behind P_val hardly reads at all. Was it trained, and with the same scaling?",
    was="P_val = reader.probabilities(X_val)\nlosses",
    now="P_val = Network([64, 20, 10], np.random.default_rng(0)).probabilities(X_val)\nlosses",
)
q.hints(
    "What does a network give you instead of classes? Look at which methods `reader` has.",
    "You need the probabilities of the whole validation part. From each row take the "
    "probability of the right class, and turn it into a loss with a logarithm and a sign.",
    "Compute all 270 losses in one array. One of the answers is its entry number 42, the "
    "other its mean, and nothing is rounded or clipped.",
)
