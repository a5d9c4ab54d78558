"""q06_choose_k: the number of neighbours, chosen on images put aside."""

import numpy as np

from viva.exam import Question, check

from .q06_knn import evaluate_knn, some_points
from .shared import parts_of

q = Question("q06_choose_k")


@q.reference
def choose_k(data_train, labels_train, data_val, labels_val, ks):
    accuracies = [evaluate_knn(data_train, labels_train, data_val, labels_val, k) for k in ks]
    return accuracies, ks[int(np.argmax(accuracies))]


def two_classes(rng, ks, n_val):
    """Draw points of two classes, so that an odd number of neighbours knows no tie.

    The best of `ks` is neither the first nor the last, and there is only one.
    """
    while True:
        train, labels, val, labels_val, _ = some_points(rng, 60, n_val, 3, [2, 3], 1)
        accuracies, best = choose_k(train, labels, val, labels_val, ks)
        if best not in (ks[0], ks[-1]) and np.sort(accuracies)[-2] < max(accuracies):
            return train, labels, val, labels_val, ks


def chosen(candidate, rng, ks, n_val):
    found = candidate.choose_k(*two_classes(rng, ks, n_val))
    accuracies, best_k = parts_of(found, "choose_k", "accuracies", "best_k")
    check(np.size(best_k) == 1, "best_k is one number, and accuracies comes before it.")
    return accuracies, best_k


@q.case("five numbers of neighbours")
def five_numbers(candidate, rng):
    return chosen(candidate, rng, [1, 3, 9, 15, 33], 37)


@q.case("four numbers of neighbours, not in order")
def not_in_order(candidate, rng):
    return chosen(candidate, rng, [21, 5, 11, 1], 26)


q.right(
    "a loop that keeps the best",
    code="""
def choose_k(data_train, labels_train, data_val, labels_val, ks):
    accuracies, best_k, best = [], None, -1
    for k in ks:
        accuracy = evaluate_knn(data_train, labels_train, data_val, labels_val, k)
        accuracies.append(accuracy)
        if accuracy > best:
            best, best_k = accuracy, k
    return accuracies, best_k
""",
)
q.right(
    "the distances once",
    code="""
def choose_k(data_train, labels_train, data_val, labels_val, ks):
    dists = distance_matrix(data_val, data_train)
    accuracies = np.array([np.mean(knn_predict(dists, labels_train, k) == labels_val) for k in ks])
    return accuracies, int(np.array(ks)[accuracies.argmax()])
""",
)
q.right(
    "a dict, the last of equal ones, and the best accuracy as well",
    code="""
def choose_k(data_train, labels_train, data_val, labels_val, ks):
    table = {k: evaluate_knn(data_train, labels_train, data_val, labels_val, k) for k in ks}
    best_k = sorted(table, key=table.get)[-1]
    return list(table.values()), best_k, table[best_k]
""",
)
q.wrong(
    "the place of the best",
    hint="best_k is the place of the best number in ks, counted from 0. The number itself is asked "
    "for.",
    was="ks[int(np.argmax(accuracies))]",
    now="int(np.argmax(accuracies))",
)
q.wrong(
    "the place counted from 1",
    hint="best_k is a place in ks, counted from 1, as if ks were 1, 2, 3 and so on. Which number "
    "stands there?",
    was="ks[int(np.argmax(accuracies))]",
    now="int(np.argmax(accuracies)) + 1",
)
q.wrong(
    "the best accuracy",
    hint="best_k is an accuracy. Which number of neighbours does it belong to?",
    was="ks[int(np.argmax(accuracies))]",
    now="max(accuracies)",
)
q.wrong(
    "the worst",
    hint="best_k has the smallest accuracy of all.",
    was="np.argmax(accuracies)",
    now="np.argmin(accuracies)",
)
q.wrong(
    "chosen on the training part",
    hint="The accuracies are those on the training part, where one neighbour is always right: each "
    "image is its own. Which part was put aside for choosing?",
    was="evaluate_knn(data_train, labels_train, data_val, labels_val, k)",
    now="evaluate_knn(data_train, labels_train, data_train, labels_train, k)",
)
q.wrong(
    "the parts swapped",
    hint="Your neighbours come from the validation part, and the training part is tested. Look at "
    "the order of evaluate_knn's arguments.",
    was="evaluate_knn(data_train, labels_train, data_val, labels_val, k)",
    now="evaluate_knn(data_val, labels_val, data_train, labels_train, min(k, len(data_val)))",
)
q.wrong(
    "k from 1 up",
    hint="You try 1, 2, 3 and so on. ks says which numbers are to be tried.",
    was="for k in ks]",
    now="for k in range(1, len(ks) + 1)]",
)
q.wrong(
    "sorted",
    hint="The accuracies are sorted. Leave them in the order of ks, or nobody knows which is whose.",
    was="return accuracies, ks[int(np.argmax(accuracies))]",
    now="return sorted(accuracies), ks[int(np.argmax(accuracies))]",
)
q.wrong(
    "the best first",
    hint="best_k comes first with you. The list of accuracies does.",
    was="return accuracies, ks[int(np.argmax(accuracies))]",
    now="return ks[int(np.argmax(accuracies))], accuracies",
)
q.wrong(
    "errors instead of accuracies",
    hint="The list holds the shares of wrong answers, so the largest is the worst.",
    was="[evaluate_knn(data_train, labels_train, data_val, labels_val, k) for k in ks]",
    now="[1 - evaluate_knn(data_train, labels_train, data_val, labels_val, k) for k in ks]",
)
q.hints(
    "You have a function that measures one k. What is left to do for several of them, and on "
    "which images?",
    "Collect the accuracies in a list, in the order of ks. `np.argmax` says at which place the "
    "largest one stands.",
    "Call evaluate_knn for each k with the training part first and the validation part second. "
    "The best number is the entry of ks at the place that `np.argmax` gives.",
)
