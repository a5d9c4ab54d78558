"""In which order a training shows its images: on blank ones the biases alone move, and tell it."""

import itertools

import numpy as np

from viva.exam import check

NOT_ONCE = "In an epoch some image is shown twice, or never. Each is to be shown once."
AFRESH = "Every epoch begins with a new model: only the last epoch counts."
OTHER_CHANCE = (
    "Two generators in the same state give two orders. Draw from rng, and from nothing else."
)
SAME_AGAIN = "The second epoch takes the images in the order of the first, whatever rng is."


def biases_after(b, labels):
    """Return where steps on blank images with these labels lead the biases."""
    for label in labels:
        powers = np.exp(b - b.max())
        b = b - 0.5 * (powers / powers.sum() - np.eye(len(b))[label])
    return b


def check_orders(candidate):
    """Raise `Wrong` unless each epoch goes on with the model, through all images, in a new order."""
    labels = [7, 8, 9]

    def biases(epochs, seed):
        generator = np.random.default_rng(seed)
        model = candidate.mended_training(
            np.zeros((3, 64)), np.array(labels), 0.5, epochs, generator
        )
        return np.ravel(np.asarray(model.b, dtype=float))

    start, orders = biases(0, 0), list(itertools.permutations(labels))
    once = [biases_after(start, order) for order in orders]
    twice = [[biases_after(b, order) for order in orders] for b in once]

    def among(b, ways):
        return any(np.allclose(b, way, rtol=1e-6, atol=1e-8) for way in ways)

    if not np.array_equal(start, biases(0, 0)):
        return  # Biases that are drawn anew for each model tell nothing.
    check(all(among(biases(1, seed), once) for seed in range(4)), NOT_ONCE)
    ends, again = ([biases(2, seed) for seed in range(8)] for _ in range(2))
    check(np.allclose(ends, again), OTHER_CHANCE)
    check(not all(among(b, once) for b in ends), AFRESH)
    same = [ways[k] for k, ways in enumerate(twice)]
    check(not all(among(b, same) for b in ends), SAME_AGAIN)
