import numpy as np
import pytest

from viva.lab.data import separable_clouds


def test_both_clouds_are_there_and_mixed():
    X, y = separable_clouds((30, 12), np.random.default_rng(0))
    assert X.shape == (42, 2)
    assert np.bincount(y).tolist() == [30, 12]
    assert len(set(y[:10].tolist())) == 2
    assert X[y == 1].mean(axis=0) == pytest.approx([3.0, 1.5], abs=0.5)


@pytest.mark.parametrize("seed", range(5))
def test_every_point_keeps_the_gap(seed):
    centers = np.array([[-1.0, 2.0], [0.5, 0.0]])
    X, y = separable_clouds(
        (50, 20), np.random.default_rng(seed), centers=centers, spread=1.5, gap=0.3
    )
    across = (centers[1] - centers[0]) / np.linalg.norm(centers[1] - centers[0])
    sides = (X - centers.mean(axis=0)) @ across
    assert (sides * (2 * y - 1)).min() >= 0.3


def test_the_generator_alone_decides():
    first = separable_clouds((5, 4), np.random.default_rng(7))
    again = separable_clouds((5, 4), np.random.default_rng(7))
    other = separable_clouds((5, 4), np.random.default_rng(8))
    assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])


def test_a_gap_that_swallows_the_centers_is_refused():
    with pytest.raises(ValueError, match="half the distance"):
        separable_clouds((5, 5), np.random.default_rng(0), gap=2.0)
