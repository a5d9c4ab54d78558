"""Mistakes that people make in q10_neural_net; each is an edit of the reference."""

import numpy as np

from .q10_kinds import ONE_METHOD, SLOPES, all_probabilities, moves

MISTAKES = [
    dict(
        title="b_o of hidden size",
        hint="b_o is as long as the hidden layer. It is added to the scores: how many are there?",
        was="self.b_o = np.zeros(output_size)",
        now="self.b_o = np.zeros(hidden_size)",
        recognise=lambda candidate: np.size(candidate.NeuralNet(3, 5, 4).b_o) == 5,
    ),
    dict(
        title="no softmax in forward",
        hint="forward returns scores: the rows do not add up to 1. One step is missing.",
        was="(X)[0]",
        now="(X)[1] @ self.W_o + self.b_o",
        keeps=0.8,
    ),
    dict(
        title="a sigmoid at the output",
        hint="The outputs went through a sigmoid, each for itself, so they do not add up to 1.",
        was="self.softmax(h @",
        now="sigmoid(h @",
        keeps=0.8,
    ),
    dict(
        title="softmax over the batch",
        hint="One sample alone comes out right, a batch does not: all rows together add up to 1.",
        was=", axis=-1, keepdims=True",
        now="",
        keeps=0.8,
    ),
    dict(
        title="activations in another order",
        hint="forward_keep_activations gives its three results in another order than the text: y first, then h, then z_h.",
        was=(", h, z_h", "p, h, _ ="),
        now=(", z_h, h", "p, _, h ="),
        keeps=0.9,
    ),
    dict(
        title="a mean over samples and classes",
        hint="Your loss is too small by the number of classes: the mean runs over the zeros of the one-hot rows, too.",
        was="np.log(p[range(len(y)), y])",
        now="one_hot(y, p.shape[1]) * np.log(p + 1e-9)",
        keeps=ONE_METHOD,
    ),
    dict(
        title="one-hot rows inside the logarithm",
        hint="In your loss the logarithm is taken of the one-hot rows, or of their product with the "
        "probabilities, plus something small. Those zeros have no business in a logarithm.",
        was="np.log(p[range(len(y)), y])",
        now="np.sum(np.log(one_hot(y, p.shape[1]) * p + 1e-8), axis=1)",
        keeps=ONE_METHOD,
    ),
    dict(
        title="the sum of the losses",
        hint="Your loss adds up over the samples. A mean is asked for.",
        was="-np.mean(np.log",
        now="-np.sum(np.log",
        keeps=ONE_METHOD,
    ),
    dict(
        title="a negative loss",
        hint="Your loss is negative: a minus is missing in front of the logarithm.",
        was="-np.mean(np.log",
        now="np.mean(np.log",
        keeps=ONE_METHOD,
    ),
    dict(
        title="no slope of the hidden layer",
        hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: the slope of the hidden sigmoid is missing.",
        was=" * h * (1 - h)",
        now="",
        keeps=SLOPES,
    ),
    dict(
        title="the hidden slope at an activated value",
        hint="The slopes of W_o and b_o are right, those of W_h and b_h are not: you apply the sigmoid to h before you take its slope.",
        was="* h * (1 - h)",
        now="* sigmoid(h) * (1 - sigmoid(h))",
        keeps=SLOPES,
    ),
    dict(
        title="outer products turned",
        hint="The slopes of W_h and W_o are turned: they must have the shapes of W_h and W_o. Which argument of np.outer makes the rows?",
        was=("np.outer(x, d_h)", "np.outer(h, d_o)", "slopes[name])"),
        now=("np.outer(d_h, x)", "np.outer(d_o, h)", "slopes[name].T)"),
        keeps=SLOPES,
    ),
    dict(
        title="slopes of the wrong sign",
        hint="All slopes have the wrong sign: is it p - e_y or e_y - p?",
        was="p - one_hot([y], len(p))[0]",
        now="one_hot([y], len(p))[0] - p",
        keeps=SLOPES,
    ),
    dict(
        title="the label subtracted from every probability",
        hint="You subtract the label, a number, from all probabilities. Only the entry of the right class is one less.",
        was="one_hot([y], len(p))[0]",
        now="y",
        keeps=SLOPES,
    ),
    dict(
        title="the label left out",
        hint="Your output delta is p itself, so the label plays no part: the entry of the right class is to be one less.",
        was="p - one_hot([y], len(p))[0]",
        now="p",
        keeps=SLOPES,
    ),
    dict(
        title="p(1 - p) at the output",
        hint="Your output delta carries a factor p(1 - p). Softmax and cross-entropy together leave none.",
        was="p - one_hot([y], len(p))[0]",
        now="(p - one_hot([y], len(p))[0]) * p * (1 - p)",
        keeps=SLOPES,
    ),
    dict(
        title="train leaves the biases",
        hint="The slopes are right; train moves W_h and W_o and leaves the biases where they are.",
        was="for name in slopes",
        now='for name in ("W_h", "W_o")',
        recognise=moves(-0.5, 0.0, -0.5, 0.0),
        keeps=ONE_METHOD,
    ),
    dict(
        title="slopes anew for each array",
        hint="train takes its slopes anew when some of the arrays have moved already. All four "
        "belong to the weights before the step.",
        was="slopes[name])",
        now="self.grad_loss(x, y)[name])",
        keeps=ONE_METHOD,
    ),
    dict(
        title="train goes uphill",
        hint="The slopes are right; train adds them to the weights.",
        was="- learning_rate",
        now="+ learning_rate",
        recognise=moves(0.5, 0.5, 0.5, 0.5),
        keeps=ONE_METHOD,
    ),
    dict(
        title="train forgets what it has computed",
        hint="The slopes are right, but after train the network has its old weights. A new array must be kept in self.",
        was="setattr(self, name, getattr(self, name) - learning_rate * slopes[name])",
        now="new = getattr(self, name) - learning_rate * slopes[name]",
        keeps=ONE_METHOD,
    ),
    dict(
        title="predict returns probabilities",
        hint="predict returns probabilities. The number of the class is asked for.",
        was=("return np.argmax(self.forward(X), axis=1)", "self.predict(X)"),
        now=("return self.forward(X)", "np.argmax(self.forward(X), axis=1)"),
        recognise=all_probabilities,
        keeps=ONE_METHOD,
    ),
    dict(
        title="predict down the columns",
        hint="predict gives one answer for each class, where there should be one for each sample.",
        was=("return np.argmax(self.forward(X), axis=1)", "self.predict(X)"),
        now=("return np.argmax(self.forward(X), axis=0)", "np.argmax(self.forward(X), axis=1)"),
        keeps=ONE_METHOD,
    ),
    dict(
        title="accuracy counts",
        hint="accuracy counts the right answers. Their share is asked for.",
        was="np.mean(self.predict",
        now="np.sum(self.predict",
        keeps=ONE_METHOD,
    ),
    dict(
        title="z_h instead of h into the output layer",
        hint="The output layer gets z_h, the hidden sums, without their sigmoid. h is what comes out of "
        "the hidden layer.",
        was="self.softmax(h @",
        now="self.softmax(z_h @",
    ),
    dict(
        title="a binary cross-entropy",
        hint="Your loss also counts the classes that are wrong, by ln(1 - p). The cross-entropy of a "
        "softmax looks at the right class alone.",
        was="-np.mean(np.log(p[range(len(y)), y]))",
        now="-np.mean(one_hot(y, p.shape[1]) * np.log(p) + (1 - one_hot(y, p.shape[1])) * np.log(1 - p))",
        keeps=ONE_METHOD,
    ),
    dict(
        title="labels and probabilities swapped in the loss",
        hint="In your loss the logarithm is taken of the labels, and multiplied by the probabilities: "
        "they have changed places.",
        was="np.log(p[range(len(y)), y])",
        now="np.sum(p * np.log(one_hot(y, p.shape[1]) + 1e-8), axis=1)",
        keeps=ONE_METHOD,
    ),
    dict(
        title="a large number added in the logarithm",
        hint="Your loss is a little too small: what you add to the probabilities in the logarithm is "
        "not small enough.",
        was="np.log(p[",
        now="np.log(0.01 + p[",
        keeps=ONE_METHOD,
    ),
]
