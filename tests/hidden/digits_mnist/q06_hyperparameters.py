"""q06_hyperparameters: settings are tried, and the best of them is found."""

from viva.exam import Question

from .q06_mistakes import MISTAKES
from .right_tables import EVERY_DEFAULT, PRODUCT, RANDOM_SEARCH
from .shared import the_split, train_network
from .tables import accuracies_on_others, check_best, check_twelve

q = Question("q06_hyperparameters")


# Named unlike the right answers, which are edited below: an edit of it would lack the values.
@q.reference
def try_settings(settings, X_seen, y_seen, X_new, y_new):
    table = []
    for chosen in settings:
        trained = train_network(X_seen, y_seen, **chosen)
        table.append({**chosen, "accuracy": trained.accuracy(X_new, y_new)})
    return table


SETTINGS = [
    {"hidden": hidden, "learning_rate": learning_rate, "epochs": 5}
    for hidden in (10, 30)
    for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0)
]
_, _, _X_train, _X_val, _y_train, _y_val = the_split()
_results = try_settings(SETTINGS, _X_train, _y_train, _X_val, _y_val)


q.reference(settings=SETTINGS, best=max(_results, key=lambda row: row["accuracy"]))


@q.case("four settings, on other images", weight=1.5, atol=0.0051, seconds=30)
def other_images(candidate, rng):
    return accuracies_on_others(candidate.try_settings, rng)


@q.case("twelve settings", weight=0.5)
def twelve_settings(candidate, rng):
    check_twelve(candidate.settings)


@q.case("the best of them, trained again, reaches 0.96", seconds=30)
def best_is_best(candidate, rng):
    check_best(candidate.best, candidate.settings, rng)


q.right(
    "two loops, the best by max",
    code="""
def try_settings(settings, X_train, y_train, X_val, y_val):
    results = []
    for setting in settings:
        network = train_network(X_train, y_train, **setting)
        accuracy = network.accuracy(X_val, y_val)
        results.append({**setting, "accuracy": accuracy})
    return results


settings = []
for hidden in (10, 30):
    for learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):
        settings.append({"hidden": hidden, "learning_rate": learning_rate, "epochs": 5})
results = try_settings(settings, X_train, y_train, X_val, y_val)
best = max(results, key=lambda row: row["accuracy"])
""",
)
q.right("a product of two lists, sorted, the settings left as they are", code=PRODUCT)
q.right(
    "random search, rounded, with other notes in the row, and the best returned as well",
    code=RANDOM_SEARCH,
)
q.right("every argument with its default, counted by hand", code=EVERY_DEFAULT)
q.wrong(
    "accuracy on the training images",
    hint="The accuracies are those on the training images. By them the network that has learned "
    "most by heart would be the best.",
    was=" network.accuracy(X_val, y_val)",
    now=" network.accuracy(X_train, y_train)",
)
q.wrong(
    "the notebook's images",
    hint="try_settings works with the notebook's X_train and X_val, whatever it is given. The test "
    "calls it with other images: use its arguments.",
    was="settings, X_train, y_train, X_val, y_val):",
    now="settings, *images):",
)
q.wrong(
    "the default values",
    hint="Every row has the accuracy of a network with the default values: the setting is not "
    "handed to train_network. Two stars in front of a dict make arguments of it.",
    was=("y_train, **setting", "best = max"),
    now=("y_train", "best = min"),
)
q.wrong(
    "three arguments only",
    hint="Your function takes three arguments out of each setting. A setting may name others, "
    "batch_size say, or leave one out: hand over all that it holds, and nothing else.",
    was="y_train, **setting",
    now='y_train, setting.get("hidden", 10), setting.get("learning_rate", 0.01), '
    'setting.get("epochs", 1)',
)
q.wrong(
    "a key that is not there",
    hint="A setting that leaves an argument out ends in a KeyError: nobody has to name the number "
    "of hidden neurons, say. How does train_network come to its default values?",
    was="y_train, **setting",
    now='y_train, hidden=setting["hidden"], learning_rate=setting["learning_rate"], '
    'epochs=setting["epochs"]',
)
for mistake in MISTAKES:
    q.wrong(**mistake)
q.wrong(
    "the percentages",
    hint="The accuracies are percentages. Here an accuracy is a fraction between 0 and 1.",
    was="X_val, y_val)\n        results",
    now="X_val, y_val) * 100\n        results",
)
q.wrong(
    "the error rate",
    hint="The rows hold the share of wrong answers, so the largest is the worst.",
    was="accuracy = network",
    now="accuracy = 1 - network",
)
q.wrong(
    "the accuracy of the row before",
    hint="Each accuracy stands in the row of another setting, as if it had been measured before "
    "the training. In which order are the lines of your loop?",
    was=(
        "    results = []\n",
        "        network = train_network(X_train, y_train, **setting)\n",
        "        results.append",
    ),
    now=(
        "    results, network = [], train_network(X_train, y_train)\n",
        "",
        "        network = train_network(X_train, y_train, **setting)\n        results.append",
    ),
)
q.wrong(
    "only the best row is returned",
    hint="try_settings returns one row, where each setting has its own. The largest is looked for "
    "afterwards, in the whole table.",
    was=("    return results\n", "results = try", "max(results, key=lambda row: row["),
    now=(
        '    return [max(results, key=lambda row: row["accuracy"])]\n',
        "results = try",
        "max(results, key=lambda row: row[",
    ),
)
q.wrong(
    "fewer than 12",
    hint="The list has too few settings. Two arguments with three and four values each make "
    "twelve.",
    was=("(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)", "best = max("),
    now=("(0.03, 0.1, 0.3)", "best = max("),
    keeps=0.63,  # try_settings and best may be right
)
q.wrong(
    "the same settings again",
    hint="Some settings are repeated, or differ in the seed alone. Twelve different ones are asked "
    "for.",
    was="learning_rate in (0.01, 0.03, 0.1, 0.2, 0.3, 1.0):\n"
    '        settings.append({"hidden": hidden, "learning_rate": learning_rate, "epochs": 5',
    now="seed, learning_rate in enumerate((0.1, 0.2, 0.2, 0.2, 0.1, 0.2)):\n"
    '        settings.append({"hidden": hidden, "learning_rate": learning_rate, "epochs": 9, '
    '"seed": seed',
    keeps=0.63,  # try_settings and best may be right
)
q.wrong(
    "one argument only",
    hint="All settings differ in one argument alone. The best value of one may depend on another: "
    "vary two at least.",
    was=("(10, 30)", "(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)"),
    now=("(30,)", "np.linspace(0.05, 0.6, 14)"),
    keeps=0.63,  # try_settings and best may be right
)
q.wrong(
    "networks that are not trained",
    hint="A network that is trained for 0 epochs, or with a learning rate of 0, has learned "
    "nothing, so it is no setting to compare.",
    was='best = max(results, key=lambda row: row["accuracy"])',
    now='best = max(results, key=lambda row: row["accuracy"])\n'
    'settings = [{"hidden": k, "epochs": 0} for k in range(1, 13)]',
)
q.wrong(
    "best is the accuracy",
    hint="best is a number. Which setting does it belong to? The whole row is asked for.",
    was='best = max(results, key=lambda row: row["accuracy"])',
    now='best = max(row["accuracy"] for row in results)',
)
q.wrong(
    "best is the worst",
    hint="best is the row with the smallest accuracy, or one that just happens to come first or "
    "last. Which row has the largest?",
    was='best = max(results, key=lambda row: row["accuracy"])',
    now='best = min(results, key=lambda row: row["accuracy"])',
)
q.wrong(
    "best is made up",
    hint="A network trained with the values in best has another accuracy than best says. Are they "
    "the values that train_network was called with?",
    was='best = max(results, key=lambda row: row["accuracy"])',
    now='best = {**settings[0], "accuracy": 0.981}',
)
q.wrong(
    "nothing good among them",
    hint="best is the best of your rows, but none of them is good. Look along each argument: does "
    "the accuracy still grow where your values end?",
    was="(0.01, 0.03, 0.1, 0.2, 0.3, 1.0)",
    now="(0.001, 0.002, 0.005, 0.01, 0.02, 0.03)",
)
q.wrong(
    "names of its own",
    hint="No key of a row is a name of train_network's arguments, so nobody can train with it "
    "again. Take hidden, learning_rate, epochs and so on as they are.",
    was="{**setting, ",
    now='{"neurons": setting.get("hidden"), ',
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
    "other settings are searched, and the rule for the best is the same",
    was='{"hidden": hidden, "learning_rate": learning_rate, "epochs": 15}',
    now=[
        '{"hidden": hidden, "learning_rate": learning_rate, "epochs": 16}',
        '{"hidden": hidden, "learning_rate": learning_rate, "epochs": 14}',
    ],
)
q.equivalent(
    "other settings are searched, or in another order",
    was="for hidden in (10, 30, 100)",
    now=[
        "for hidden in (30, 10, 100)",
        "for hidden in (11, 30, 100)",
        "for hidden in (9, 30, 100)",
        "for hidden in (10, 100, 30)",
        "for hidden in (10, 31, 100)",
        "for hidden in (10, 29, 100)",
        "for hidden in (10, 30, 101)",
        "for hidden in (10, 30, 99)",
    ],
)
q.equivalent(
    "other settings are searched, or in another order",
    was="for learning_rate in (0.01, 0.1, 0.3, 1.0)",
    now=[
        "for learning_rate in (0.1, 0.01, 0.3, 1.0)",
        "for learning_rate in (1.01, 0.1, 0.3, 1.0)",
        "for learning_rate in (0.01, 0.3, 0.1, 1.0)",
        "for learning_rate in (0.01, 1.1, 0.3, 1.0)",
        "for learning_rate in (0.01, 0.1, 1.0, 0.3)",
        "for learning_rate in (0.01, 0.1, 1.3, 1.0)",
        "for learning_rate in (0.01, 0.1, 0.3, 2.0)",
    ],
)
q.hints(
    "What does train_network need, and what does it give back that can be measured?",
    "Go through the settings. For each one train a network, measure it on the validation part that "
    "the function was given, and append a dict with the arguments and the accuracy.",
    "A dict in a call with two stars in front becomes arguments, so what you note is what you "
    "trained. At the end choose the row with the largest accuracy; `max` takes a function as its "
    "`key`.",
)
