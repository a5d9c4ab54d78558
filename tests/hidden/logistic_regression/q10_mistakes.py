"""Mistakes that people make in q10_minibatch with their batches; each is an edit of an answer."""

from .orders import adding_batches, adding_points, filled_up, first_labels, walks

GRADIENT = (
    "            for i in index[k : k + m]:\n                total += grad_loss_i(w, X[i], y[i])\n"
)
STEP = "            w = w - learning_rate * total\n"

MISTAKES = [
    dict(
        title="ascent",
        hint="The weights move along the gradient, that is uphill.",
        was="w - learning_rate",
        now="w + learning_rate",
    ),
    dict(
        title="gradients that add up over the batches",
        hint="From the second batch on the gradients of the batches before are still in the sum. It "
        "begins at 0 for each batch.",
        was=("            total = np.zeros_like(w)\n", "rng.shuffle(index)\n"),
        now=("", "rng.shuffle(index)\n        total = np.zeros_like(w)\n"),
        recognise=walks(adding_batches),
    ),
    dict(
        title="a step at each point by the sum so far",
        hint="w moves at each point of a batch, by the sum up to it. Complete the sum of the batch "
        "first: how far is the update indented?",
        was=GRADIENT + STEP,
        now=GRADIENT + "    " + STEP,
        recognise=walks(adding_points),
    ),
    dict(
        title="the last batch filled up",
        hint="Your last batch is filled up with points of the first one, which are used twice in the "
        "epoch. It is the shorter rest.",
        was="index[k : k + m]",
        now="np.resize(np.roll(index, -k), m)",
        recognise=walks(filled_up, 5),
    ),
    dict(
        title="the first labels in each batch",
        hint="Every batch gets the first labels of y: `y` has to be taken by the numbers of the rows, "
        "as X is.",
        was="- y[batch]",
        now="- y[: len(batch)]",
        recognise=walks(first_labels),
    ),
]
