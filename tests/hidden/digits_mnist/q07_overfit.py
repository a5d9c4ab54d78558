"""q07_overfit: a network that learns its images by heart, and the picture of it."""

import numpy as np

from viva.exam import Question, check

from .curves import (
    NO_HISTORY,
    NOT_FRACTIONS,
    SHORT_HISTORY,
    UNEQUAL,
    history_of,
    is_drawn,
    label_of,
    learn_by_heart,
    objecting,
)
from .readers import classes_from, predictor
from .shared import N_VAL, the_split

q = Question("q07_overfit")


_history, _overfitted, _axes = learn_by_heart()


q.reference(history=_history, overfitted=_overfitted, overfit_axes=_axes)


ANY_NETWORK = "any network will do that overfits"
REVERSED = "At the end the validation accuracy is above the training accuracy. Are they swapped?"
NO_GAP = "At the end the two accuracies are less than 0.05 apart: this network has not overfitted."
NO_CURVE = "The training accuracy is the same in all epochs. Is it measured after each of them?"
NOT_ITS_END = (
    "The network in overfitted has another accuracy on X_val than history says at its end."
)
NO_AXES = "overfit_axes is not what plt.subplots gives as the second of two."
NO_TWO_CURVES = "The two lists of history are not both drawn as curves in overfit_axes."
NO_LABELS = "The two curves have no labels of their own that a legend could show."
NO_LEGEND = "The picture has no legend."
NO_NAMES_ON_AXES = "The axes of the picture have no names."
SAME_NAMES = "Both axes of the picture have the same name."


@q.case("two curves that part, and the network at their end", diagnose=False)
def curves_that_part(candidate, rng):
    train, val = history_of(candidate)
    check(train[-1] - val[-1] > -0.05, REVERSED)
    check(train[-1] - val[-1] >= 0.0499, NO_GAP)
    check(np.ptp(train) > 0 and np.ptp(val) > 0, NO_CURVE)
    _, _, _, X_val, _, y_val = the_split()
    answers = classes_from(predictor(candidate.overfitted, "overfitted")(X_val), N_VAL, -1)
    # An epoch's accuracy may be taken before the steps of the epoch, or the last digits rounded.
    check(np.min(np.abs(val[-2:] - np.mean(answers == y_val))) < 0.02, NOT_ITS_END)


@q.case("a picture of both curves", diagnose=False)
def both_curves_drawn(candidate, rng):
    train, val = history_of(candidate)
    axes = candidate.overfit_axes
    is_axes = hasattr(axes, "kind_name") and axes.kind_name().startswith("an object of type Axes")
    check(is_axes, NO_AXES)
    lines = axes.get_lines()
    labels = []
    for curve in (train, val):
        drawn = [line for line in lines if is_drawn(line, curve)]
        check(drawn, NO_TWO_CURVES)
        labels.append({label for label in map(label_of, drawn) if label})
    legends = [axes.get_legend(), *axes.get_figure().legends]
    texts = [text.get_text() for legend in legends if legend for text in legend.get_texts()]
    own_labels = all(labels) and len(set.union(*labels)) >= 2
    check(own_labels or len({text for text in texts if text.strip()}) >= 2, NO_LABELS)
    check(texts, NO_LEGEND)
    across, up = axes.get_xlabel().strip(), axes.get_ylabel().strip()
    check(across and up, NO_NAMES_ON_AXES)
    check(across != up, SAME_NAMES)


q.right(
    "fifty images, forty epochs",
    code="""
few_X, few_y = X_train[:50], y_train[:50]
rng = np.random.default_rng(0)
overfitted = Network([64, 60, 10], rng)
history = {"train": [], "val": []}
for epoch in range(40):
    train_epoch(overfitted, few_X, few_y, 0.1, rng)
    history["train"].append(overfitted.accuracy(few_X, few_y))
    history["val"].append(overfitted.accuracy(X_val, y_val))
figure, overfit_axes = plt.subplots()
overfit_axes.plot(history["train"], label="training")
overfit_axes.plot(history["val"], label="validation")
overfit_axes.set_xlabel("epoch")
overfit_axes.set_ylabel("accuracy")
overfit_axes.legend()
""",
)
q.right(
    "pyplot's current axes, more neurons, styles",
    code="""
rng = np.random.default_rng(1)
rows = rng.choice(len(X_train), 80, replace=False)
overfitted = Network([64, 150, 50, 10], rng)
train_curve, val_curve = [], []
for epoch in range(30):
    train_epoch(overfitted, X_train[rows], y_train[rows], 0.05, rng, batch_size=8)
    train_curve.append(np.mean(overfitted.predict(X_train[rows]) == y_train[rows]))
    val_curve.append(np.mean(overfitted.predict(X_val) == y_val))
history = {"train": np.array(train_curve), "val": np.array(val_curve)}
plt.figure(figsize=(5, 3))
plt.plot(range(1, 31), train_curve, "b-", range(1, 31), val_curve, "r--")
plt.legend(["seen", "not seen"])
plt.xlabel("epoch")
plt.ylabel("accuracy")
plt.grid(True)
plt.axhline(1.0, color="grey")
overfit_axes = plt.gca()
plt.show()
""",
)
q.right(
    "scikit-learn, one epoch at a time, the curves in percent",
    code="""
from sklearn.neural_network import MLPClassifier

overfitted = MLPClassifier((200,), learning_rate_init=0.01, random_state=0)
history = {"train": [], "val": [], "epoch": []}
for epoch in range(25):
    overfitted.partial_fit(X_train[:40], y_train[:40], classes=range(10))
    history["train"].append(overfitted.score(X_train[:40], y_train[:40]))
    history["val"].append(overfitted.score(X_val, y_val))
    history["epoch"].append(epoch)
fig = plt.figure()
overfit_axes = fig.add_subplot(111, xlabel="epoch", ylabel="accuracy in percent")
for name in ("train", "val"):
    overfit_axes.plot(history["epoch"], [100 * a for a in history[name]], label=name)
fig.legend()
""",
)
q.wrong(
    "all images",
    hint="Your network reads the validation images nearly as well as its own: with so many images "
    "to learn from there is little to learn by heart. How few can you give it?",
    was=("X_train[:50], y_train[:50]", "range(40)"),
    now=("X_train, y_train", "range(20)"),
    recognise=objecting(curves_that_part, NO_GAP),
)
q.wrong(
    "measured once at the end",
    hint="The two lists are not equally long. Both are measured at the same place, after each "
    "epoch.",
    was="few_y))\n    history[",
    now="few_y))\nhistory[",
    recognise=objecting(curves_that_part, UNEQUAL),
)
q.wrong(
    "a few epochs",
    hint="There are fewer than 20 epochs in your history. The curves need time to part.",
    was="range(40)",
    now="range(12)",
    recognise=objecting(curves_that_part, SHORT_HISTORY),
)
q.wrong(
    "percent in the history",
    hint="The accuracies in your history go beyond 1: percentages, counts, or losses perhaps.",
    was=("overfitted.accuracy(few_X, few_y)", "overfitted.accuracy(X_val, y_val)"),
    now=("100 * overfitted.accuracy(few_X, few_y)", "100 * overfitted.accuracy(X_val, y_val)"),
    recognise=objecting(curves_that_part, NOT_FRACTIONS),
)
q.wrong(
    "train and validation swapped",
    hint="In your history the validation accuracy is the better one. Which list gets which?",
    was=(
        'history["train"].append(overfitted.accuracy(few_X, few_y))',
        'history["val"].append(overfitted.accuracy(X_val, y_val))',
    ),
    now=(
        "pass",
        'history["val"].append(overfitted.accuracy(few_X, few_y))\n'
        '    history["train"].append(overfitted.accuracy(X_val, y_val))',
    ),
    recognise=objecting(curves_that_part, REVERSED),
)
q.wrong(
    "another network",
    hint="overfitted is not the network whose accuracies are in history: measured on X_val, it "
    "gives another number. Is it made anew after the loop, or are the curves those of another"
    " one?",
    was="figure, overfit",
    now="overfitted = Network([64, 60, 10], rng)\nfigure, overfit",
    recognise=objecting(curves_that_part, NOT_ITS_END),
)
q.wrong(
    "a list of pairs",
    hint="history is no dict with the two keys. Its lists are found under 'train' and 'val'.",
    was="overfit_axes.legend()",
    now="overfit_axes.legend()\nhistory = list(zip(history['train'], history['val']))",
    recognise=objecting(curves_that_part, NO_HISTORY),
)
q.wrong(
    "one curve only",
    hint="Your picture does not show both curves of your history. Are both plotted, into the axes "
    "that you keep in overfit_axes?",
    was='overfit_axes.plot(history["val"], label="validation")\n',
    now="",
    recognise=objecting(both_curves_drawn, NO_TWO_CURVES),
)
q.wrong(
    "no labels",
    hint="Nobody can tell your two curves apart: `plot` knows a `label` for each of them.",
    was=(', label="training"', ', label="validation"', "overfit_axes.legend()\n"),
    now=("", "", ""),
    recognise=objecting(both_curves_drawn, NO_LABELS),
)
q.wrong(
    "no legend",
    hint="The curves have labels, but the picture does not show them. Which call draws the legend?",
    was="overfit_axes.legend()\n",
    now="",
    recognise=objecting(both_curves_drawn, NO_LEGEND),
)
q.wrong(
    "axes without names",
    hint="What is on the two axes of your picture? Give each of them a name.",
    was='overfit_axes.set_xlabel("epoch")\noverfit_axes.set_ylabel("accuracy")\n',
    now="",
    recognise=objecting(both_curves_drawn, NO_NAMES_ON_AXES),
)
q.wrong(
    "one name for both axes",
    hint="Both axes of your picture have the same name. One of them counts, the other measures: "
    "what?",
    was='set_xlabel("epoch")',
    now='set_xlabel("accuracy")',
    recognise=objecting(both_curves_drawn, SAME_NAMES),
)
q.wrong(
    "the figure instead of its axes",
    hint="overfit_axes is something else than the axes of your picture: a figure has axes, and a "
    "line lies in axes.",
    was="overfit_axes.legend()\n",
    now="overfit_axes.legend()\noverfit_axes = figure\n",
    recognise=objecting(both_curves_drawn, NO_AXES),
)
q.equivalent(
    ANY_NETWORK,
    was="rng = np.random.default_rng(0)",
    now="rng = np.random.default_rng(1)",
)
q.equivalent(
    ANY_NETWORK + ", and it gives a class that never occurs to no image",
    was="overfitted = Network([64, 100, 10], rng)",
    now=[
        "overfitted = Network([64, 10], rng)",
        "overfitted = Network([64, 100], rng)",
        "overfitted = Network([64, 10, 100], rng)",
        "overfitted = Network([64, 101, 10], rng)",
        "overfitted = Network([64, 99, 10], rng)",
        "overfitted = Network([64, 100, 11], rng)",
    ],
)
q.equivalent(
    ANY_NETWORK,
    was="for epoch in range(60):",
    now=["for epoch in range(1, 60):", "for epoch in range(61):", "for epoch in range(59):"],
)
q.equivalent(
    ANY_NETWORK,
    was="train_epoch(overfitted, few_X, few_y, 0.1, rng)",
    now="train_epoch(overfitted, few_X, few_y, 1.1, rng)",
)
q.equivalent(
    "the labels are free",
    was='overfit_axes.plot(history["train"], label="60 training images")',
    now='overfit_axes.plot(history["train"], label="train")',
)
q.equivalent(
    "the labels are free",
    was='overfit_axes.plot(history["val"], "--", label="270 validation images")',
    now='overfit_axes.plot(history["val"], "--", label="val")',
)
q.equivalent(
    "the names of the axes are free",
    was='overfit_axes.set_ylabel("accuracy")',
    now='overfit_axes.set_ylabel("train")',
)
q.equivalent(
    "a title is not asked for",
    was='overfit_axes.set_title("A network that learns by heart")',
    now=["pass", 'overfit_axes.set_title("epoch")'],
)
q.hints(
    "What makes learning by heart easy: many images or few, a small network or a large one?",
    "Keep a few dozen rows of the training part, make a Network with many hidden neurons, and"
    " call train_epoch in a loop. After each epoch measure the accuracy twice: on the few "
    "rows, and on all of X_val.",
    "Fill the two lists of history in the loop, at least twenty times, and keep the network "
    "under the name overfitted. Then make a figure with axes called overfit_axes, draw both "
    "lists with a label each, name both axes, and add the legend.",
)
