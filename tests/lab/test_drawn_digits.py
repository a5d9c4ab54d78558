import numpy as np
import pytest

from viva.lab.drawn_digits import draw_like_mnist


class TestDrawnImages:
    def test_they_have_the_form_of_mnist(self):
        X, y = draw_like_mnist(40, np.random.default_rng(0))
        assert X.shape == (40, 784) and X.dtype == np.float32
        assert y.shape == (40,) and y.dtype == np.int64
        assert X.min() == 0 and X.max() == 1
        # The ink lies in the middle, and there is about as much of it as in MNIST.
        images = X.reshape(-1, 28, 28)
        assert images[:, :2].mean() < 0.01 and images[:, :, -2:].mean() < 0.01
        assert 0.08 < X.mean() < 0.2

    def test_the_generator_alone_decides(self):
        first = draw_like_mnist(30, np.random.default_rng(1))
        again = draw_like_mnist(30, np.random.default_rng(1))
        other = draw_like_mnist(30, np.random.default_rng(2))
        assert np.array_equal(first[0], again[0]) and np.array_equal(first[1], again[1])
        assert not np.array_equal(first[0], other[0])

    def test_an_image_and_its_digit_belong_together(self):
        # A full and an empty square: the one has ink, the other none.
        digits = np.array([np.full(64, 16.0), np.zeros(64)]), np.array([7, 3])
        X, y = draw_like_mnist(20, np.random.default_rng(3), digits=digits)
        assert set(y) == {3, 7}
        assert X[y == 3].max() == 0 and X[y == 7].mean(axis=1).min() > 0.3

    def test_the_same_digit_looks_different_each_time(self):
        digits = np.array([[0.0, 16.0] * 32]), np.array([1])
        X, _ = draw_like_mnist(5, np.random.default_rng(4), digits=digits)
        assert len(np.unique(X, axis=0)) == 5

    @pytest.mark.parametrize("n", [0, 1, 251])
    def test_any_number(self, n):
        X, y = draw_like_mnist(n, np.random.default_rng(0))
        assert X.shape == (n, 784) and y.shape == (n,)
