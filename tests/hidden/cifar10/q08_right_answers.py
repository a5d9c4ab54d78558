"""Right answers to q08_mlp, written as different students would."""

FOR_EACH_COLUMN = """
def run_scaled_mlp(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    mean, deviation = data_train.mean(axis=0), data_train.std(axis=0)
    deviation[deviation == 0] = 1
    X_train, X_test = (data_train - mean) / deviation, (data_test - mean) / deviation
    sizes = [X_train.shape[1], d_h, int(labels_train.max()) + 1]
    weights = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        bound = np.sqrt(6 / (n_in + n_out))
        weights += [np.random.uniform(-bound, bound, (n_in, n_out)), np.zeros((1, n_out))]
    accuracies, losses = [], []
    for epoch in range(num_epoch):
        accuracies.append(float(test_mlp(*weights, X_train, labels_train)))
        out = learn_once_cross_entropy(*weights, X_train, labels_train, learning_rate)
        weights = list(out[:4])
        losses.append(float(out[4]))
    return accuracies, losses, float(test_mlp(*weights, X_test, labels_test))
"""

ONE_FOR_ALL = """
def run_scaled_mlp(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    def scale(data):
        return ((data - data_train.mean()) / data_train.std()).astype(np.float32)

    rng = np.random.default_rng(3)
    d_in, d_out = data_train.shape[1], len(np.bincount(labels_train))
    w1 = (rng.standard_normal((d_in, d_h)) / d_in**0.5).astype(np.float32)
    w2 = (rng.standard_normal((d_h, d_out)) / d_h**0.5).astype(np.float32)
    b1, b2 = np.zeros(d_h, np.float32), np.zeros(d_out, np.float32)
    history = []
    for _ in range(num_epoch):
        w1, b1, w2, b2, loss = learn_once_cross_entropy(
            w1, b1, w2, b2, scale(data_train), labels_train, learning_rate
        )
        history.append((test_mlp(w1, b1, w2, b2, scale(data_train), labels_train), loss))
    accuracies, losses = np.array(history).T
    return accuracies, losses, test_mlp(w1, b1, w2, b2, scale(data_test), labels_test)
"""

BY_HAND = """
def run_scaled_mlp(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    mu, sigma = np.mean(data_train, axis=0), np.std(data_train)
    X, T = (data_train - mu) / sigma, (data_test - mu) / sigma
    N, d = X.shape
    Y = np.eye(max(labels_train) + 1)[labels_train]
    rng = np.random.default_rng()
    w1, b1 = rng.normal(0, d**-0.5, (d, d_h)), np.zeros(d_h)
    w2, b2 = rng.normal(0, d_h**-0.5, (d_h, Y.shape[1])), np.zeros(Y.shape[1])
    accuracies, losses = [], []
    for _ in range(num_epoch):
        a1 = sigmoid(X @ w1 + b1)
        P = softmax(a1 @ w2 + b2)
        losses.append(-np.sum(Y * np.log(P + 1e-12)) / N)
        accuracies.append(np.mean(P.argmax(axis=1) == labels_train))
        delta2 = (P - Y) / N
        delta1 = delta2 @ w2.T * a1 * (1 - a1)
        w2 -= learning_rate * a1.T @ delta2
        b2 -= learning_rate * delta2.sum(axis=0)
        w1 -= learning_rate * X.T @ delta1
        b1 -= learning_rate * delta1.sum(axis=0)
    return accuracies, losses, test_mlp(w1, b1, w2, b2, T, labels_test), (w1, b1, w2, b2)
"""
