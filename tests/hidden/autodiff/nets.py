"""Networks in NumPy with PyTorch's parameters, and how a case asks a network of either kind."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .later import F, torch
from .shared import softmax


class NumpyNet:
    """A network whose parameters are arrays, in the shapes and the order that PyTorch gives them."""

    shapes = ()

    def __init__(self):
        rng = np.random.default_rng()
        self.arrays = [0.05 * rng.normal(size=shape) for shape in self.shapes]
        self.training = True


class Dense(NumpyNet):
    shapes = ((100, 784), (100,), (10, 100), (10,))

    def forward(self, X):
        W1, b1, W2, b2 = self.arrays
        return np.maximum(X @ W1.T + b1, 0) @ W2.T + b2

    def slopes(self, X, y):
        W1, b1, W2, b2 = self.arrays
        Z = X @ W1.T + b1
        A = np.maximum(Z, 0)
        delta2 = (softmax(A @ W2.T + b2) - np.eye(10)[y]) / len(y)
        delta1 = (delta2 @ W2) * (Z > 0)
        return [delta1.T @ X, delta1.sum(axis=0), delta2.T @ A, delta2.sum(axis=0)]


def convolved(images, kernels, bias):
    """Return a convolution of n×c×h×w images with k×c×m×m kernels, without padding."""
    windows = sliding_window_view(images, kernels.shape[2:], axis=(2, 3))
    return np.einsum("ncxyij,kcij->nkxy", windows, kernels, optimize=True) + bias[:, None, None]


def pooled(images):
    n, c, h, w = images.shape
    return images.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))


class Convolutional(NumpyNet):
    shapes = ((8, 1, 5, 5), (8,), (16, 8, 5, 5), (16,), (64, 256), (64,), (10, 64), (10,))

    def forward(self, X):
        k1, c1, k2, c2, W1, b1, W2, b2 = self.arrays
        A = pooled(np.maximum(convolved(X, k1, c1), 0))
        A = pooled(np.maximum(convolved(A, k2, c2), 0))
        H = np.maximum(A.reshape(len(A), -1) @ W1.T + b1, 0)
        if self.training:
            H = H * (np.random.default_rng().random(H.shape) < 0.5) * 2
        return H @ W2.T + b2


def parameter_shapes(net):
    if isinstance(net, NumpyNet):
        return [array.shape for array in net.arrays]
    return [tuple(parameter.shape) for parameter in net.parameters()]


def set_parameters(net, arrays):
    if isinstance(net, NumpyNet):
        net.arrays = [np.array(array) for array in arrays]
        return
    net.to(torch.as_tensor(arrays[0]).dtype)
    with torch.no_grad():
        for parameter, array in zip(net.parameters(), arrays):
            parameter.copy_(torch.as_tensor(array))


def parameters_of(net):
    if isinstance(net, NumpyNet):
        return net.arrays
    return [parameter.detach().numpy().copy() for parameter in net.parameters()]


def slopes_of(net, arrays, X, y):
    set_parameters(net, arrays)
    if isinstance(net, NumpyNet):
        return net.forward(X), net.slopes(X, y)
    net.zero_grad()
    logits = net(torch.as_tensor(X))
    F.cross_entropy(logits, torch.as_tensor(y)).backward()
    return logits.detach().numpy(), [parameter.grad.numpy() for parameter in net.parameters()]


def trained_from(net, arrays, X, y, train_net, *options):
    set_parameters(net, arrays)
    if isinstance(net, NumpyNet):
        train_net(net, X, y, *options)
    else:
        train_net(net, torch.as_tensor(X), torch.as_tensor(y), *options)
    return parameters_of(net)


def outputs_of(net, arrays, X, training=False):
    set_parameters(net, arrays)
    if isinstance(net, NumpyNet):
        net.training = training
        return net.forward(X)
    net.train(training)
    with torch.no_grad():
        return net(torch.as_tensor(X)).numpy()


def drawn(rng, shapes, dtype=np.float64):
    """Draw parameters of moderate size, none of them zero."""
    return [
        (rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]) or 1)).astype(dtype)
        if len(shape) > 1
        else (0.3 * rng.normal(size=shape)).astype(dtype)
        for shape in shapes
    ]
