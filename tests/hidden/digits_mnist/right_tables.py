"""Differently written right answers to q06_hyperparameters."""

PRODUCT = """
from itertools import product


def try_settings(settings, X, y, X_new, y_new):
    rows = []
    for setting in settings:
        row = dict(setting)
        net = train_network(X, y, **setting)
        row["accuracy"] = np.mean(net.predict(X_new) == y_new)
        rows.append(row)
    return sorted(rows, key=lambda r: r["accuracy"], reverse=True)


settings = [
    dict(hidden=40, learning_rate=rate, epochs=epochs)
    for rate, epochs in product([0.03, 0.1, 0.3], [3, 6, 12, 20])
]
best = try_settings(settings, X_train, y_train, X_val, y_val)[0]
"""

RANDOM_SEARCH = """
rng = np.random.default_rng(4)
settings = [
    {
        "hidden": int(rng.integers(20, 60)),
        "learning_rate": 10 ** rng.uniform(-1.5, 0),
        "batch_size": int(rng.choice([16, 32, 64])),
        "epochs": 10,
    }
    for _ in range(14)
]


def try_settings(settings, X_train, y_train, X_val, y_val):
    results, best = [], None
    for number, setting in enumerate(settings):
        row = dict(setting)
        network = train_network(X_train, y_train, **row)
        row["accuracy"] = round(network.accuracy(X_val, y_val), 3)
        row["number"] = number
        results.append(row)
        if best is None or row["accuracy"] > best["accuracy"]:
            best = row
    return results, best


results, best = try_settings(settings, X_train, y_train, X_val, y_val)
"""

EVERY_DEFAULT = """
def try_settings(settings, X_train, y_train, X_val, y_val):
    def measure(hidden=10, learning_rate=0.01, epochs=1, batch_size=32, weight_decay=0.0, seed=0):
        trained = train_network(
            X_train, y_train, hidden, learning_rate, epochs, batch_size, weight_decay, seed
        )
        return sum(1 for a, b in zip(trained.predict(X_val), y_val) if a == b) / len(y_val)

    return tuple({"accuracy": measure(**s), **s} for s in settings)


settings = tuple(
    {"hidden": h, "learning_rate": r, "epochs": 12} for h in (15, 30, 60) for r in (0.05, 0.1, 0.2, 0.4)
)
best = sorted(
    try_settings(settings, X_train, y_train, X_val, y_val), key=lambda row: row["accuracy"]
)[-1]
"""
