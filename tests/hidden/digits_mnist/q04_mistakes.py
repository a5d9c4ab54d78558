"""Trainings that do not lead far enough, for q04_train_digits; each is an edit of an answer."""

from .readers import A_PART, UNDERFITS
from .underfitting import (
    BY_HEART,
    FEW_NEURONS,
    FEW_STEPS,
    FULL_BATCH,
    NEVER,
    NOT_NUMBERS,
    SHRUNK,
)

CALL = "hidden=100, learning_rate=0.1, epochs=20"
TREE = """
def train_digits(X_train, y_train):
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier({}random_state=0).fit(X_train, y_train)
"""

TRAININGS = [
    dict(title="too short a training", hint=FEW_STEPS.format(0.9), was=CALL, now="epochs=6"),
    dict(
        title="all images in one batch",
        hint=FULL_BATCH,
        was=CALL,
        now=CALL + ", batch_size=len(X_train)",
    ),
    dict(
        title="three neurons",
        hint=FEW_NEURONS,
        was=CALL,
        now="hidden=3, learning_rate=0.1, epochs=20",
    ),
    dict(
        title="a decay that leaves nothing",
        hint=SHRUNK,
        was=CALL,
        now=CALL + ", weight_decay=0.15",
    ),
    dict(
        title="steps that run away",
        hint=NOT_NUMBERS,
        was=CALL,
        now="hidden=100, learning_rate=1e6, epochs=20",
    ),
    dict(
        title="no image of a nine",
        hint=NEVER,
        was="train_network(X_train, y_train, " + CALL,
        now="train_network(X_train[y_train < 9], y_train[y_train < 9], " + CALL,
    ),
    dict(
        title="a tree that knows everything by heart",
        hint=BY_HEART.format(0.9),
        code=TREE.format(""),
    ),
    dict(
        title="a tree of six questions",
        hint=UNDERFITS.format(0.9),
        code=TREE.format("max_depth=6, "),
    ),
    dict(
        title="trained on the first rows only",
        hint=A_PART,
        was="train_network(X_train, y_train, hidden=100",
        now="train_network(X_train[:120], y_train[:120], hidden=100",
    ),
]
