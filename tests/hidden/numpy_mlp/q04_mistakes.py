"""Mistakes that people make in q04_learn_once_cross_entropy; each is an edit of an answer."""

ONE_SOFTMAX = "powers.sum(axis=1, keepdims=True)"
LOSS = "np.mean(np.log(P[np.arange(N), labels_train]))"

MISTAKES = [
    dict(
        title="only the sum of the softmax over the whole batch",
        hint="Your softmax divides all powers by one sum, that of the whole batch. Each row has a sum "
        "of its own.",
        was=ONE_SOFTMAX,
        now="powers.sum()",
    ),
    dict(
        title="only the sum of the softmax down the columns",
        hint="Your softmax divides the powers by the sum of their column. The classes of one sample "
        "stand in a row, and the sum runs over them.",
        was=ONE_SOFTMAX,
        now="powers.sum(axis=0, keepdims=True)",
    ),
    dict(
        title="whole columns in place of one entry of each row",
        hint="The loss is right, and delta2 is not: `[:, labels]` takes these columns in every row. "
        "One entry of each row is meant, `[np.arange(N), labels]`.",
        was="delta2 = (P - Y) / N",
        now="delta2 = P.copy()\n    delta2[:, labels_train] -= 1\n    delta2 /= N",
    ),
    dict(
        title="whole columns in the loss",
        hint="The weights are right; your loss looks at the classes of all samples in every row. "
        "`[:, labels]` takes whole columns, `[np.arange(N), labels]` one entry of each row.",
        was="P[np.arange(N), labels_train]",
        now="P[:, labels_train]",
    ),
    dict(
        title="a binary cross-entropy, summed over the classes",
        hint="The weights are right; your loss adds ln(1 - p) for every wrong class, as a binary "
        "cross-entropy does. Only the probability of the right class counts.",
        was=LOSS,
        now="np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / N",
    ),
    dict(
        title="biases that move by their slopes",
        hint="w1 and w2 are right after a step; b1 and b2 move by their whole slopes. The learning "
        "rate belongs to all four.",
        was=("b1 - learning_rate * db1", "b2 - learning_rate * db2"),
        now=("b1 - db1", "b2 - db2"),
    ),
    dict(
        title="steps without the learning rate",
        hint="All four arrays move by their whole slopes, whatever the learning rate is. Is it used?",
        was="learning_rate * d",
        now="d",
    ),
    dict(
        title="scores that are clipped",
        hint="Small scores come out right, and large ones are cut off at a limit, so that their "
        "differences are lost. Take the largest of the row off its scores in place of it.",
        was="z2 - z2.max(axis=1, keepdims=True)",
        now="np.clip(z2, -50, 50)",
    ),
    dict(
        title="classes counted as they occur",
        hint="The columns of your Y count the classes that occur, one after another. Label k belongs "
        "to column k, also where a smaller label is missing.",
        was="one_hot(labels_train, w2.shape[1])",
        now="np.eye(w2.shape[1])[np.unique(labels_train, return_inverse=True)[1]]",
    ),
]
