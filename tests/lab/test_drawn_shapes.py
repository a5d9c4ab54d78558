import numpy as np

from viva.lab.drawn_shapes import SHAPES, draw_like_cifar


def test_images_of_cifars_form():
    X, y = draw_like_cifar(450, np.random.default_rng(0))
    assert X.shape == (450, 3072) and X.dtype == np.uint8
    assert y.dtype == np.int64 and np.bincount(y).tolist() == [45] * len(SHAPES)
    assert X.min() < 30 and X.max() > 225
    assert np.any(np.diff(y) < 0), "the classes are in order"


def test_a_generator_draws_the_same_again():
    first, again = (draw_like_cifar(30, np.random.default_rng(3))[0] for _ in range(2))
    other = draw_like_cifar(30, np.random.default_rng(4))[0]
    assert np.array_equal(first, again) and not np.array_equal(first, other)


def test_a_shape_may_be_lighter_or_darker_than_its_ground():
    X, y = draw_like_cifar(600, np.random.default_rng(1))
    grey = X.reshape(-1, 3, 32, 32).mean(axis=1)
    middle, edge = grey[:, 13:19, 13:19].mean(axis=(1, 2)), grey[:, :4].mean(axis=(1, 2))
    discs = y == SHAPES.index("disc")
    lighter = np.mean(middle[discs] > edge[discs])
    assert 0.5 < lighter < 0.95


def test_the_shapes_differ_where_they_should():
    X, y = draw_like_cifar(2000, np.random.default_rng(2))
    image = X.reshape(-1, 3, 32, 32).mean(axis=1)
    contrast = np.abs(image - image[:, :3].mean(axis=(1, 2))[:, None, None])
    mean = np.array([contrast[y == k].mean(axis=0) for k in range(len(SHAPES))])
    ring, disc = mean[SHAPES.index("ring")], mean[SHAPES.index("disc")]
    # Both have the same border, and only one has a middle.
    assert disc[15:17, 15:17].mean() > ring[15:17, 15:17].mean() + 10
    bar = mean[SHAPES.index("bar")]
    assert bar[15:17, 9].mean() > bar[9, 15:17].mean() + 10
