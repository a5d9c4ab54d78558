"""q02_read_cifar: six batches become one set."""

import os

import numpy as np

from viva.exam import Question, check
from viva.lab.cifar_files import META_FILE, batch_bytes, meta_bytes

from .q01_read_batch import read_cifar_batch
from .shared import BATCHES, parts_of, some_pixels

q = Question("q02_read_cifar")


@q.reference
def read_cifar(directory):
    data, labels = [], []
    for name in BATCHES:
        X, y = read_cifar_batch(os.path.join(directory, name))
        data.append(X)
        labels.append(y)
    return np.concatenate(data), np.concatenate(labels)


SHAPE = "data is no table with a row of 3,072 numbers for each image."
LABELS = "There are not as many labels as rows of data."
FIVE = "The images of test_batch are missing. There are six batches."


def read(candidate, rng, sizes, end=""):
    """Let the candidate read a folder; its rows in the order of their first two numbers."""
    X = some_pixels(rng, sum(sizes))
    y = rng.choice([0, 1, 5, 9], size=len(X))
    places = np.split(rng.permutation(len(X)), np.cumsum(sizes)[:-1])
    files = {
        name: batch_bytes(X[rows], y[rows]) for name, rows in zip(BATCHES, places, strict=True)
    }
    files[META_FILE] = meta_bytes(["a", "b"], 3)
    files["readme.html"] = b"<html></html>"
    # In the order of an alphabet of its own: no folder lists its files in a promised order.
    files = dict(sorted(files.items(), key=lambda item: item[0][::-1]))
    found = candidate.call_with_files(candidate.read_cifar, files, end)
    data, labels = map(np.asarray, parts_of(found, "read_cifar", "data", "labels"))
    check(data.ndim == 2 and data.shape[1] == 3072, SHAPE)
    labels = labels.ravel()
    check(len(labels) == len(data), LABELS)
    check(len(data) != len(X) - sizes[-1], FIVE)
    order = np.argsort(200 * data[:, 0].astype(float) + data[:, 1], kind="stable")
    return data[order], labels[order]


@q.case("batches of different sizes")
def different_sizes(candidate, rng):
    return read(candidate, rng, [3, 5, 2, 4, 6, 1])


@q.case("a path that ends with a slash")
def with_a_slash(candidate, rng):
    return read(candidate, rng, [2, 2, 3, 1, 4, 5], end="/")


q.right(
    "comprehensions",
    code="""
def read_cifar(directory):
    names = [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]
    pairs = [read_cifar_batch(os.path.join(directory, name)) for name in names]
    data = np.concatenate([pair[0] for pair in pairs])
    labels = np.concatenate([pair[1] for pair in pairs])
    return data, labels
""",
)
q.right(
    "whatever the folder lists, the test batch first",
    code="""
def read_cifar(directory):
    data, labels = read_cifar_batch(f"{directory}/test_batch")
    for name in os.listdir(directory):
        if name.startswith("data_batch"):
            X, y = read_cifar_batch(f"{directory}/{name}")
            data, labels = np.vstack([data, X]), np.hstack([labels, y])
    return data, labels
""",
)
q.right(
    "stacked on nothing, as float64",
    code="""
from pathlib import Path


def read_cifar(directory):
    data, labels = np.empty((0, 3072)), np.empty(0, dtype=int)
    for path in sorted(Path(directory).glob("*_batch*")):
        X, y = read_cifar_batch(path)
        data, labels = np.append(data, X, axis=0), np.append(labels, y)
    return data, labels
""",
)
q.right(
    "lists, and the number of images as well",
    code="""
def read_cifar(directory):
    data, labels = [], []
    for name in ["test_batch"] + ["data_batch_" + str(i + 1) for i in range(5)]:
        X, y = read_cifar_batch(os.path.join(directory, name))
        data.extend(X)
        labels.extend(y.tolist())
    return np.array(data), np.array(labels), len(labels)
""",
)
q.wrong(
    "only the five",
    hint="Five batches are there; test_batch is the sixth. Here it goes into the pot as well, and "
    "you divide the images yourself later.",
    was=' + ["test_batch"]',
    now="",
)
q.wrong(
    "batches.meta as a batch",
    hint="The folder holds files that are no batches, batches.meta among them, and one of them "
    "cannot be read as one. Which six names do you need?",
    was='names = [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]',
    now="names = sorted(os.listdir(directory))",
    recognise=lambda candidate: _works(candidate) and not _works(candidate, [META_FILE]),
)
q.wrong(
    "no slash between",
    hint="A file is not found: the folder and the name of the file are put together without a "
    "slash between them. `os.path.join` puts one where it is missing.",
    was="os.path.join(directory, name)",
    now="directory + name",
    recognise=lambda candidate: _works(candidate, end="/") and not _works(candidate),
)
q.wrong(
    "labels in another order",
    hint="All images are there, but they have the labels of others: data and labels are put "
    "together in different orders.",
    was="[pair[1] for pair in pairs]",
    now="[pair[1] for pair in pairs[::-1]]",
)
q.wrong(
    "labels of one batch for all",
    hint="The labels of one batch are used for all of them. Which batch does each image come from?",
    code="""
def read_cifar(directory):
    names = [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]
    data = np.concatenate([read_cifar_batch(os.path.join(directory, n))[0] for n in names])
    labels = read_cifar_batch(os.path.join(directory, names[0]))[1]
    return data, np.resize(labels, len(data))
""",
)
q.wrong(
    "the last batch only",
    hint="Only one batch comes back: each one that is read takes the place of the one before.",
    code="""
def read_cifar(directory):
    for k in range(1, 7):
        name = f"data_batch_{k}" if k < 6 else "test_batch"
        data, labels = read_cifar_batch(os.path.join(directory, name))
    return data, labels
""",
)
q.wrong(
    "the first batch five times",
    hint="The same batch comes back several times. Does its number change in your loop?",
    was='f"data_batch_{k}"',
    now='"data_batch_1"',
)
q.wrong(
    "counted from 0",
    hint="There is no data_batch_0. The batches are counted from 1 to 5.",
    was="range(1, 6)",
    now="range(5)",
    recognise=lambda candidate: _works(candidate, ["data_batch_0"]) and not _works(candidate),
)
q.wrong(
    "the fifth left out",
    hint="data_batch_5 is missing: `range(1, 5)` ends before 5.",
    was="range(1, 6)",
    now="range(1, 5)",
)
q.wrong(
    "batches in a list",
    hint="data is a list of six batches. One table with all rows is asked for: put them below each "
    "other.",
    was="np.concatenate([pair[0] for pair in pairs])",
    now="[pair[0] for pair in pairs]",
    recognise=lambda candidate: len(_raw(candidate)[0]) == 6,
)
q.wrong(
    "side by side",
    hint="The batches stand side by side, so that a row is wider than an image. Along which axis "
    "are they to be joined?",
    was="np.concatenate([pair[0] for pair in pairs])",
    now="np.concatenate([pair[0] for pair in pairs], axis=1)",
    recognise=lambda candidate: np.shape(_raw(candidate, 2)[0])[1] == 6 * 3072,
)
q.wrong(
    "returns inside the loop",
    hint="Only the first batch is read. Where does the `return` stand, in the loop or behind it?",
    code="""
def read_cifar(directory):
    data, labels = [], []
    for name in ["data_batch_1", "data_batch_2", "test_batch"]:
        X, y = read_cifar_batch(os.path.join(directory, name))
        data.append(X)
        labels.append(y)
        return np.concatenate(data), np.concatenate(labels)
""",
)
q.hints(
    "Six files, six calls of a function that you have. What are their names, and how do you make "
    "five of them in a loop?",
    "Collect the data of each batch in one list and its labels in another, in the same loop, so "
    "that they stay in the same order.",
    "`os.path.join` makes the path of each file. Behind the loop `np.concatenate` puts the six "
    "tables below each other and the six arrays of labels behind each other.",
)


def _raw(candidate, size=None):
    rng = np.random.default_rng(3)
    files = {}
    for number, name in enumerate(BATCHES, 1):
        n = size or number
        files[name] = batch_bytes(some_pixels(rng, n), [number] * n)
    return candidate.call_with_files(candidate.read_cifar, files)


def _works(candidate, others=(), end=""):
    """Return whether the candidate reads a folder of six batches, and others beside them."""
    batch = batch_bytes(some_pixels(np.random.default_rng(4), 2), [1, 2])
    files = dict.fromkeys((*BATCHES, *others), batch)
    if META_FILE in files:
        files[META_FILE] = meta_bytes(["a", "b"], 3)
    try:
        candidate.call_with_files(candidate.read_cifar, files, end)
    except Exception:  # noqa: BLE001 - that it raises is what is asked
        return False
    return True
