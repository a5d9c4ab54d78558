"""Differently written right answers to q07_overfit."""

ARRAYS = """
def learning_curves(X_few, y_few, X_val, y_val, hidden, epochs, weight_decay):
    random = np.random.default_rng(0)
    net = Network([64, hidden, 10], random)
    table = np.zeros((epochs, 4))
    for t in range(epochs):
        train_epoch(net, X_few, y_few, 0.1, random, 32, weight_decay)
        for k, (X, y) in enumerate(((X_few, y_few), (X_val, y_val))):
            P = net.probabilities(X)
            table[t, k] = -(np.eye(10)[y] * np.log(P)).sum(axis=1).mean()
            table[t, 2 + k] = np.mean(P.argmax(axis=1) == y)
    return dict(zip(["train_loss", "val_loss", "train_accuracy", "val_accuracy"], table.T))


def draw_curves(curves):
    plt.figure(figsize=(5, 3))
    epochs = range(1, len(curves["val_loss"]) + 1)
    plt.plot(epochs, curves["train_loss"], "b-", epochs, curves["val_loss"], "r--")
    plt.legend(["seen", "not seen"])
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.grid(True)
    plt.axhline(np.log(10), color="grey")
    return plt.gca()


remedy = dict(hidden=80, epochs=40, weight_decay=0.025)
"""

FOUR_LISTS = """
def learning_curves(X_few, y_few, X_val, y_val, hidden, epochs, weight_decay):
    rng = np.random.default_rng(0)
    network = Network([X_few.shape[1], hidden, 10], rng)
    a, b, c, d = [], [], [], []
    while len(a) < epochs:
        train_epoch(network, X_few, y_few, learning_rate=0.1, rng=rng, weight_decay=weight_decay)
        a.append(-np.log(network.probabilities(X_few)[range(len(y_few)), y_few]).mean())
        b.append(-np.log(network.probabilities(X_val)[range(len(y_val)), y_val]).mean())
        c.append(network.accuracy(X_few, y_few))
        d.append(network.accuracy(X_val, y_val))
    return {"train_loss": a, "val_loss": b, "train_accuracy": c, "val_accuracy": d}


def draw_curves(curves):
    fig = plt.figure()
    ax = fig.add_subplot(111, xlabel="epoch", ylabel="mean cross-entropy")
    for name in ("train_loss", "val_loss"):
        ax.plot(curves[name], label=name)
    fig.legend()
    return fig, ax


remedy = {"hidden": 200, "epochs": 50, "weight_decay": 0.04, "note": "by powers of ten"}
"""
