"""Right answers to q07_run_mlp_training, written as different students would."""

ROWS = """
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    d_in, d_out = np.shape(data_train)[1], np.max(labels_train) + 1
    w1 = np.random.randn(d_in, d_h)
    w2 = np.random.randn(d_h, d_out)
    w1, b1, w2, b2, accuracies = train_mlp(
        w1, np.zeros((1, d_h)), w2, np.zeros((1, d_out)),
        data_train, labels_train, learning_rate, num_epoch,
    )
    return accuracies, test_mlp(w1, b1, w2, b2, data_test, labels_test)
"""

UNIFORM = """
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    rng = np.random.default_rng()
    sizes = [len(data_train[0]), d_h, int(np.unique(labels_train)[-1]) + 1]
    weights = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        weights.append(2 * rng.random((n_in, n_out)) - 1)
        weights.append(2 * rng.random(n_out) - 1)
    trained = train_mlp(*weights, data_train, labels_train, learning_rate, num_epoch)
    return list(trained[4]), float(test_mlp(*trained[:4], data_test, labels_test))
"""

SMALL = """
def run_mlp_training(
    data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch
):
    d_out = max(max(labels_train), max(labels_test)) + 1
    w1 = 0.01 * np.random.normal(size=(data_train.shape[1], d_h))
    w2 = 0.01 * np.random.normal(size=(d_h, d_out))
    out = train_mlp(
        w1, np.zeros(d_h), w2, np.zeros(d_out), data_train, labels_train, learning_rate, num_epoch
    )
    weights, accuracies = out[:4], out[4]
    return accuracies, test_mlp(*weights, data_test, labels_test), weights
"""
