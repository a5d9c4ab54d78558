"""q05_distance_matrix: all distances at once, of bytes and of floats, in bounded memory."""

import numpy as np

from viva.exam import Question, check

q = Question("q05_distance_matrix")


@q.reference
def distance_matrix(data_test, data_train):
    a, b = np.asarray(data_test, dtype=float), np.asarray(data_train, dtype=float)
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))


# Of float32 with 3,072 terms up to 65,025 the squares are sure to about a thousand.
CLOSE = {"rtol": 1e-3, "atol": 50}
NAN = "There is nan among the distances: the root of a number below 0."
MEMORY = (
    "The memory ran out. How many numbers are there between the two tables and the result, at one "
    "time?"
)


def ask(candidate, a, b):
    """Ask for distances; say so where they need too much memory."""
    try:
        return candidate.distance_matrix(a, b)
    except Exception as error:
        said = f"{type(error).__name__} {getattr(error, 'type_name', '')}"
        check("MemoryError" not in said, MEMORY)
        raise


def some_images(rng, n):
    return rng.integers(0, 256, size=(n, 3072)).astype(np.float32)


def with_the_same(rng):
    """Draw test and training images, some of which are the same."""
    # Many of them: what rounding leaves is below 0 for some and above it for others.
    train = some_images(rng, 40)
    test = np.concatenate([train[30:], some_images(rng, 3), train[:25]])
    return test, train


@q.case("small rows, as floats and as bytes", rtol=1e-4)
def small_rows(candidate, rng):
    found = candidate.distance_matrix(rng.normal(size=(5, 4)) + 2, 3 * rng.normal(size=(3, 4)))
    near = rng.normal(size=(2, 3))
    close = candidate.distance_matrix(near, near + 0.1)
    test, train = (rng.integers(0, 256, size=(n, 50), dtype=np.uint8) for n in (4, 7))
    return found, close, candidate.distance_matrix(test, train)


# Where answers are compared with wrong ones nothing bounds the memory.
@q.case("images as float32, some in both parts, and many", diagnose=False, seconds=60, **CLOSE)
def images(candidate, rng):
    found = candidate.distance_matrix(*with_the_same(rng))
    check(np.shape(found) != (38, 40) or not np.isnan(np.asarray(found, dtype=float)).any(), NAN)
    return found, ask(candidate, some_images(rng, 450), some_images(rng, 420))


def _too_large(candidate):
    zeros = np.zeros((600, 3072), dtype=np.float32)
    try:
        ask(candidate, zeros, zeros)
    except Exception as objection:  # noqa: BLE001 - whatever else it meets is another mistake
        return str(objection) == MEMORY
    return False


def _has_nan(candidate):
    rng = np.random.default_rng(0)
    found = [np.asarray(candidate.distance_matrix(*with_the_same(rng))) for _ in range(4)]
    return bool(np.isnan(found).any())


q.right(
    "the formula, with floats and a maximum",
    code="""
def distance_matrix(data_test, data_train):
    A = data_test.astype(np.float64)
    B = data_train.astype(np.float64)
    squares_A = np.sum(A**2, axis=1, keepdims=True)
    squares_B = np.sum(B**2, axis=1)
    squares = squares_A + squares_B - 2 * np.dot(A, B.T)
    squares = np.maximum(squares, 0)
    return np.sqrt(squares)
""",
)
q.right(
    "float32 throughout, clipped",
    code="""
def distance_matrix(data_test, data_train):
    A, B = np.float32(data_test), np.float32(data_train)
    D = (A * A).sum(1).reshape(-1, 1) + (B * B).sum(1).reshape(1, -1) - 2 * A.dot(B.T)
    return np.clip(D, 0, None) ** 0.5
""",
)
q.right(
    "SciPy",
    code="""
def distance_matrix(data_test, data_train):
    from scipy.spatial.distance import cdist

    return cdist(data_test, data_train)
""",
)
q.right(
    "a loop over the test rows",
    code="""
def distance_matrix(data_test, data_train):
    test, train = np.asarray(data_test, float), np.asarray(data_train, float)
    dists = np.empty((len(test), len(train)))
    for i, row in enumerate(test):
        dists[i] = np.linalg.norm(train - row, axis=1)
    return dists
""",
)
q.right(
    "moved to the mean first, small noise taken for 0",
    code="""
def distance_matrix(data_test, data_train):
    train = np.array(data_train, dtype=np.float64)
    mean = train.mean(axis=0)
    a, b = np.array(data_test, dtype=np.float64) - mean, train - mean
    squares = np.add.outer(np.einsum("ij,ij->i", a, a), np.einsum("ij,ij->i", b, b))
    squares -= 2 * (a @ b.T)
    return np.sqrt(np.where(squares > 0, squares, 0.0))
""",
)
q.wrong(
    "squared",
    hint="These are the squares of the distances. The root is missing.",
    was="return np.sqrt(squares)",
    now="return squares",
)
q.wrong(
    "transposed",
    hint="The rows belong to the training images and the columns to the test images. It is the "
    "other way round: tests × train.",
    was="return np.sqrt(squares)",
    now="return np.sqrt(squares).T",
)
q.wrong(
    "bytes that count in circles",
    hint="With uint8 the numbers are wrong, with floats they are right: bytes wrap around at 256. "
    "Change the type before you compute, not after.",
    was=("data_test.astype(np.float64)", "data_train.astype(np.float64)"),
    now=("data_test", "data_train"),
    recognise=lambda candidate: _wraps(candidate),
)
q.wrong(
    "nan",
    hint="Equal images get nan: rounding leaves something just below 0, and its root is nan. "
    "What should stand under the root at least?",
    was=(
        "data_test.astype(np.float64)",
        "data_train.astype(np.float64)",
        "    squares = np.maximum(squares, 0)\n",
    ),
    now=("np.float32(data_test)", "np.float32(data_train)", ""),
    recognise=_has_nan,
)
q.wrong(
    "a table of all differences",
    hint="You subtract every row from every other at once: tests × train × pixels numbers, some "
    "gigabytes here. The second form of the formula needs no such table.",
    code="""
def distance_matrix(data_test, data_train):
    test, train = np.float32(data_test), np.float32(data_train)
    return np.sqrt(((test[:, None, :] - train[None, :, :]) ** 2).sum(axis=2))
""",
    recognise=_too_large,
)
q.wrong(
    "absolute differences",
    hint="You add up absolute differences. That is another distance: Pythagoras squares them.",
    code="""
def distance_matrix(data_test, data_train):
    test, train = np.asarray(data_test, float), np.asarray(data_train, float)
    return np.array([np.abs(train - row).sum(axis=1) for row in test])
""",
)
q.wrong(
    "a mean instead of a sum",
    hint="You take the mean of the squared differences where the formula has their sum.",
    code="""
def distance_matrix(data_test, data_train):
    test, train = np.asarray(data_test, float), np.asarray(data_train, float)
    return np.array([np.sqrt(((train - row) ** 2).mean(axis=1)) for row in test])
""",
)
q.wrong(
    "the 2 missing",
    hint="The product of the two rows has no factor 2. Multiply out (a - b)² once more.",
    was="- 2 * np.dot(A, B.T)",
    now="- np.dot(A, B.T)",
)
q.wrong(
    "plus the product",
    hint="The product of the two rows is added. Which sign has it in (a - b)²?",
    was="- 2 * np.dot(A, B.T)",
    now="+ 2 * np.dot(A, B.T)",
)
q.wrong(
    "the product left out",
    hint="Only the squares of the rows are there. The term with both rows is missing, the one that "
    "makes similar images near.",
    was=" - 2 * np.dot(A, B.T)",
    now="",
)
q.wrong(
    "squares of one part alone",
    hint="The squares of the test images are there, those of the training images are not.",
    was="squares_A + squares_B -",
    now="squares_A -",
)
q.wrong(
    "the products alone",
    hint="These are the products of the rows, a similarity: large where images are alike. A "
    "distance is small there.",
    was="return np.sqrt(squares)",
    now="return np.dot(A, B.T)",
)
q.wrong(
    "each row with its own partner",
    hint="Each test row is compared with one training row, or all in the lump. Every pair has an "
    "entry of its own.",
    code="""
def distance_matrix(data_test, data_train):
    n = min(len(data_test), len(data_train))
    return np.linalg.norm(np.float64(data_test[:n]) - np.float64(data_train[:n]), axis=1)
""",
)
q.wrong(
    "train against train",
    hint="The distances are those of the training images from each other. The test images do not "
    "appear.",
    was="A = data_test.astype",
    now="A = data_train.astype",
)
q.wrong(
    "the sum of the squares of columns",
    hint="The squares are added along the wrong axis. Each row has one sum of squares.",
    code="""
def distance_matrix(data_test, data_train):
    A, B = np.float64(data_test), np.float64(data_train)
    squares = np.sum(A**2) + np.sum(B**2) - 2 * A @ B.T
    return np.sqrt(np.maximum(squares, 0))
""",
)
q.wrong(
    "rounded to whole numbers",
    hint="The distances are whole numbers: the result is kept in an array of whole numbers. "
    "Distances have digits behind the point.",
    was="return np.sqrt(squares)",
    now="return np.sqrt(squares).astype(int)",
)
q.equivalent(
    "the common type of two types does not depend on their order, nor on which part is asked",
    was="a, b = (np.asarray(x, dtype=np.result_type(x, np.float32)) for x in (data_test, data_train))",
    now=[
        "a, b = (np.asarray(x, dtype=np.result_type(np.float32, x)) "
        "for x in (data_test, data_train))",
        "a, b = (np.asarray(x, dtype=np.result_type(data_test, np.float32)) "
        "for x in (data_test, data_train))",
    ],
)
q.equivalent(
    "the larger of two is the same in either order, and may lie in another array",
    was="return np.sqrt(np.maximum(squares, 0, out=squares), out=squares)",
    now=[
        "return np.sqrt(np.maximum(squares, 0, out=squares))",
        "return np.sqrt(np.maximum(squares, 0), out=squares)",
        "return np.sqrt(np.maximum(0, squares, out=squares), out=squares)",
    ],
)
q.hints(
    "Multiply out (a - b)² for two numbers. Which of the three terms needs only a, which only b, "
    "and which both?",
    "The sums of squares are one number for each row: a column for the tests and a row for the "
    "training images, which NumPy adds to a table. The third term is a matrix product.",
    "Make floats of both tables. Column of squares plus row of squares minus twice the product of "
    "the tests with the transposed training images; nothing below 0 under the root.",
)


def _wraps(candidate):
    rng = np.random.default_rng(1)
    test, train = rng.integers(0, 256, size=(2, 3, 20))
    exact = distance_matrix(test, train)
    floats = candidate.distance_matrix(test.astype(float), train.astype(float))
    bytes_ = candidate.distance_matrix(test.astype(np.uint8), train.astype(np.uint8))
    return np.allclose(floats, exact, rtol=1e-4) and not np.allclose(bytes_, exact, rtol=1e-4)
