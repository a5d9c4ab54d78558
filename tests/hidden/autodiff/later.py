"""PyTorch and Keras for answers that are run beside the references, imported when they are used.

The references need neither: a judge imports them only where a mistake is looked for.
"""

import os


class Later:
    """Something in a package, which is imported when it is used."""

    def __init__(self, find):
        self._find = find

    def __getattr__(self, name):
        return getattr(self._find(), name)

    def __call__(self, *arguments, **keywords):
        return self._find()(*arguments, **keywords)


def _torch():
    import torch

    torch.set_num_threads(1)
    return torch


def _functional():
    return _torch().nn.functional


def _nn():
    return _torch().nn


def _loader():
    from torch.utils.data import DataLoader

    return DataLoader


def _dataset():
    from torch.utils.data import TensorDataset

    return TensorDataset


def _keras():
    os.environ["KERAS_BACKEND"] = "torch"
    _torch()
    import keras

    return keras


torch, F, nn = Later(_torch), Later(_functional), Later(_nn)
DataLoader, TensorDataset = Later(_loader), Later(_dataset)
keras = Later(_keras)
