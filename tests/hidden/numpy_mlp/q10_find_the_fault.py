"""q10_find_the_fault: a kept network that goes on changing is seen through, and mended."""

import numpy as np

from viva.exam import Question, check

from .q02_mse_gradients import mse_gradients
from .shared import draw_blobs, says, some_weights

q = Question("q10_find_the_fault")


@q.reference
def mended_training(w1, b1, w2, b2, data, targets, data_val, targets_val, learning_rate, num_epoch):
    weights = [np.array(w, dtype=float) for w in (w1, b1, w2, b2)]
    train_losses, val_losses, networks = [], [], []
    for _ in range(num_epoch):
        slopes = mse_gradients(*weights, data, targets)[1:]
        weights = [w - learning_rate * slope for w, slope in zip(weights, slopes, strict=True)]
        networks.append(weights)
        train_losses.append(mse_gradients(*weights, data, targets)[0])
        val_losses.append(mse_gradients(*weights, data_val, targets_val)[0])
    best_epoch = int(np.argmin(val_losses))
    return networks[best_epoch], best_epoch, train_losses, val_losses


q.reference(fault="C")

FOUR = (
    "mended_training returns four things, as broken_training does: kept, best_epoch, train_losses, "
    "val_losses."
)


def trained(candidate, rng, inputs, learning_rate, num_epoch):
    """Return what the losses are, and what those of the network are that comes back."""
    data, targets, data_val, targets_val = inputs
    start = some_weights(rng, data.shape[1], 6, targets.shape[1])
    found = candidate.mended_training(
        *(w.copy() for w in start), data, targets, data_val, targets_val, learning_rate, num_epoch
    )
    check(isinstance(found, (tuple, list)) and len(found) == 4, FOUR)
    kept, best_epoch, train_losses, val_losses = found
    check(isinstance(kept, (tuple, list)) and len(kept) == 4, FOUR)
    arrays = [
        np.reshape(np.asarray(new, dtype=float), w.shape)
        for new, w in zip(kept, start, strict=True)
    ]
    return {
        "the training losses": np.ravel(train_losses),
        "the validation losses": np.ravel(val_losses),
        "the best epoch": int(best_epoch),
        "the validation loss of what is kept": mse_gradients(*arrays, data_val, targets_val)[0],
        "the training loss of what is kept": mse_gradients(*arrays, data, targets)[0],
    }


@q.case("the fault by its letter")
def the_letter(candidate, rng):
    return str(candidate.fault).strip().upper()[:1]


@q.case("few points, learned by heart")
def few_points(candidate, rng):
    centres = rng.normal(size=(3, 2))
    parts = []
    for n in (6, 60):
        points, labels = draw_blobs(centres, n, 1.0, rng)
        parts += [points, np.eye(3)[labels]]
    return trained(candidate, rng, parts, 5.0, 250)


@q.case("the first epoch is the best, and the last one")
def first_and_last(candidate, rng):
    data, targets = rng.normal(size=(7, 3)), rng.uniform(0.6, 0.9, size=(7, 2))
    return [
        trained(candidate, rng, (data, targets, data[:4], wanted), 0.5, 6)
        for wanted in (0.1 * targets[:4], targets[:4])
    ]


q.right(
    "copies when they are kept",
    code="""
fault = "C"


def mended_training(w1, b1, w2, b2, data, targets, data_val, targets_val, learning_rate, num_epoch):
    weights = [np.array(w, dtype=float) for w in (w1, b1, w2, b2)]
    train_losses, val_losses = [], []
    for epoch in range(num_epoch):
        slopes = mse_gradients(*weights, data, targets)[1:5]
        for w, slope in zip(weights, slopes):
            w -= learning_rate * np.reshape(slope, w.shape)
        train_losses.append(mse_gradients(*weights, data, targets)[0])
        val_losses.append(mse_gradients(*weights, data_val, targets_val)[0])
        if val_losses[-1] == min(val_losses):
            best_epoch, kept = epoch, [w.copy() for w in weights]
    return kept, best_epoch, train_losses, val_losses
""",
)
q.right(
    "new arrays in each step, by learn_once_mse",
    code="""
fault = "c) the arrays go on changing"


def mended_training(w1, b1, w2, b2, data, targets, data_val, targets_val, learning_rate, num_epoch):
    weights = [w1, b1, w2, b2]
    in_training, in_validation, best = [], [], float("inf")
    for epoch in range(num_epoch):
        copies = [np.array(w, dtype=float) for w in weights]
        weights = list(learn_once_mse(*copies, data, targets, learning_rate)[:4])
        in_training += [mse_gradients(*weights, data, targets)[0]]
        in_validation += [mse_gradients(*weights, data_val, targets_val)[0]]
        if in_validation[-1] < best:
            best, best_epoch, kept = in_validation[-1], epoch, weights
    return kept, best_epoch, in_training, in_validation
""",
)
q.right(
    "every network is kept, the best is chosen in the end",
    code="""
import copy

fault = "C"


def mended_training(w1, b1, w2, b2, data, targets, data_val, targets_val, learning_rate, num_epoch):
    net, networks = [w1, b1, w2, b2], []
    for _ in range(num_epoch):
        slopes = mse_gradients(*net, data, targets)[1:5]
        for k in range(4):
            net[k] = net[k] - learning_rate * np.reshape(slopes[k], net[k].shape)
        networks.append(copy.deepcopy(net))
    train_losses = [mse_gradients(*n, data, targets)[0] for n in networks]
    val_losses = np.array([mse_gradients(*n, data_val, targets_val)[0] for n in networks])
    best = val_losses.argmin()
    return [networks[best], best, train_losses, val_losses]
""",
)

LETTER = 'fault = "C"\n'
ONLY_THE_LETTER = 2 / 3
KEEP = "            best_epoch, kept = epoch, [w.copy() for w in weights]\n"


def letter(which, title, hint):
    q.wrong(
        title,
        hint=hint,
        was=LETTER,
        now=f'fault = "{which}"\n',
        keeps=ONLY_THE_LETTER,
        recognise=says(which),
    )


letter(
    "A",
    "A, chosen by the training loss",
    "By the training loss the last epoch would be the best, for it falls to the end. Which epoch "
    "does the function name?",
)
letter(
    "B",
    "B, learns from the validation points",
    "A network that learns from the validation points would get better on them. What does their "
    "curve do? And which data does mse_gradients get for the slopes?",
)
letter(
    "D",
    "D, a step too late",
    "One step after the best the loss would be hardly larger. Where on the curve is the dotted line "
    "met, one epoch after the star or at the end?",
)
letter(
    "E",
    "E, too long steps",
    "Steps that are too long would show in the training loss. And would they explain why what comes "
    "back has another loss than the best epoch?",
)
letter(
    "F",
    "F, the network of the start",
    "The network of the start has the loss at the left end of the curve. Is that the height of the "
    "dotted line? The last number would not depend on how many epochs there are, either.",
)
q.wrong(
    "not mended",
    hint="What comes back is the network of the last epoch. Do you return what was kept? And a new "
    "list with the same arrays in it is no copy of them.",
    was="[w.copy() for w in weights]",
    now="list(weights)",
)
q.wrong(
    "only the matrices are copied",
    hint="The matrices that come back are those of the best epoch, the biases are those of the last "
    "one. All four go on changing.",
    was="[w.copy() for w in weights]",
    now="[w.copy() if w.ndim == 2 else w for w in weights]",
)
q.wrong(
    "chosen by the training loss",
    hint="The network that comes back is that with the smallest training loss. Is the validation "
    "loss of each epoch compared, and with the smallest so far?",
    was="if val_losses[-1] == min(val_losses)",
    now="if train_losses[-1] == min(train_losses)",
)
q.wrong(
    "the worst is kept",
    hint="The network that comes back is that with the largest validation loss.",
    was="== min(val_losses)",
    now="== max(val_losses)",
)
q.wrong(
    "kept before the step",
    hint="What is kept is the network before the step, and the losses are measured after it.",
    was=("        slopes = mse", "[w.copy() for w in weights]"),
    now=("        old = [w.copy() for w in weights]\n        slopes = mse", "old"),
)
q.wrong(
    "nothing is learned",
    hint="All losses are equal: nothing is learned. In a loop over arrays, w = w - ... gives the "
    "name w to a new array, and the list keeps the old one.",
    was="w -= learning_rate * np.reshape(slope, w.shape)",
    now="w = w - learning_rate * np.reshape(slope, w.shape)",
)
q.wrong(
    "losses before the step",
    hint="The losses are those before each step. broken_training measures after it.",
    was=(
        LETTER,
        "        slopes = mse",
        "        train_losses.append(mse_gradients(*weights, data, targets)[0])\n",
        "        val_losses.append(mse_gradients(*weights, data_val, targets_val)[0])\n",
    ),
    now=(
        LETTER,
        "        train_losses.append(mse_gradients(*weights, data, targets)[0])\n"
        "        val_losses.append(mse_gradients(*weights, data_val, targets_val)[0])\n"
        "        slopes = mse",
        "",
        "",
    ),
)
q.wrong(
    "epochs counted from 1",
    hint="The number of the best epoch is one too large. It is counted from 0.",
    was="best_epoch, kept = epoch,",
    now="best_epoch, kept = epoch + 1,",
)
q.wrong(
    "learns from the validation points",
    hint="The slopes come from the validation points. Then nothing is put aside any more.",
    was="mse_gradients(*weights, data, targets)[1:5]",
    now="mse_gradients(*weights, data_val, targets_val)[1:5]",
)
q.wrong(
    "only the network comes back",
    hint=FOUR,
    was=(LETTER, ", best_epoch, train_losses, val_losses\n"),
    now=(LETTER, "\n"),
)

q.equivalent(
    "the arrays that come in are floats",
    was="weights = [np.array(w, dtype=float) for w in (w1, b1, w2, b2)]",
    now="weights = [np.array(w) for w in (w1, b1, w2, b2)]",
)
q.equivalent(
    "two empty lists",
    was="train_losses, val_losses = [], []",
    now="val_losses, train_losses = [], []",
)
q.equivalent(
    "zip ends with the four arrays",
    was="slopes = mse_gradients(*weights, data, targets)[1:5]",
    now=[
        "slopes = mse_gradients(*weights, data, targets)[1:]",
        "slopes = mse_gradients(*weights, data, targets)[1:6]",
    ],
)

q.hints(
    "With which point of the validation curve does the dotted line agree, and to which epoch does "
    "that point belong?",
    "The number of the best epoch is right, so the choice is right as well. What happens to what "
    "was kept in that epoch, in all the epochs after it?",
    "The step works in place. So every list that holds these arrays sees the change, a new list as "
    "well as an old one. What must be made anew is not the list.",
)
