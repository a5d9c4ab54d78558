"""What several questions of the exam use."""

import numpy as np

SIZES = {"d_input": 2, "d_hidden": 10, "d_output": 2}
WEIGHTS = ("W1", "b1", "W2", "b2")


def moons(seed, n=300, noise=0.20):
    """Return what make_moons(n, noise=noise) gives after np.random.seed(seed)."""
    half = np.linspace(0, np.pi, n // 2)
    arch, bowl = (np.cos(half), np.sin(half)), (1 - np.cos(half), 0.5 - np.sin(half))
    return _shuffled(np.column_stack(arch), np.column_stack(bowl), seed, noise)


def cloud_in_ring(seed, n=60, noise=0.15, factor=0.4):
    """Return what make_circles(n, noise=noise, factor=factor) gives after np.random.seed(seed)."""
    turn = np.linspace(0, 2 * np.pi, n // 2, endpoint=False)
    ring = np.column_stack((np.cos(turn), np.sin(turn)))
    return _shuffled(ring, factor * ring, seed, noise)


def ring_data():
    """Return the 60 points of q15 and their labels, as the notebook's lists."""
    X, y = cloud_in_ring(seed=1)
    return (3 * X).tolist(), y.tolist()


def _shuffled(class_0, class_1, seed, noise):
    # scikit-learn's own functions give the same, but take seconds to import.
    generator = np.random.RandomState(seed)
    points = np.concatenate((class_0, class_1))
    labels = np.repeat([0, 1], (len(class_0), len(class_1)))
    order = np.arange(len(points))
    generator.shuffle(order)
    points = points[order] + generator.normal(scale=noise, size=points.shape)
    return points, labels[order]


def refuse_numpy(question, name, body):
    """Give no points to an answer that uses NumPy inside, such as this one."""
    sentence = (
        f"{name} uses NumPy. From q03 to q08 lists are the subject: write it with loops over plain "
        "Python lists."
    )
    question.refuse("numpy", "np", sentence=sentence)
    question.wrong("NumPy inside", hint=sentence, code=f"def {name}{body}\n")


def first_return_value(returned, kind=(list, dict)):
    """Return what was asked for, of a kind, without what a function returns after it."""
    if isinstance(returned, tuple) and len(returned) > 1 and isinstance(returned[0], kind):
        return returned[0]
    return returned


def says(letter, name="fault"):
    """Return a recogniser of a letter for the fault."""
    return lambda candidate: str(getattr(candidate, name)).strip().upper()[:1] == letter


def a_model(rng, d_input, d_hidden, d_output):
    """Return a model of moderate weights, none of them zero."""
    return {
        "W1": rng.normal(size=(d_input, d_hidden)).tolist(),
        "b1": rng.normal(size=d_hidden).tolist(),
        "W2": rng.normal(size=(d_hidden, d_output)).tolist(),
        "b2": rng.normal(size=d_output).tolist(),
    }


def some_labels(rng, n, d_output):
    """Return labels that fill the classes unevenly and leave none empty."""
    return [*range(d_output), *rng.choice([0, d_output - 1, d_output - 1], n - d_output).tolist()]
