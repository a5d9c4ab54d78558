"""q08_figure: both curves of a training, saved as a picture."""

import numpy as np

from viva.exam import Question, check
from viva.lab.curves import plot_curves

q = Question("q08_figure")


@q.reference
def save_figure(path, train_accuracies, train_losses):
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    plot_curves({"accuracy": train_accuracies}, ax=left)
    plot_curves({"loss": train_losses}, ax=right, ylabel="loss")
    figure.savefig(path)
    plt.close(figure)


NO_FILE = "There is no file at path after the call."
SMALL = "The picture is smaller than 200 pixels in one direction."
EMPTY = "The picture is empty."
NO_ACCURACIES = "The picture does not change with the accuracies."
NO_LOSSES = "The picture does not change with the losses."


def picture_of(candidate, accuracies, losses):
    found = candidate.saved_picture(candidate.save_figure, accuracies, losses)
    check(found is not None, NO_FILE)
    return found


@q.case("a picture that changes with both lists", seconds=30)
def both_lists(candidate, rng):
    accuracies = np.sort(rng.uniform(0.1, 0.7, size=12)).tolist()
    losses = np.sort(rng.uniform(1.0, 2.3, size=12))[::-1].tolist()
    picture = picture_of(candidate, accuracies, losses)
    check(min(picture["height"], picture["width"]) >= 200, SMALL)
    check(picture["shades"] > 5, EMPTY)
    lower = [0.5 * accuracy for accuracy in accuracies]
    other = picture_of(candidate, [*lower[:-1], 0.8], losses)
    check(other["mean"] != picture["mean"], NO_ACCURACIES)
    other = picture_of(candidate, accuracies, [*losses[:5], 2.9, *losses[6:]])
    check(other["mean"] != picture["mean"], NO_LOSSES)


q.right(
    "two axes side by side",
    code="""
def save_figure(path, train_accuracies, train_losses):
    figure, (left, right) = plt.subplots(1, 2)
    epochs = range(1, len(train_accuracies) + 1)
    left.plot(epochs, train_accuracies)
    right.plot(epochs, train_losses)
    left.set_xlabel("epoch")
    left.set_ylabel("accuracy")
    right.set_xlabel("epoch")
    right.set_ylabel("loss")
    figure.savefig(path)
    plt.close(figure)
""",
)
q.right(
    "pyplot, one above the other",
    code="""
def save_figure(path, train_accuracies, train_losses):
    plt.figure(figsize=(5, 6))
    plt.subplot(2, 1, 1)
    plt.plot(train_accuracies, "o-")
    plt.ylabel("accuracy")
    plt.subplot(2, 1, 2)
    plt.plot(train_losses)
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.savefig(path, dpi=80)
    plt.close()
""",
)
q.right(
    "a second scale on the right",
    code="""
from matplotlib.figure import Figure


def save_figure(path, train_accuracies, train_losses):
    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    axes.plot(train_accuracies, color="C0", label="accuracy")
    other = axes.twinx()
    other.plot(train_losses, "--", color="C1", label="loss")
    axes.set_xlabel("epoch")
    axes.set_ylabel("accuracy")
    other.set_ylabel("loss")
    figure.savefig(path)
    return figure
""",
)
q.wrong(
    "not saved",
    hint="The curves are drawn, and no file is written at path. Which method of a figure writes one, "
    "and which name does it get?",
    was="    figure.savefig(path)\n",
    now="",
)
q.wrong(
    "an empty figure",
    hint="An empty figure is saved: a new one is begun before it, or the curves were closed already.",
    was="    figure.savefig(path)\n",
    now="    plt.figure()\n    plt.savefig(path)\n    plt.close()\n",
)
q.wrong(
    "the losses alone",
    hint="The accuracies are not in the picture.",
    was="left.plot(epochs, train_accuracies)",
    now="left.plot(epochs, train_losses)",
)
q.wrong(
    "the accuracies alone",
    hint="The losses are not in the picture. Are they drawn, and before it is saved?",
    was="right.plot(epochs, train_losses)",
    now="right.plot(epochs, train_accuracies)",
)
q.wrong(
    "tiny",
    hint="The picture is too small to read.",
    was="plt.subplots(1, 2)",
    now="plt.subplots(1, 2, figsize=(2, 1))",
)
q.equivalent(
    "how the two halves are arranged, and how large, is not asked",
    was='figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")',
    now=[
        'figure, (right, left) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")',
        'figure, (left, right) = plt.subplots(1, 2, layout="constrained")',
        "figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))",
        'figure, (left, right) = plt.subplots(2, 1, figsize=(9, 3.5), layout="constrained")',
        'figure, (left, right) = plt.subplots(1, 2, figsize=(3.5, 9), layout="constrained")',
        'figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.5), layout="constrained")',
        'figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.5), layout="constrained")',
        'figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4.5), layout="constrained")',
    ],
)
q.hints(
    "Which three steps make a picture on the disk: what is opened, what is drawn into it, and what "
    "writes it?",
    "`plt.subplots(1, 2)` gives a figure and two axes. Draw one list into each of them, with names "
    "for both axes, and let the figure write itself to path.",
    "The epochs count from 1 to the length of the lists. `plot` on the left and on the right axes, "
    "`savefig` on the figure with path, and close it at the end.",
)
