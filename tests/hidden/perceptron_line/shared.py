"""What several questions of the exam use."""

from sklearn.datasets import make_moons

# The same points as those of the notebook, which seeds the global random state with 1.
X, y = make_moons(300, noise=0.20, random_state=1)


def first_return_value(answer):
    """Return the first value of an answer that may return more than it."""
    return answer[0] if isinstance(answer, tuple) and len(answer) > 1 else answer
