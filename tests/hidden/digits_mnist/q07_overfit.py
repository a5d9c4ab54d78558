"""q07_overfit: curves that show overfitting, their picture, and what helps."""

import numpy as np

from viva.exam import Question

from .curves import CURVES, TOO_EARLY, TOO_FEW, check_picture, check_remedy, curves_of, mean_loss
from .q07_mistakes import AFTER, MISTAKES
from .right_curves import ARRAYS, FOUR_LISTS
from .shared import Network, train_epoch

q = Question("q07_overfit")


# Named unlike the right answers, which are edited below: an edit of it would lack the rest.
@q.reference
def learning_curves(X_few, y_few, X_val, y_val, hidden, epochs, weight_decay):
    generator = np.random.default_rng(0)
    net = Network([X_few.shape[1], hidden, 10], generator)
    lists = {name: [] for name in CURVES}
    for _ in range(epochs):
        train_epoch(net, X_few, y_few, 0.1, generator, weight_decay=weight_decay)
        lists["train_loss"].append(mean_loss(net, X_few, y_few))
        lists["val_loss"].append(mean_loss(net, X_val, y_val))
        lists["train_accuracy"].append(net.accuracy(X_few, y_few))
        lists["val_accuracy"].append(net.accuracy(X_val, y_val))
    return lists


@q.reference
def draw_curves(curves):
    from matplotlib.figure import Figure

    ax = Figure().subplots()
    for name in CURVES[:2]:
        ax.plot(curves[name], label=name)
    ax.set(xlabel="epoch", ylabel="mean cross-entropy")
    ax.legend()
    return ax


q.reference(remedy={"hidden": 100, "epochs": 60, "weight_decay": 0.03})


@q.case("both losses, on other images")
def losses(candidate, rng):
    found = curves_of(candidate.learning_curves, rng)
    return {f"{name}, training {k}": c[name] for k, c in enumerate(found, 1) for name in CURVES[:2]}


@q.case("both accuracies, on other images", weight=0.5)
def accuracies(candidate, rng):
    found = curves_of(candidate.learning_curves, rng)
    return {f"{name}, training {k}": c[name] for k, c in enumerate(found, 1) for name in CURVES[2:]}


@q.case("a picture of both losses", weight=0.5)
def a_picture(candidate, rng):
    fractions = {name: rng.uniform(0.1, 0.9, 24).tolist() for name in CURVES[2:]}
    curves = {name: rng.uniform(0.3, 2.5, 24).tolist() for name in CURVES[:2]} | fractions
    check_picture(candidate.draw_curves(curves), curves)


@q.case("what helps against wrong labels, on other draws of them", seconds=30)
def what_helps(candidate, rng):
    check_remedy(candidate.remedy)


q.right(
    "a helper for the loss",
    code="""
def loss_of(network, X, y):
    P = network.probabilities(X)
    return -np.mean(np.log(P[np.arange(len(y)), y]))


def learning_curves(X_few, y_few, X_val, y_val, hidden, epochs, weight_decay):
    rng = np.random.default_rng(0)
    network = Network([X_few.shape[1], hidden, 10], rng)
    curves = {"train_loss": [], "val_loss": [], "train_accuracy": [], "val_accuracy": []}
    for epoch in range(epochs):
        train_epoch(network, X_few, y_few, 0.1, rng, weight_decay=weight_decay)
        curves["train_loss"].append(loss_of(network, X_few, y_few))
        curves["val_loss"].append(loss_of(network, X_val, y_val))
        curves["train_accuracy"].append(network.accuracy(X_few, y_few))
        curves["val_accuracy"].append(network.accuracy(X_val, y_val))
    return curves


def draw_curves(curves):
    figure, axes = plt.subplots()
    axes.plot(curves["train_loss"], label="training")
    axes.plot(curves["val_loss"], "--", label="validation")
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss")
    axes.legend()
    return axes


remedy = {"hidden": 100, "epochs": 60, "weight_decay": 0.03}
""",
)
q.right("arrays, one-hot rows, pyplot's current axes, a little decay, an early end", code=ARRAYS)
q.right("four lists, a figure and its axes", code=FOUR_LISTS)
MEASURED = """        curves["train_loss"].append(loss_of(network, X_few, y_few))
        curves["val_loss"].append(loss_of(network, X_val, y_val))
        curves["train_accuracy"].append(network.accuracy(X_few, y_few))
        curves["val_accuracy"].append(network.accuracy(X_val, y_val))
"""
REMEDY = '{"hidden": 100, "epochs": 60, "weight_decay": 0.03}'

q.wrong(
    "measured before the epoch",
    hint="Your curves are those from before each epoch: they begin with the untrained network, and the last epoch is missing. Measure after the steps.",
    was=AFTER + MEASURED,
    now=MEASURED + AFTER,
)
q.wrong(
    "weight_decay left out",
    hint="The weight decay is not handed on to train_epoch: with 0 your curves are right, and with any other value they are those of 0.",
    was=AFTER,
    now=AFTER.replace(", weight_decay=weight_decay", ""),
)
q.wrong(
    "always 100 neurons",
    hint="Your network has the same number of hidden neurons whatever `hidden` says.",
    was="hidden, 10], rng)\n    curves",
    now="100, 10], rng)\n    curves",
)
q.wrong(
    "the default learning rate",
    hint="Your network hardly moves at first. Which learning rate does the text give?",
    was="y_few, 0.1, rng",
    now="y_few, 0.01, rng",
)
q.wrong(
    "train and validation swapped",
    hint="The training and the validation curves are swapped. Which list gets which?",
    was=MEASURED,
    now=MEASURED.replace("train_", "other_").replace("val_", "train_").replace("other_", "val_"),
)
q.wrong(
    "the validation part trained on",
    hint="The network learns from the validation images, which it must not see.",
    was="train_epoch(network, X_few, y_few",
    now="train_epoch(network, X_val, y_val",
)
q.wrong(
    "the sum of the losses",
    hint="The losses are sums. Of two parts of different sizes only the means can be compared.",
    was="-np.mean(np.log",
    now="-np.sum(np.log",
)
q.wrong(
    "one number at the end",
    hint="A list lacks numbers: there is one for each epoch. Measure all four inside the loop.",
    was=MEASURED,
    now=MEASURED.replace("        curves", "    curves"),
)
q.wrong(
    "keys of one's own",
    hint="The dict has other keys than the four of the text, or it is no dict.",
    was="    return curves\n",
    now='    return {"train": curves["train_loss"], "val": curves["val_loss"]}\n',
)
q.wrong(
    "one curve only",
    hint="Your picture does not show both losses. Are both plotted, into the axes that you return?",
    was='    axes.plot(curves["val_loss"], "--", label="validation")\n',
    now="",
    keeps=0.63,
)
q.wrong(
    "the notebook's own curves",
    hint="draw_curves draws something else than the curves that it is given.",
    was="    figure, axes = plt.subplots()\n",
    now='    figure, axes = plt.subplots()\n    curves = {"train_loss": [1, 0], "val_loss": [1, 2]}\n',
    keeps=0.63,
)
q.wrong(
    "no labels",
    hint="Nobody can tell your two curves apart: `plot` knows a `label` for each of them.",
    was=(', label="training"', ', label="validation"', "    axes.legend()\n"),
    now=("", "", ""),
    keeps=0.63,
)
q.wrong(
    "no legend",
    hint="The curves have labels, but the picture does not show them. Which call draws the legend?",
    was="    axes.legend()\n",
    now="",
    keeps=0.63,
)
q.wrong(
    "axes without names",
    hint="What is on the two axes of your picture? Give each of them a name.",
    was='    axes.set_xlabel("epoch")\n    axes.set_ylabel("loss")\n',
    now="",
    keeps=0.63,
)
q.wrong(
    "one name for both axes",
    hint="Both axes of your picture have the same name. One counts, the other measures: what?",
    was='set_xlabel("epoch")',
    now='set_xlabel("loss")',
    keeps=0.63,
)
q.wrong(
    "the axes are not returned",
    hint="draw_curves returns something else than the axes that it has drawn into: nothing, or the figure alone.",
    was="    return axes\n",
    now="",
    keeps=0.63,
)
q.wrong(
    "no remedy at all",
    hint="With these values the network goes on learning the wrong labels by heart. Which argument keeps weights from growing?",
    was=REMEDY,
    now='{"hidden": 100, "epochs": 60, "weight_decay": 0.0}',
)
q.wrong(
    "fewer neurons",
    hint="Fewer neurons alone do not help here: the few learn wrong labels, too, and less of the right ones. Look at the validation accuracy as you change one argument at a time.",
    was=REMEDY,
    now='{"hidden": 10, "epochs": 60, "weight_decay": 0.0}',
)
q.wrong(
    "stopping earlier alone",
    hint="Stopping where the validation loss is lowest is a good idea, and gets half of the way. "
    "One more argument of train_epoch gets further.",
    was=REMEDY,
    now='{"hidden": 100, "epochs": 11, "weight_decay": 0.0}',
)
for mistake in MISTAKES:
    q.wrong(**mistake)
for title, hint, now in (
    ("a decay that has no time", TOO_EARLY, '{"hidden": 60, "epochs": 2, "weight_decay": 0.03}'),
    ("a decay of two neurons", TOO_FEW, '{"hidden": 2, "epochs": 60, "weight_decay": 0.03}'),
):
    q.wrong(title, hint=hint, was=REMEDY, now=now)
q.wrong(
    "too weak a decay",
    hint="Weight decay is the right idea, but yours is too small to matter. Try powers of ten.",
    was=REMEDY,
    now='{"hidden": 100, "epochs": 60, "weight_decay": 0.001}',
)
q.wrong(
    "too strong a decay",
    hint="With so strong a decay the network learns little of anything: look at the training loss. "
    "Try smaller values.",
    was=REMEDY,
    now='{"hidden": 100, "epochs": 60, "weight_decay": 0.3}',
)
q.wrong(
    "a number for a remedy",
    hint="remedy is something else than a dict of three numbers, hidden, epochs and weight_decay.",
    was=REMEDY,
    now="0.03",
)
q.wrong(
    "a remedy beyond the limits",
    hint="remedy uses more neurons or epochs than the text allows. It can be done with less.",
    was=REMEDY,
    now='{"hidden": 100, "epochs": 400, "weight_decay": 0.03}',
)
q.equivalent(
    "which part is measured first makes no difference",
    was='for part, X_part, y_part in (("train", X_few, y_few), ("val", X_val, y_val)):',
    now='for part, X_part, y_part in (("val", X_val, y_val), ("train", X_few, y_few)):',
)
q.equivalent(
    "there are as many labels as rows",
    was='curves[f"{part}_loss"].append(-np.log(P[np.arange(len(y_part)), y_part]).mean())',
    now='curves[f"{part}_loss"].append(-np.log(P[np.arange(len(X_part)), y_part]).mean())',
)
q.equivalent(
    "nearly the same settings help as much",
    was='remedy = {"hidden": 100, "epochs": 60, "weight_decay": 0.03}',
    now=[
        'remedy = {"hidden": 101, "epochs": 60, "weight_decay": 0.03}',
        'remedy = {"hidden": 99, "epochs": 60, "weight_decay": 0.03}',
        'remedy = {"hidden": 100, "epochs": 61, "weight_decay": 0.03}',
        'remedy = {"hidden": 100, "epochs": 59, "weight_decay": 0.03}',
    ],
)
q.hints(
    "What has to be measured after each epoch, and on which images? Which two of the four lists "
    "would show that a network learns by heart?",
    "Make the generator and the network once, before the loop. In the loop call train_epoch, then "
    "append four numbers. The loss is the mean over the images of minus the logarithm of the "
    "probability of the right class. For remedy, change one argument at a time.",
    "Give train_epoch the weight decay as an argument by name. Of the three arguments, neurons, "
    "epochs and decay, one helps most: try it in powers of ten, then values in between, and watch "
    "the validation accuracy at the end.",
)
