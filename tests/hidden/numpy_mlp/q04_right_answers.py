"""Right answers to q04_learn_once_cross_entropy, written as different students would."""

IN_PLACE = """
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    n = data.shape[0]
    a1 = sigmoid(data @ w1 + b1)
    scores = a1 @ w2 + b2
    scores = scores - np.max(scores, axis=1)[:, None]
    log_p = scores - np.log(np.sum(np.exp(scores), axis=1))[:, None]
    loss = -log_p[range(n), labels_train].mean()
    delta2 = np.exp(log_p)
    delta2[range(n), labels_train] -= 1
    delta2 /= n
    delta1 = (delta2 @ w2.T) * a1 * (1 - a1)
    w2 -= learning_rate * (a1.T @ delta2)
    b2 -= learning_rate * delta2.sum(axis=0)
    w1 -= learning_rate * (data.T @ delta1)
    b1 -= learning_rate * delta1.sum(axis=0)
    return w1, b1, w2, b2, loss
"""

SMALL_NUMBER = """
def softmax_rows(z):
    z = z - np.max(z)
    # Rows far below the largest score of the batch would be all 0, so each row has its own.
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    targets = one_hot(labels_train, np.shape(w2)[1])
    a1 = sigmoid(np.matmul(data, w1) + b1)
    a2 = softmax_rows(np.matmul(a1, w2) + b2)
    loss = -np.mean(np.sum(targets * np.log(a2 + 1e-8), axis=1))
    d_z2 = a2 - targets
    d_w2 = np.matmul(a1.T, d_z2) / data.shape[0]
    d_b2 = np.mean(d_z2, axis=0, keepdims=True)
    d_z1 = np.matmul(d_z2, w2.T) * a1 * (1 - a1)
    d_w1 = np.matmul(data.T, d_z1) / data.shape[0]
    d_b1 = np.mean(d_z1, axis=0, keepdims=True)
    return (
        w1 - learning_rate * d_w1,
        b1 - learning_rate * d_b1,
        w2 - learning_rate * d_w2,
        b2 - learning_rate * d_b2,
        loss,
    )
"""

SAMPLE_BY_SAMPLE = """
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    old = [np.array(w1), np.array(b1), np.array(w2), np.array(b2)]
    new = [part.copy() for part in old]
    loss = 0.0
    share = learning_rate / len(labels_train)
    for x, label in zip(data, labels_train):
        h = sigmoid(x @ old[0] + np.ravel(old[1]))
        z = h @ old[2] + np.ravel(old[3])
        p = np.exp(z - max(z)) / sum(np.exp(z - max(z)))
        loss -= math.log(p[label]) / len(labels_train)
        p[label] -= 1
        dh = old[2] @ p * h * (1 - h)
        new[0] -= share * np.outer(x, dh)
        new[1] -= share * dh
        new[2] -= share * np.outer(h, p)
        new[3] -= share * p
    return [*new, loss]
"""

TRANSPOSED = """
def learn_once_cross_entropy(w1, b1, w2, b2, data, labels_train, learning_rate):
    A = sigmoid(w1.T @ data.T + np.reshape(b1, (-1, 1)))
    Z = w2.T @ A + np.reshape(b2, (-1, 1))
    E = np.exp(Z - Z.max(axis=0))
    P = E / E.sum(axis=0)
    Y = np.eye(len(Z))[:, labels_train]
    m = Y.shape[1]
    loss = -(1 / m) * np.sum(np.log(np.sum(P * Y, axis=0)))
    D = (P - Y) / m
    H = (w2 @ D) * A * (1 - A)
    return (
        w1 - learning_rate * (H @ data).T,
        np.ravel(b1) - learning_rate * H.sum(axis=1),
        w2 - learning_rate * (D @ A.T).T,
        np.ravel(b2) - learning_rate * D.sum(axis=1),
        loss,
    )
"""
