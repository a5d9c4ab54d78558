"""q01_load_clouds: two clouds of a .mat file as points and targets."""

import numpy as np
from scipy.io import loadmat

from viva.exam import Question, check

q = Question("q01_load_clouds")


@q.reference
def load_clouds(path):
    content = loadmat(path)
    first, second = sorted(name for name in content if not name.startswith("__"))
    X = np.vstack((content[first], content[second]))
    t = np.repeat([0, 1], [len(content[first]), len(content[second])])
    return X, t


def loaded(candidate, **clouds):
    found = candidate.load_clouds(candidate.save_clouds(**clouds))
    check(found is not None, "load_clouds returns None. Is a `return` missing?")
    check(
        isinstance(found, (tuple, list)) and len(found) >= 2,
        "load_clouds returns two things: X, t.",
    )
    return {"X": found[0], "t": found[1]}


def a_file(candidate):
    return candidate.save_clouds(b=np.ones((2, 2)), a=np.zeros((3, 2)))


@q.case("clouds of different sizes, the second name first in the file")
def names_out_of_order(candidate, rng):
    return loaded(candidate, plum=rng.normal(size=(5, 2)), apple=rng.normal(size=(8, 2)))


@q.case("clouds of other sizes, and two of the same size")
def other_clouds(candidate, rng):
    return (
        loaded(candidate, noise=rng.normal(size=(3, 2)), signal=rng.normal(size=(9, 2))),
        loaded(candidate, two=rng.normal(size=(6, 2)), one=rng.normal(size=(6, 2))),
    )


q.right(
    "names by membership, targets by concatenation",
    code="""
def load_clouds(path):
    clouds = {k: v for k, v in loadmat(path).items() if k[:2] != "__"}
    names = sorted(clouds.keys())
    zeros, ones = np.zeros(clouds[names[0]].shape[0]), np.ones(clouds[names[1]].shape[0])
    return np.concatenate([clouds[names[0]], clouds[names[1]]]), np.concatenate([zeros, ones])
""",
)
q.right(
    "row by row, plain lists",
    code="""
def load_clouds(path):
    data = loadmat(path)
    for name in ("__header__", "__version__", "__globals__"):
        del data[name]
    X, t = [], []
    for label, name in enumerate(sorted(data)):
        for point in data[name]:
            X.append(list(point))
            t.append(label)
    return X, t, sorted(data)
""",
)
q.right(
    "a column of labels beside the points, targets as a column",
    code="""
def load_clouds(path):
    data = loadmat(path)
    a, b = sorted(set(data) - {"__header__", "__version__", "__globals__"})
    table = np.block([
        [data[a], np.zeros((data[a].shape[0], 1))], [data[b], np.ones((data[b].shape[0], 1))]
    ])
    return table[:, :2], table[:, 2:].astype(int)
""",
)
q.wrong(
    "labels of the other cloud",
    hint="The points are right, the targets are not: the cloud whose name comes first in the alphabet is class 0, and here it is class 1.",
    was="np.repeat([0, 1]",
    now="np.repeat([1, 0]",
)
q.wrong(
    "the order of the file",
    hint="The clouds are in the order in which they stand in the file. Which of the two names comes first in the alphabet?",
    was='sorted(name for name in content if not name.startswith("__"))',
    now='[name for name in content if not name.startswith("__")]',
)
q.wrong(
    "the alphabet backwards",
    hint="The second name of the alphabet comes first in your X, with class 0. The rule says it the other way round.",
    was='startswith("__"))',
    now='startswith("__"))[::-1]',
)
q.wrong(
    "the first name on top, labelled by the order in the file",
    hint="X is in the order of the alphabet, but the number of zeros in t is that of the other cloud: t no longer fits the rows of X.",
    was="[len(content[first]), len(content[second])]",
    now="[len(content[second]), len(content[first])]",
)
q.wrong(
    "each cloud alone",
    hint="Only one of the two clouds comes back. X holds the points of both, and t a target for each of them.",
    was=(
        "np.vstack((content[first], content[second]))",
        "np.repeat([0, 1], [len(content[first]), len(content[second])])",
    ),
    now=("content[first]", "np.zeros(len(content[first]))"),
)
q.wrong(
    "a list of two clouds",
    hint="X is a pair of two clouds. It should be one array, the rows of both under each other, N0 + N1 of them.",
    was="X = np.vstack((content[first], content[second]))",
    now="X = [content[first].tolist(), content[second].tolist()]",
)
q.wrong(
    "points as columns",
    hint="The points are right, but they are columns: each point should be a row of X with two numbers.",
    was="return X, t",
    now="return X.T, t",
)
q.wrong(
    "all coordinates in one row",
    hint="The coordinates of all points stand in one flat array. X has two columns, and a row for each point.",
    was="return X, t",
    now="return X.ravel(), t",
)
q.wrong(
    "t one-hot",
    hint="t has two numbers for each point. One number is enough: 0 or 1.",
    was="return X, t",
    now="return X, np.eye(2)[t]",
)
q.wrong(
    "t of -1 and 1",
    hint="Your targets are -1 and 1, as the perceptron liked them. Here they are 0 and 1.",
    was="return X, t",
    now="return X, 2 * t - 1",
)
q.wrong(
    "one target for each cloud",
    hint="t holds one number for each cloud. It should hold one for each point.",
    was="return X, t",
    now="return X, np.array([0, 1])",
)
q.wrong(
    "t before X",
    hint="The two things come in the wrong order: first X, then t.",
    was="return X, t",
    now="return t, X",
)
q.wrong(
    "the first column as target",
    hint="t holds coordinates of the points. The targets say from which cloud a point is, 0 or 1.",
    was="return X, t",
    now="return X, X[:, 0]",
)
q.wrong(
    "shuffled apart",
    hint="The rows of X are not in the order of the file any more, so t does not fit them. Nothing needs to be shuffled.",
    was="return X, t",
    now="return X[::-1], t",
)
q.wrong(
    "only files with the names of clouds.mat",
    hint="Your function looks for the two names in clouds.mat. Other files have other names: take whatever is not about the file itself.",
    code="""
def load_clouds(path):
    content = loadmat(path)
    X = np.vstack((content["lower"], content["upper"]))
    return X, np.repeat([0, 1], [len(content["lower"]), len(content["upper"])])
""",
)
q.wrong(
    "always clouds.mat",
    hint="Whatever path is passed, the points are those of clouds.mat. Use the argument.",
    code="""
def load_clouds(path):
    content = loadmat(CLOUDS)
    first, second = sorted(name for name in content if not name.startswith("__"))
    X = np.vstack((content[first], content[second]))
    return X, np.repeat([0, 1], [len(content[first]), len(content[second])])
""",
    recognise=lambda candidate: np.shape(candidate.load_clouds(a_file(candidate))[0]) == (150, 2),
)
q.hints(
    "Print the keys of the dict that `loadmat` returns. Which of them are about the file, and how do their names begin?",
    "Collect the two other names and put them into the order of the alphabet. Then stack the two arrays on top of each other, and count the rows of each.",
    "`sorted` gives the two names in order, `np.vstack` puts one array under the other, and `np.repeat` makes as many zeros and ones as the clouds have rows.",
)
