"""q08_mlp: the network of 04, scaled, with its losses."""

import numpy as np

from viva.exam import Question, check

from .q08_right_answers import BY_HAND, FOR_EACH_COLUMN, ONE_FOR_ALL
from .shared import draw_weights, four_shapes, learn_once_cross_entropy, test_mlp
from .trainings import (
    LIES,
    NOT_LEARNED,
    NOT_STILL,
    NOT_TESTED,
    ONE_NEURON,
    RATE,
    START,
    TEST_SCALED,
    UPHILL,
    a_line,
    answers_to_scaling,
    disturbed,
    ends,
    falls,
    first_loss,
    learns,
    run,
    some_pixels,
    stalls,
)

q = Question("q08_mlp")


@q.reference
def run_scaled_mlp(data_train, labels_train, data_test, labels_test, d_h, learning_rate, num_epoch):
    mean, deviation = data_train.mean(axis=0), data_train.std()
    X_train = (data_train - mean) / deviation
    X_test = (data_test - mean) / deviation
    d_in, d_out = X_train.shape[1], np.max(labels_train) + 1
    w1, b1, w2, b2 = draw_weights(d_in, d_h, d_out, np.random.default_rng(0))
    weights = [w1 / np.sqrt(d_in), b1, w2 / np.sqrt(d_h), b2]
    train_accuracies, train_losses = [], []
    for _ in range(num_epoch):
        *weights, loss = learn_once_cross_entropy(*weights, X_train, labels_train, learning_rate)
        train_losses.append(loss)
        train_accuracies.append(test_mlp(*weights, X_train, labels_train))
    return train_accuracies, train_losses, test_mlp(*weights, X_test, labels_test)


@q.case("losses and accuracies of an easy set", seconds=30)
def an_easy_set(candidate, rng):
    # Pixels may go to 255, or to 65,535 as in some cameras.
    for classes, d_h, unit in (([0, 1, 2], 5, 1), ([0, 1, 2, 3, 4, 6], 9, 257)):
        X, y = some_pixels(rng, 48, classes, unit)
        # The largest class may be absent from the test part.
        X_test, y_test = (part[:20] for part in some_pixels(rng, 40, classes[:-1], unit))
        _, still, _ = run(candidate, X, y, X_test, y_test, d_h, 0.0, 4)
        check(np.ptp(still) < 1e-9, NOT_STILL)
        check(abs(still[0] - np.log(max(classes) + 1)) < 1.5, START)
        _, losses, _ = run(candidate, X, y, X_test, y_test, d_h, 0.3, 25)
        check(np.ptp(losses) > 0, RATE)
        check(losses[-1] < losses[0] - 0.05, UPHILL)
        more = run(candidate, X, y, X_test, y_test, d_h, 1.0, 150)
        check(more[0][-1] >= 0.9, NOT_LEARNED)
        check(more[2] >= 0.8, TEST_SCALED)
    # False labels for the test: what is really learned cannot agree with them.
    accuracies, _, tested = run(candidate, X, y, X_test, (y_test + 1) % 5, d_h, 1.0, 150)
    check(accuracies[-1] >= 0.9, LIES)
    check(tested <= 0.2, NOT_TESTED)
    # One class at both ends of a line and another between them: too much for a single neuron.
    line, sides = a_line(rng)
    check(run(candidate, line, sides, line, sides, 1, 1.0, 200)[0][-1] < 0.9, ONE_NEURON)
    # Images that are hard to tell apart, as both parts: only scaled alike they agree.
    X, y = some_pixels(rng, 480, [0, 1, 2, 3], noise=70)
    accuracies, _, tested = run(candidate, X, y, X, y, 6, 0.3, 60)
    # An accuracy may be noted before its step: then one image in a hundred changes sides.
    check(abs(accuracies[-2:] - tested).min() < 0.02, TEST_SCALED)


@q.case("0.48 of drawn images of four shapes, 16×16 pixels", seconds=60, diagnose=False)
def drawn_images(candidate, rng):
    arguments = *four_shapes(), 30, 1.0, 80
    accuracies, _, tested = run(candidate, *arguments)
    check(accuracies[-1] >= 0.48, NOT_LEARNED)
    check(tested >= 0.48, TEST_SCALED)


q.right("a deviation for each column, uniform weights of Xavier", code=FOR_EACH_COLUMN)
q.right("one mean and one deviation for all pixels, float32", code=ONE_FOR_ALL)
q.right("written without the given functions, the weights as well", code=BY_HAND)
q.wrong(
    "raw pixels",
    hint="The network hardly learns, though it starts well. Which numbers does it get, those of the"
    " file or scaled ones?",
    was=("(data_train - mean) / deviation\n", "(data_test - mean) / deviation\n"),
    now=("1.0 * data_train\n", "1.0 * data_test\n"),
    recognise=lambda candidate: stalls(candidate) and answers_to_scaling(candidate),
)
q.wrong(
    "weights of deviation 1",
    hint="The network starts with large weights, and 30 or 3,072 of them add up to something far "
    "out on the flat part of a sigmoid, or the first loss is large. How does the text draw them?",
    was="weights = [w1 / np.sqrt(d_in), b1, w2 / np.sqrt(d_h), b2]",
    now="weights = [3 * w1, b1, 3 * w2, b2]",
    recognise=lambda candidate: np.log(4) + 1 < first_loss(candidate) < 20,
)
q.wrong(
    "weights of 0",
    hint="The weights all start with the same number, and the hidden neurons stay equal for ever. "
    "The first loss is exactly that of equal probabilities.",
    was="weights = [w1 / np.sqrt(d_in), b1, w2 / np.sqrt(d_h), b2]",
    now="weights = [0 * w1, b1, 0 * w2, b2]",
    recognise=lambda candidate: abs(first_loss(candidate) - np.log(4)) < 1e-9,
)
q.wrong(
    "the test part not scaled",
    hint="The training goes well, but the test part reaches the network as raw pixels. It needs the"
    " same scaling.",
    was="X_test = (data_test - mean) / deviation",
    now="X_test = data_test",
    recognise=lambda candidate: learns(candidate) and ends(candidate)[2][0] < 0.75,
)
q.wrong(
    "no losses",
    hint="Two values come back. The losses of the epochs are asked for as well, between the two.",
    was="return train_accuracies, train_losses, test_mlp",
    now="return train_accuracies, test_mlp",
)
q.wrong(
    "losses first",
    hint="The losses come first with you. The accuracies do.",
    was="return train_accuracies, train_losses,",
    now="return train_losses, train_accuracies,",
    recognise=lambda candidate: (
        20 > max(ends(candidate)[0]) > 1 >= max(ends(candidate)[1]) and falls(candidate, 0)
    ),
)
q.wrong(
    "the last loss only",
    hint="A single loss comes back. A list with the loss of every epoch is asked for.",
    was="return train_accuracies, train_losses,",
    now="return train_accuracies, train_losses[-1],",
    recognise=lambda candidate: [len(part) for part in ends(candidate, num_epoch=5)] == [5, 1, 1],
)
q.wrong(
    "the test accuracy of every epoch",
    hint="The third value is a list. One number is asked for, the test accuracy at the end.",
    was="test_mlp(*weights, X_test, labels_test)",
    now="[test_mlp(*weights, X_test, labels_test)] * num_epoch",
    recognise=lambda candidate: [len(part) for part in ends(candidate, num_epoch=5)] == [5, 5, 5],
)
q.wrong(
    "the sum of the losses of all images",
    hint="Your losses are as many times too large as there are images: a sum. The mean is asked "
    "for.",
    was="train_losses.append(loss)",
    now="train_losses.append(loss * len(X_train))",
    recognise=lambda candidate: first_loss(candidate) > 20,
)
q.wrong(
    "the weights not carried on",
    hint="Every epoch starts from the first weights again: the loss stays what it was. What does "
    "learn_once_cross_entropy return?",
    was="*weights, loss = learn",
    now="*_, loss = learn",
    recognise=lambda candidate: (
        np.size(losses := ends(candidate, num_epoch=6)[1]) > 1 and np.ptp(losses) == 0
    ),
)
q.wrong(
    "uphill",
    hint="The loss grows from step to step: a sign is wrong.",
    was="X_train, labels_train, learning_rate)",
    now="X_train, labels_train, -learning_rate)",
    recognise=lambda candidate: (
        ends(candidate, learning_rate=0.05, num_epoch=9)[1][-1] > (first_loss(candidate) + 1e-6)
    ),
)
q.wrong(
    "a learning rate of its own",
    hint="The learning rate that comes in is not used.",
    was="X_train, labels_train, learning_rate)",
    now="X_train, labels_train, 0.5)",
    recognise=lambda candidate: np.ptp(ends(candidate, learning_rate=0.0, num_epoch=6)[1]) > 1e-9,
)
q.wrong(
    "a number of epochs of its own",
    hint="The training runs for as many epochs as it likes. num_epoch says how many.",
    was="range(num_epoch)",
    now="range(100)",
    recognise=lambda candidate: (
        len(ends(candidate, num_epoch=5)[1]) == len(ends(candidate, num_epoch=7)[1]) > 1
    ),
)
q.wrong(
    "tested on the training part",
    hint="The last number is measured on the training part. Which part is kept for the test?",
    was="test_mlp(*weights, X_test, labels_test)",
    now="test_mlp(*weights, X_train, labels_train)",
    recognise=lambda candidate: ends(candidate, "lies")[2][0] > 0.8 and not disturbed(candidate),
)
q.wrong(
    "the test part in the training",
    hint="The test part takes part in the training: what is learned changes with its labels.",
    was=("    mean, dev", "def run"),
    now=(
        "    data_train = np.concatenate([data_train, data_test])\n"
        "    labels_train = np.concatenate([labels_train, labels_test])\n    mean, dev",
        "def run",
    ),
    recognise=lambda candidate: disturbed(candidate),
)
q.wrong(
    "as many outputs as different labels",
    hint="You count the different labels. When a number below the largest has no class, an output "
    "is missing.",
    was="np.max(labels_train) + 1",
    now="len(np.unique(labels_train))",
)
q.wrong(
    "accuracies in percent",
    hint="The accuracies are in percent. Fractions between 0 and 1 are asked for.",
    was="train_accuracies.append(test",
    now="train_accuracies.append(100 * test",
    recognise=lambda candidate: 20 < max(ends(candidate)[0]) <= 100 and falls(candidate),
)
q.equivalent(
    "one mean for all pixels will do as well",
    was="mean, deviation = data_train.mean(axis=0), data_train.std()",
    now="mean, deviation = data_train.mean(), data_train.std()",
)
q.equivalent(
    "pixels in whole deviations tell the classes apart as well",
    was="data_train, data_test = (data_train - mean) / deviation, (data_test - mean) / deviation",
    now="data_train, data_test = (data_train - mean) // deviation, (data_test - mean) / deviation",
)
q.equivalent(
    "no label names the further output, so it learns to stay silent",
    was="d_in, d_out = data_train.shape[1], np.max(labels_train) + 1",
    now="d_in, d_out = data_train.shape[1], np.max(labels_train) + 2",
)
q.equivalent(
    "the weights are drawn by chance",
    was="w1, b1, w2, b2 = draw_weights(d_in, d_h, d_out, np.random.default_rng(0))",
    now="w1, b1, w2, b2 = draw_weights(d_in, d_h, d_out, np.random.default_rng(1))",
)
q.equivalent(
    "how small the weights are is left free, as long as the loss begins near that of guessing",
    was="weights = [w1 / np.sqrt(d_in), b1, w2 / np.sqrt(d_h), b2]",
    now=[
        "weights = [w1 / d_in, b1, w2 / np.sqrt(d_h), b2]",
        "weights = [w1 / np.sqrt(d_in), b1, w2, b2]",
        "weights = [w1 / np.sqrt(d_in), b1, w2 // np.sqrt(d_h), b2]",
        "weights = [w1 / np.sqrt(d_in), b1, w2 / d_h, b2]",
        "weights = [w1 / np.sqrt(d_in), b1, w2 / np.sqrt(d_in), b2]",
    ],
)
q.equivalent(
    "two new lists are two new lists",
    was="train_accuracies, train_losses = [], []",
    now="train_losses, train_accuracies = [], []",
)
q.hints(
    "Three things differ from run_mlp_training: the pixels, the start, and what is kept. Where in "
    "its lines does each of them happen?",
    "Compute mean and deviation from the training part once, and scale both parts with them. "
    "draw_weights gives weights of deviation 1; divide each matrix by the root of its number of "
    "inputs.",
    "In the loop take one step as run_mlp_training does, keep the loss that it gives in one list and "
    "the accuracy of the new weights on the scaled training part in another. Behind the loop "
    "measure the test part, scaled, once.",
)
