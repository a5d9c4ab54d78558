"""q06_hyperparameters: a table of settings, and the best of them."""

from viva.exam import Question, check

from .shared import the_split, train_network
from .tables import DEFAULTS, TOO_LARGE, check_repeated, cost, row_of, rows_of, small_enough

q = Question("q06_hyperparameters")


def a_table():
    _, _, X_train, X_val, y_train, y_val = the_split()
    rows = []
    for hidden in (10, 30):
        for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):
            setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5}
            network = train_network(X_train, y_train, **setting)
            rows.append({**setting, "accuracy": network.accuracy(X_val, y_val)})
    return rows


RESULTS = a_table()


q.reference(results=RESULTS, best=max(RESULTS, key=lambda row: row["accuracy"]))


NOT_A_ROW = "best is not a row of results. It is the whole dict, not a number or a position."
FEW = "results has fewer than 12 rows."
REPEATS = "results has 12 rows or more, but fewer than 12 different settings."
ONE_VARIES = "Only one of the arguments varies. Vary at least two."
NOT_BEST = "There is a row in results with a larger accuracy than that of best."
BELOW = "Your best accuracy is below 0.96. Which direction of which argument have you not tried?"


@q.case("a table of 12 settings that can be repeated", seconds=30)
def a_table_that_holds(candidate, rng):
    rows = rows_of(candidate.results)
    check(len(rows) >= 12, FEW)
    settings = [{key: s[key] for key in DEFAULTS if key != "seed"} for s, _ in rows]
    check(len({tuple(setting.values()) for setting in settings}) >= 12, REPEATS)
    varied = [key for key in DEFAULTS if key != "seed" and len({s[key] for s in settings}) > 1]
    check(len(varied) >= 2, ONE_VARIES)
    cheap = sorted((row for row in rows if small_enough(row[0])), key=cost)
    check(len(cheap) >= 2, TOO_LARGE)
    # Any of them may be repeated: the two cheapest, and others for as long as it is quick.
    spent = 0.0
    for number in (0, 1, *(2 + rng.permutation(len(cheap) - 2))):
        spent += cost(cheap[number])
        if number < 2 or spent < 0.8:
            check_repeated(cheap[number], rows)


@q.case("best is the best row, can be repeated, and reaches 0.96", seconds=30)
def best_is_best(candidate, rng):
    rows = rows_of(candidate.results)
    best = candidate.best
    check(isinstance(best, (dict, list, tuple)), NOT_A_ROW)
    check(isinstance(best, dict) or any(isinstance(part, dict) for part in best), NOT_A_ROW)
    best = row_of(best)
    check(best in rows, NOT_A_ROW)
    largest = max(accuracy for _, accuracy in rows)
    check(best[1] >= largest - 1e-12, NOT_BEST)
    check_repeated(best, rows)
    check(best[1] >= 0.96, BELOW)


q.right(
    "two loops, the best by max",
    code="""
results = []
for hidden in (10, 30):
    for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):
        setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5}
        network = train_network(X_train, y_train, **setting)
        accuracy = network.accuracy(X_val, y_val)
        results.append({**setting, "accuracy": accuracy})
best = max(results, key=lambda row: row["accuracy"])
""",
)
q.right(
    "a product of two lists, with epochs",
    code="""
from itertools import product

results = []
for rate, epochs in product([0.03, 0.1, 0.3], [3, 6, 12, 20]):
    net = train_network(X_train, y_train, hidden=40, learning_rate=rate, epochs=epochs)
    acc = np.mean(net.predict(X_val) == y_val)
    results.append(dict(hidden=40, learning_rate=rate, epochs=epochs, accuracy=acc))
results.sort(key=lambda r: r["accuracy"], reverse=True)
best = results[0]
""",
)
q.right(
    "random search, rounded, with other notes in the row",
    code="""
rng = np.random.default_rng(4)
results, best = [], None
for number in range(14):
    row = {
        "hidden": int(rng.integers(20, 60)),
        "learning_rate": 10 ** rng.uniform(-1.5, 0),
        "batch_size": int(rng.choice([16, 32, 64])),
        "epochs": 10,
    }
    network = train_network(X_train, y_train, **row)
    row["accuracy"] = round(network.accuracy(X_val, y_val), 3)
    row["train_accuracy"] = network.accuracy(X_train, y_train)
    row["number"] = number
    results.append(row)
    if best is None or row["accuracy"] > best["accuracy"]:
        best = row
""",
)
q.right(
    "a tuple of dicts, arguments by position, the last of equal ones",
    code="""
def measure(hidden, learning_rate):
    trained = train_network(X_train, y_train, hidden, learning_rate, 12)
    right = sum(1 for a, b in zip(trained.predict(X_val), y_val) if a == b)
    return {
        "accuracy": right / len(y_val),
        "hidden": hidden,
        "learning_rate": learning_rate,
        "epochs": 12,
    }


results = tuple(measure(h, r) for h in (15, 30, 60) for r in (0.05, 0.1, 0.2, 0.4))
best = sorted(results, key=lambda row: row["accuracy"])[-1]
""",
)
q.wrong(
    "accuracy on the training images",
    hint="The accuracies are those on X_train, y_train. By them the network that has learned most "
    "by heart would be the best.",
    was=" network.accuracy(X_val, y_val)",
    now=" network.accuracy(X_train, y_train)",
)
q.wrong(
    "made up",
    hint="A network trained with the values in a row has another accuracy than the row says. Are "
    "the values in the dict the ones that train_network was called with?",
    code="""
results = [
    {"hidden": 10 * k, "learning_rate": 0.01 * k, "accuracy": 0.90 + 0.006 * k}
    for k in range(1, 13)
]
best = results[-1]
""",
)
q.wrong(
    "fewer than 12",
    hint="The table has too few rows. Two arguments with three and four values each make twelve.",
    was=("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "best = max("),
    now=("(0.03, 0.1, 0.3)", "best = min("),
)
q.wrong(
    "the same settings again",
    hint="Some rows repeat a setting, or differ in the seed alone. Twelve different settings are "
    "asked for.",
    was="learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):\n"
    '        setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5',
    now="seed, learning_rate in enumerate((0.01, 0.03, 0.03, 0.03, 0.01, 0.03)):\n"
    '        setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5, "seed": seed',
)
q.wrong(
    "one argument only",
    hint="All rows differ in one argument alone. The best value of one may depend on another: vary"
    " two at least.",
    was=("(10, 30)", "(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)"),
    now=("(10,)", "np.linspace(0.01, 0.05, 14)"),
)
q.wrong(
    "percent",
    hint="The accuracies are percentages. Here an accuracy is a fraction between 0 and 1.",
    was="X_val, y_val)\n",
    now="X_val, y_val) * 100\n",
)
q.wrong(
    "the error rate",
    hint="The rows hold the share of wrong answers, so the largest is the worst.",
    was="accuracy = network",
    now="accuracy = 1 - network",
)
q.wrong(
    "best is the accuracy",
    hint="best is a number. Which setting does it belong to? The whole row is asked for.",
    was=('best = max(results, key=lambda row: row["accuracy"])', "1.0)"),
    now=('best = max(row["accuracy"] for row in results)', "0.3)"),
)
q.wrong(
    "best is the worst",
    hint="best is the row with the smallest accuracy, or one that just happens to come first or "
    "last. Which row has the largest?",
    was='best = max(results, key=lambda row: row["accuracy"])',
    now='best = min(results, key=lambda row: row["accuracy"])',
)
q.wrong(
    "nothing good among them",
    hint="best is the best of your rows, but none of them is good. Look along each argument: does "
    "the accuracy still grow where your values end?",
    was="(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)",
    now="(0.001, 0.002, 0.005, 0.01, 0.02, 0.03)",
)
q.wrong(
    "the accuracy of the row before",
    hint="Each accuracy stands in the row of another setting, as if it had been measured before "
    "the training. In which order are the lines of your loop?",
    was=(
        "results = []",
        "        network = train_network(X_train, y_train, **setting)\n",
        "        results.append",
    ),
    now=(
        "results, network = [], Network([64, 10, 10], np.random.default_rng(0))",
        "",
        "        network = train_network(X_train, y_train, **setting)\n        results.append",
    ),
)
q.wrong(
    "names of its own",
    hint="No key of a row is a name of train_network's arguments, so nobody can train with it "
    "again. Take hidden, learning_rate, epochs and so on as they are.",
    was="{**setting, ",
    now='{"neurons": hidden, "rate": learning_rate, "rounds": 5, ',
)
q.wrong(
    "rows without names",
    hint="The rows are bare lists of numbers. A dict says which number is which.",
    was=('{**setting, "accuracy": accuracy}', 'row["accuracy"]'),
    now=("[hidden, learning_rate, 5, accuracy]", "row[-1]"),
)
q.wrong(
    "accuracy missing",
    hint="The rows hold the settings, but not how well they did. Their dicts need one more key.",
    was=(
        '{**setting, "accuracy": accuracy}',
        'best = max(results, key=lambda row: row["accuracy"])',
    ),
    now=("setting", "best = results[0]"),
)
q.wrong(
    "training that takes too long to repeat",
    hint="Some settings are larger than the text allows, so the test cannot repeat them. Smaller "
    "ones are as good here.",
    was=("(10, 30)", '"epochs": 5'),
    now=("(250, 300)", '"epochs": 2'),
)
q.equivalent(
    "which twelve settings are tried is free, and so is their order",
    was="for hidden in (10, 30, 100):",
    now=[
        "for hidden in (30, 10, 100):",
        "for hidden in (10, 100, 30):",
        "for hidden in (11, 30, 100):",
        "for hidden in (9, 30, 100):",
        "for hidden in (10, 31, 100):",
        "for hidden in (10, 29, 100):",
        "for hidden in (10, 30, 101):",
        "for hidden in (10, 30, 99):",
    ],
)
q.equivalent(
    "which twelve settings are tried is free, and so is their order; a bad one is told as bad",
    was="for learning_rate in (0.01, 0.1, 0.3, 1.0):",
    now=[
        "for learning_rate in (0.1, 0.01, 0.3, 1.0):",
        "for learning_rate in (0.01, 0.3, 0.1, 1.0):",
        "for learning_rate in (0.01, 0.1, 1.0, 0.3):",
        "for learning_rate in (1.01, 0.1, 0.3, 1.0):",
        "for learning_rate in (-0.01, 0.1, 0.3, 1.0):",
        "for learning_rate in (0.01, 1.1, 0.3, 1.0):",
        "for learning_rate in (0.01, -0.1, 0.3, 1.0):",
        "for learning_rate in (0.01, 0.1, 1.3, 1.0):",
        "for learning_rate in (0.01, 0.1, -0.3, 1.0):",
        "for learning_rate in (0.01, 0.1, 0.3, 2.0):",
        "for learning_rate in (0.01, 0.1, 0.3, -1.0):",
    ],
)
q.equivalent(
    "how long is trained is free, as long as the row says it",
    was='setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 15}',
    now=[
        'setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 16}',
        'setting = {"hidden": hidden, "learning_rate": learning_rate, "epochs": 14}',
    ],
)
q.hints(
    "Which two or three arguments do you want to vary, and how many values of each make at "
    "least twelve combinations?",
    "Nest loops over the values. In the innermost one train a network with the setting, "
    "measure it on the validation part, and append a dict with the arguments and the "
    "accuracy.",
    "Write the arguments into a dict once and hand it to train_network with two stars, so "
    "that what you note is what you trained. At the end choose the row with the largest "
    "accuracy; `max` takes a function as its `key`.",
)
