"""Measure how many samples a second the network of 04 trains on, beside two libraries.

The network is the notebook's own: the solution cells of 04_numpy_mlp are read from source/. It
trains a 784-100-10 network (ReLU, softmax, momentum, mini-batches of 64, float32) in turns with
scikit-learn's MLPClassifier and, where it is installed, with PyTorch on the CPU. Each repetition
lets every contender train once from the start, so that what else the machine does meets all of
them. Compared are medians.

The images are MNIST's, from the folder that VIVA_MNIST_FOLDER names or that lies beside the
repository; without one they are drawn from scikit-learn's small digits.

    python benchmarks/throughput.py --repetitions 9
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import statistics
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import numpy as np
from threadpoolctl import threadpool_limits

REPOSITORY = Path(__file__).resolve().parents[1]
NOTEBOOK = REPOSITORY / "source" / "04_numpy_mlp" / "numpy_mlp.ipynb"
BESIDE = REPOSITORY.parent / "shared" / "data" / "mnist"
SIZES = [784, 100, 10]
BATCH, LEARNING_RATE, MOMENTUM = 64, 0.1, 0.9
# Accuracies that differ by more than this would mean that not the same work was done.
SAME_ACCURACY = 0.015


class Data(NamedTuple):
    """Images for training and images held back, float32 from 0 to 1, with their labels."""

    X: np.ndarray
    y: np.ndarray
    X_held: np.ndarray
    y_held: np.ndarray
    source: str


def load() -> Data:
    """Read the 10,000 test images of MNIST, or make images of that form from small digits."""
    folder = Path(os.environ.get("VIVA_MNIST_FOLDER") or BESIDE)
    images, labels = folder / "t10k-images-idx3-ubyte.gz", folder / "t10k-labels-idx1-ubyte.gz"
    if images.is_file() and labels.is_file():
        pixels = np.frombuffer(gzip.decompress(images.read_bytes()), np.uint8, offset=16)
        y = np.frombuffer(gzip.decompress(labels.read_bytes()), np.uint8, offset=8).astype(np.int64)
        X, source = pixels.reshape(len(y), -1).astype(np.float32) / 255, "MNIST's test images"
    else:
        X, y = digits_enlarged(10_000, np.random.default_rng(0))
        source = "digits of scikit-learn, enlarged"
    cut = len(X) * 4 // 5
    return Data(X[:cut], y[:cut], X[cut:], y[cut:], source)


def digits_enlarged(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Put scikit-learn's 8×8 digits, three times as large, somewhere on 28×28 pixels."""
    from sklearn.datasets import load_digits

    small = load_digits()
    chosen = rng.integers(len(small.target), size=n)
    images = np.zeros((n, 28, 28), np.float32)
    for image, k in zip(images, chosen, strict=True):
        down, right = rng.integers(5, size=2)
        image[down : down + 24, right : right + 24] = np.kron(small.images[k] / 16, np.ones((3, 3)))
    return images.reshape(n, -1), small.target[chosen]


def notebook_names() -> dict[str, Any]:
    """Run the given and the answer cells of the solution notebook, and give its names."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        data = cell.metadata.get("nbgrader")
        if cell.cell_type == "code" and data and not data["grade"]:
            text = re.sub(r" *### (BEGIN|END) SOLUTION\n?", "", cell.source)
            exec(compile(text, f"<{cell.id}>", "exec"), names)
    return names


def of_the_notebook(data: Data, epochs: int) -> Callable[[int], tuple[float, float]]:
    """Give a function that trains the notebook's network: seconds and held-out accuracy."""
    names = notebook_names()

    def run(seed: int) -> tuple[float, float]:
        rng = np.random.default_rng(seed)
        model = names["MLP"](SIZES, "relu", rng=rng)
        model.W = [W.astype(np.float32) for W in model.W]
        model.b = [b.astype(np.float32) for b in model.b]
        optimiser = names["Momentum"](LEARNING_RATE, MOMENTUM)
        start = time.perf_counter()
        names["train"](model, data.X, data.y, optimiser, epochs, BATCH, rng)
        seconds = time.perf_counter() - start
        answers = model.forward(data.X_held).argmax(axis=1)
        return seconds, float(np.mean(answers == data.y_held))

    return run


def of_scikit_learn(data: Data, epochs: int) -> Callable[[int], tuple[float, float]]:
    """Give a function that trains scikit-learn's MLPClassifier in the same way."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    def run(seed: int) -> tuple[float, float]:
        model = MLPClassifier(
            (SIZES[1],),
            solver="sgd",
            alpha=0.0,
            batch_size=BATCH,
            learning_rate_init=LEARNING_RATE,
            momentum=MOMENTUM,
            nesterovs_momentum=False,
            max_iter=epochs,
            tol=0.0,
            n_iter_no_change=epochs + 1,
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            start = time.perf_counter()
            model.fit(data.X, data.y)
            seconds = time.perf_counter() - start
        return seconds, float(model.score(data.X_held, data.y_held))

    return run


def of_torch(data: Data, epochs: int, threads: int) -> Callable[[int], tuple[float, float]]:
    """Give a function that trains the same network with PyTorch.

    Raises
    ------
    ImportError
        If PyTorch is not installed.
    """
    import torch

    torch.set_num_threads(threads)
    X, y = torch.from_numpy(data.X), torch.from_numpy(data.y)
    X_held = torch.from_numpy(data.X_held)

    def run(seed: int) -> tuple[float, float]:
        torch.manual_seed(seed)
        model = torch.nn.Sequential(
            torch.nn.Linear(SIZES[0], SIZES[1]), torch.nn.ReLU(), torch.nn.Linear(*SIZES[1:])
        )
        optimiser = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM)
        loss = torch.nn.CrossEntropyLoss()
        start = time.perf_counter()
        for _ in range(epochs):
            order = torch.randperm(len(X))
            for first in range(0, len(X), BATCH):
                rows = order[first : first + BATCH]
                optimiser.zero_grad()
                loss(model(X[rows]), y[rows]).backward()
                optimiser.step()
        seconds = time.perf_counter() - start
        with torch.no_grad():
            answers = model(X_held).argmax(dim=1).numpy()
        return seconds, float(np.mean(answers == data.y_held))

    return run


def measure(
    contenders: dict[str, Callable[[int], tuple[float, float]]], repetitions: int
) -> dict[str, list[tuple[float, float]]]:
    """Let the contenders train in turns, after one round that does not count."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for repetition in range(repetitions + 1):
        for name, run in contenders.items():
            result = run(repetition)
            if repetition:
                found[name].append(result)
    return found


def main() -> int:
    """Measure, print a table, and tell by the exit code whether the accuracies agree."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--repetitions", type=int, default=9, help="at least 7 (default 9)")
    parser.add_argument("--epochs", type=int, default=3, help="in each repetition (default 3)")
    parser.add_argument("--threads", type=int, default=1, help="for everybody (default 1)")
    options = parser.parse_args()
    if options.repetitions < 7:
        parser.error("fewer than 7 repetitions say little")
    data = load()
    contenders = {
        "notebook": of_the_notebook(data, options.epochs),
        "scikit-learn": of_scikit_learn(data, options.epochs),
    }
    try:
        contenders["PyTorch"] = of_torch(data, options.epochs, options.threads)
    except ImportError:
        print("PyTorch is not installed, and is left out.")
    with threadpool_limits(options.threads):
        found = measure(contenders, options.repetitions)
    samples = options.epochs * len(data.X)
    print(
        f"784-100-10, ReLU, momentum, batches of {BATCH}, float32: {len(data.X)} images "
        f"({data.source}), {options.epochs} epochs, {options.threads} thread(s), medians of "
        f"{options.repetitions} repetitions in turns"
    )
    print(f"{'':14}{'samples/s':>10}{'slowest':>10}{'fastest':>10}{'ratio':>8}{'accuracy':>10}")
    accuracies = {}
    for name, results in found.items():
        rates = [samples / seconds for seconds, _ in results]
        # Each repetition has its own ratio, so a slow minute of the machine counts for nobody.
        pairs = zip(found["notebook"], results, strict=True)
        ratio = statistics.median(theirs[0] / mine[0] for mine, theirs in pairs)
        accuracies[name] = statistics.fmean(accuracy for _, accuracy in results)
        print(
            f"{name:14}{statistics.median(rates):10,.0f}{min(rates):10,.0f}{max(rates):10,.0f}"
            f"{ratio:8.2f}{accuracies[name]:10.4f}"
        )
    print("ratio: how many times as many samples a second the notebook's network trains on")
    if max(accuracies.values()) - min(accuracies.values()) > SAME_ACCURACY:
        print("The accuracies differ, so the speeds cannot be compared.")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
