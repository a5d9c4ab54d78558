"""Mistakes that people make in q14_weight_decay: title, hint, and an edit of an answer."""

PRICE = "sum(np.sum(W**2) for W in self.W)"

MISTAKES = (
    (
        "the first layer alone",
        "Your price is that of the first matrix alone. All matrices pay.",
        (PRICE, "[slope + 2 * self.weight_decay * W for"),
        (
            "np.sum(self.W[0] ** 2)",
            "[slope + 2 * self.weight_decay * W * (W is self.W[0]) for",
        ),
    ),
    (
        "the last layer free of charge in the loss",
        "The slopes are right; in the loss the last matrix is left out. All matrices pay.",
        PRICE,
        "sum(np.sum(W**2) for W in self.W[:-1])",
    ),
    (
        "the first layer alone in the loss",
        "The slopes are right; in the loss the first matrix alone pays. All matrices do.",
        PRICE,
        "np.sum(self.W[0] ** 2)",
    ),
    (
        "the lengths of the matrices in the loss",
        "The slopes are right; your loss adds up a root for each matrix. The price is the sum of squares, without a root.",
        PRICE,
        "sum(np.sum(W**2) ** 0.5 for W in self.W)",
    ),
    (
        "the mean of the squares in the loss alone",
        "The slopes are right; your loss takes the mean of the squared weights of a layer. Their sum is asked for.",
        PRICE,
        "sum(np.mean(W**2) for W in self.W)",
    ),
    (
        "the square of the sum",
        "The slopes are right; your loss adds up the weights of a matrix and squares the sum. Square first, then add.",
        PRICE,
        "sum(np.sum(W) ** 2 for W in self.W)",
    ),
    (
        "lambda squared in the slopes",
        "The loss is right; in the slopes weight_decay stands squared. It is a factor, once.",
        "2 * self.weight_decay * W",
        "2 * self.weight_decay**2 * W",
    ),
    (
        "an activation that is not passed on",
        "What the sigmoid networks pay is right; the others are computed with another activation than that of an MLP: does `__init__` pass its activation on?",
        "(sizes, activation, bias, rng)",
        "(sizes, bias=bias, rng=rng)",
    ),
    (
        "a generator that is not passed on",
        "Two networks whose generators have the same seed start with different weights. Do they come from rng?",
        "(sizes, activation, bias, rng)",
        "(sizes, activation, bias)",
    ),
)
