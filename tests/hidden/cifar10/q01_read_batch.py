"""q01_read_batch: one file becomes an array of pixels and one of labels."""

import numpy as np

from viva.exam import Question, check
from viva.lab.cifar_files import batch_bytes
from viva.lab.plain_pickle import read_pickle

from .shared import parts_of, some_pixels

q = Question("q01_read_batch")


@q.reference
def read_cifar_batch(path):
    batch = read_pickle(path)
    data = batch[b"data"].astype(np.float32)
    labels = np.array(batch[b"labels"], dtype=np.int64)
    return data, labels


NOT_FLOAT32 = "data has the right numbers, but not the type float32."
BYTES = "data is still an array of bytes, uint8. They count in circles: make float32 of them."
DOUBLE = "data is an array of float64, twice as much memory as the float32 that is asked for."
LABELS_LIST = "labels is a list, as in the file. An array is asked for."
NOT_INT64 = "labels has the right numbers, but not the type int64."


def read(candidate, X, y):
    """Let the candidate read a batch from a file; its values alone."""
    files = {"batch": batch_bytes(X, y)}
    found = candidate.call_with_files(candidate.read_cifar_batch, files, "/batch")
    return parts_of(found, "read_cifar_batch", "data", "labels")


def examine_batch(candidate, rng, n, classes):
    X, y = some_pixels(rng, n), rng.choice(classes, size=n).tolist()
    data, labels = read(candidate, X, y)
    if np.array_equal(np.asarray(data, dtype=float), X):
        kind = getattr(data, "dtype", None)
        check(kind != np.uint8, BYTES)
        check(kind != np.float64, DOUBLE)
        check(kind == np.float32, NOT_FLOAT32)
    if np.array_equal(np.ravel(labels), y):
        check(isinstance(labels, np.ndarray), LABELS_LIST)
        check(labels.dtype == np.int64, NOT_INT64)
    return data, labels


@q.case("a batch of seven images")
def seven_images(candidate, rng):
    return examine_batch(candidate, rng, 7, [0, 3, 9])


@q.case("a batch of a dozen images of two classes")
def a_dozen_images(candidate, rng):
    return examine_batch(candidate, rng, 12, [8, 4])


q.right(
    "pickle with bytes",
    code="""
import pickle


def read_cifar_batch(path):
    with open(path, "rb") as file:
        batch = pickle.load(file, encoding="bytes")
    data = np.array(batch[b"data"], dtype=np.float32)
    labels = np.array(batch[b"labels"]).astype("int64")
    return data, labels
""",
)
q.right(
    "pickle with latin1, keys as texts",
    code="""
import pickle


def read_cifar_batch(path):
    file = open(path, "rb")
    content = pickle.load(file, encoding="latin1")
    file.close()
    X = np.asarray(content["data"]).astype(np.float32)
    y = np.fromiter(content["labels"], dtype=np.int64)
    return X, y
""",
)
q.right(
    "a list of both, and the names of the files as well",
    code="""
from pathlib import Path


def read_cifar_batch(path):
    content = read_pickle(Path(path))
    rows = np.stack(list(content[b"data"])).astype("float32")
    return [rows, np.int64(content[b"labels"]), content[b"filenames"]]
""",
)
q.right(
    "filled row by row",
    code="""
def read_cifar_batch(path):
    batch = read_pickle(path)
    pixels, classes = batch[b"data"], batch[b"labels"]
    data = np.empty(pixels.shape, dtype=np.float32)
    labels = np.empty(len(classes), dtype=np.int64)
    for i in range(len(classes)):
        data[i] = pixels[i]
        labels[i] = classes[i]
    return data, labels
""",
)
q.wrong(
    "bytes left",
    hint="data is still of the type uint8, as in the file. Subtract two of its pixels and look at "
    "what comes out: which type does the text ask for?",
    was='data = batch[b"data"].astype(np.float32)',
    now='data = batch[b"data"]',
    recognise=lambda candidate: _kind(candidate, 0) == "uint8",
)
q.wrong(
    "float64",
    hint="data is float64, NumPy's usual float. The real set would fill 1.5 GB in it; half of that "
    "is enough.",
    was='batch[b"data"].astype(np.float32)',
    now='batch[b"data"].astype(float)',
    recognise=lambda candidate: _kind(candidate, 0) == "float64",
)
q.wrong(
    "labels left as a list",
    hint="labels is still the list of the file. A list cannot be compared with an array of answers "
    "or be indexed by one: make an array of it.",
    was='labels = np.array(batch[b"labels"], dtype=np.int64)',
    now='labels = batch[b"labels"]',
    recognise=lambda candidate: isinstance(read(candidate, *_two())[1], list),
)
q.wrong(
    "labels as float32",
    hint="labels are floats. They number the classes and are used as places in arrays: which type "
    "does the text ask for?",
    was="dtype=np.int64",
    now="dtype=np.float32",
    recognise=lambda candidate: _kind(candidate, 1).startswith("float"),
)
q.wrong(
    "labels as bytes",
    hint="labels are an array of small whole numbers, of 32 bits or fewer. The type that is asked "
    "for has 64.",
    was="dtype=np.int64",
    now="dtype=np.uint8",
    recognise=lambda candidate: _kind(candidate, 1) in ("uint8", "int8", "int16", "int32"),
)
q.wrong(
    "keys as texts",
    hint='The key does not exist: Python 2 wrote the keys, and they come back as bytes, b"data" and '
    'not "data".',
    was=('batch[b"data"]', 'batch[b"labels"]'),
    now=('batch["data"]', 'batch["labels"]'),
)
q.wrong(
    "pixels from 0 to 1",
    hint="The pixels are divided by 255. The file's own numbers, from 0 to 255, are asked for; "
    "scaling comes later.",
    was='batch[b"data"].astype(np.float32)',
    now='batch[b"data"].astype(np.float32) / 255',
)
q.wrong(
    "already images",
    hint="data is reshaped into images. Leave each image a row of 3,072 numbers.",
    was='batch[b"data"].astype(np.float32)',
    now='batch[b"data"].astype(np.float32).reshape(-1, 3, 32, 32)',
)
q.wrong(
    "transposed",
    hint="data has a column for each image. A row for each is asked for, as in the file.",
    was='batch[b"data"].astype(np.float32)',
    now='batch[b"data"].astype(np.float32).T',
)
q.wrong(
    "labels first",
    hint="The two have changed places: data comes first, then labels.",
    was="return data, labels",
    now="return labels, data",
    recognise=lambda candidate: np.ndim(read(candidate, *_two())[1]) == 2,
)
q.wrong(
    "the dict itself",
    hint="You return the whole dict. Which two of its values are asked for?",
    was="return data, labels",
    now="return batch",
    recognise=lambda candidate: isinstance(_whole(candidate), dict),
)
q.wrong(
    "data alone",
    hint="Only data comes back. The labels are asked for, too.",
    was="return data, labels",
    now="return data",
    recognise=lambda candidate: isinstance(_whole(candidate), np.ndarray),
)
q.wrong(
    "as many images as in the notebook",
    hint="Your arrays have 400 rows, as the notebook's batches have, and this batch is smaller: its "
    "data say how many images there are.",
    code="""
def read_cifar_batch(path):
    batch = read_pickle(path)
    data, labels = np.zeros((400, 3072), np.float32), np.zeros(400, np.int64)
    for i in range(len(batch[b"labels"])):
        data[i], labels[i] = batch[b"data"][i], batch[b"labels"][i]
    return data, labels
""",
    recognise=lambda candidate: _rows(candidate) == 400 and not _last_pixels(candidate),
)
q.wrong(
    "always the same file",
    hint="You read a file of the notebook's folder, whatever path says.",
    was="read_pickle(path)",
    now='read_pickle(folder + "/test_batch")',
    recognise=lambda candidate: _rows(candidate) == 400 and _last_pixels(candidate),
)
q.equivalent(
    "whole numbers of Python make an array of int64",
    was='return batch[b"data"].astype(np.float32), np.array(batch[b"labels"], dtype=np.int64)',
    now='return batch[b"data"].astype(np.float32), np.array(batch[b"labels"])',
)
q.hints(
    "Look at the four keys that the cell above printed. Which two do you need, and what are they "
    "in the file: arrays or lists, and of which type?",
    "Read the file once into a dict. `astype` changes the type of an array, and `np.array` with a "
    "`dtype` makes an array of a list.",
    "The keys are bytes, with a b before the quotes. Turn the pixels into float32 with `astype`, "
    "the list of labels into an array of int64, and return both, the pixels first.",
)


def _two():
    return some_pixels(np.random.default_rng(2), 2), [6, 9]


def _whole(candidate):
    files = {"batch": batch_bytes(*_two())}
    return candidate.call_with_files(candidate.read_cifar_batch, files, "/batch")


def _kind(candidate, place):
    return str(getattr(read(candidate, *_two())[place], "dtype", ""))


def _rows(candidate):
    return len(read(candidate, *_two())[0])


def _last_pixels(candidate):
    return bool(np.any(read(candidate, *_two())[0][-1]))
