"""q08_torch_net: 784-100-10 in PyTorch, and its training."""

import numpy as np

from viva.exam import Question

from .nets import Dense, drawn
from .q08_right_answers import ONE_HOT, SEQUENCE
from .trainings import (
    BY_CHANCE,
    NAMES,
    TRAININGS,
    a_net,
    adds_up,
    after,
    by_numpy,
    draws_anew,
    named,
    some_images,
)

q = Question("q08_torch_net")


@q.reference
def Net():
    return Dense()


@q.reference
def train_net(net, X, y, n_epochs, batch_size, learning_rate, momentum):
    rng = np.random.default_rng()
    velocities = [np.zeros_like(array) for array in net.arrays]
    for _ in range(n_epochs):
        order = rng.permutation(len(X))
        for first in range(0, len(X), batch_size):
            rows = order[first : first + batch_size]
            for w, v, slope in zip(net.arrays, velocities, net.slopes(X[rows], y[rows])):
                v *= momentum
                v += slope
                w -= learning_rate * v


def slopes(candidate, rng, dtype):
    found = {}
    for n in (7, 3):
        X, y = some_images(rng, n, dtype)
        logits, slopes = candidate.slopes_of(
            a_net(candidate), drawn(rng, Dense.shapes, dtype), X, y
        )
        found[f"logits of {n} images"] = logits
        found |= {f"slope of {name}, {n} images": s for name, s in zip(NAMES, slopes)}
    return found


@q.case("logits and slopes in float64", rtol=1e-10, atol=1e-10)
def slopes_in_double(candidate, rng):
    return slopes(candidate, rng, np.float64)


@q.case("logits and slopes in float32", rtol=1e-5, atol=1e-5)
def slopes_in_single(candidate, rng):
    return slopes(candidate, rng, np.float32)


@q.case("training with momentum, in batches", weight=2, rtol=1e-9, atol=1e-10)
def training(candidate, rng):
    found, wanted = {}, {}
    for told, n, same, *options in TRAININGS:
        start, (X, y) = drawn(rng, Dense.shapes), some_images(rng, n)
        # Where all images are the same, their order is nothing: only how many steps there are.
        X, y = (np.repeat(part[:1], n, axis=0) for part in (X, y)) if same else (X, y)
        found |= named(told, after(candidate, start, X, y, *options))
        wanted |= named(told, by_numpy(train_net, start, X, y, *options))
    is_right = all(np.allclose(found[key], wanted[key], atol=1e-6) for key in wanted)
    # What chance has a hand in tells mistakes apart by chance.
    for told, holds in BY_CHANCE.items():
        found[told] = not is_right or holds(candidate, rng)
    return found


q.right(
    "a module with two layers, a DataLoader",
    code="""
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(784, 100)
        self.output = nn.Linear(100, 10)

    def forward(self, X):
        return self.output(F.relu(self.hidden(X)))


def train_net(net, X, y, n_epochs, batch_size, learning_rate, momentum):
    batches = DataLoader(TensorDataset(X, y), batch_size=batch_size, shuffle=True)
    optimiser = torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=momentum)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(n_epochs):
        for X_batch, y_batch in batches:
            optimiser.zero_grad()
            loss = loss_of(net(X_batch), y_batch)
            loss.backward()
            optimiser.step()
""",
)
q.right(
    "a sequence made by a function, batches by randperm",
    code=SEQUENCE,
)
q.right(
    "a sequence inside a module, one-hot targets as floats",
    code=ONE_HOT,
)
q.wrong(
    "softmax in the network",
    hint="Net returns probabilities. CrossEntropyLoss takes the softmax itself: return the numbers before it.",
    was="return self.output(F.relu(self.hidden(X)))",
    now="return F.softmax(self.output(F.relu(self.hidden(X))), dim=1)",
)
q.wrong(
    "log-probabilities from the network",
    hint="Net returns logarithms of probabilities. The logits are asked for, before any softmax.",
    was="return self.output(F.relu(self.hidden(X)))",
    now="return F.log_softmax(self.output(F.relu(self.hidden(X))), dim=1)",
)
q.wrong(
    "softmax before the loss",
    hint="Net is right, and its training is slow: the softmax is taken twice, once before the loss and once in CrossEntropyLoss.",
    was="loss_of(net(X_batch), y_batch)",
    now="loss_of(net(X_batch).softmax(dim=1), y_batch)",
)
q.wrong(
    "no zero_grad",
    hint="The first step is right and the later ones are not: the gradients of all batches so far add up. Who sets them to zero?",
    was="            optimiser.zero_grad()\n",
    now="",
    recognise=adds_up,
)
q.wrong(
    "zero_grad between backward and step",
    hint="Nothing moves: the gradients are set to zero after they were computed and before the step.",
    was="            optimiser.zero_grad()\n            loss = loss_of(net(X_batch), y_batch)\n            loss.backward()\n",
    now="            loss = loss_of(net(X_batch), y_batch)\n            loss.backward()\n            optimiser.zero_grad()\n",
)
q.wrong(
    "labels one-hot, as whole numbers",
    hint="The loss meets one-hot labels that are whole numbers. CrossEntropyLoss wants the labels themselves.",
    was="loss_of(net(X_batch), y_batch)",
    now="loss_of(net(X_batch), F.one_hot(y_batch, 10))",
)
q.wrong(
    "no momentum",
    hint="The first step is right and the second one is too short: the optimiser is not told the momentum.",
    was=", momentum=momentum)",
    now=")",
)
q.wrong(
    "Nesterov's momentum",
    hint="Your momentum looks one step ahead, as Nesterov's does. The text has the plain one.",
    was="momentum=momentum)",
    now="momentum=momentum, nesterov=momentum > 0)",
)
q.wrong(
    "Adam instead of SGD",
    hint="All weights move by the same length in the first step, which is the way of Adam. SGD with momentum is asked for.",
    was="torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=momentum)",
    now="torch.optim.Adam(net.parameters(), lr=learning_rate)",
)
q.wrong(
    "the rest of the images is dropped",
    hint="With ten images in batches of 4 there are three steps in an epoch, not two: the last, shorter batch counts.",
    was="shuffle=True)",
    now="shuffle=True, drop_last=len(X) > batch_size)",
)
q.wrong(
    "the same order in each epoch",
    hint="The images come in the order of the file. Tell the DataLoader to shuffle them.",
    was="shuffle=True",
    now="shuffle=False",
)
q.wrong(
    "images drawn with repeats",
    hint="In one epoch some images come several times and others never: an epoch shows each image once.",
    was="for rows in torch.randperm(len(X)).split(batch_size):",
    now="for rows in torch.randint(len(X), (len(X),)).split(batch_size):",
    recognise=draws_anew,
)
q.wrong(
    "one epoch, whatever is asked",
    hint="One epoch is right, and more of them end where one ends. Is n_epochs used?",
    was="for epoch in range(n_epochs)",
    now="for epoch in range(1)",
)
q.wrong(
    "the whole set in one batch",
    hint="Each epoch is one step: the batch size does not reach the DataLoader.",
    was="batch_size=batch_size",
    now="batch_size=len(X)",
)
q.wrong(
    "the loss of a batch is a sum",
    hint="The steps are too long by the size of the batch: the loss is a mean.",
    was="nn.CrossEntropyLoss()",
    now='nn.CrossEntropyLoss(reduction="sum")',
)
q.wrong(
    "a sigmoid in the hidden layer",
    hint="The hidden layer has the sigmoid. The text asks for ReLU.",
    was="F.relu(self.hidden(X))",
    now="torch.sigmoid(self.hidden(X))",
)
q.wrong(
    "no activation",
    hint="Between the two layers there is no activation, so that both together are one linear layer.",
    was="self.output(F.relu(self.hidden(X)))",
    now="self.output(self.hidden(X))",
)
q.wrong(
    "ReLU at the output",
    hint="Negative logits come out as 0: the ReLU belongs to the hidden layer alone.",
    was="self.output(F.relu(self.hidden(X)))",
    now="F.relu(self.output(F.relu(self.hidden(X))))",
)
q.wrong(
    "no biases",
    hint="The shapes of the parameters do not fit: both layers have a bias.",
    was=("nn.Linear(784, 100)\n", "nn.Linear(100, 10)\n"),
    now=("nn.Linear(784, 100, bias=False)\n", "nn.Linear(100, 10, bias=False)\n"),
)
q.wrong(
    "another optimiser in each epoch",
    hint="The velocities start anew in each epoch: the optimiser is made inside the loop.",
    was="    for epoch in range(n_epochs):\n",
    now="    for epoch in range(n_epochs):\n        optimiser = torch.optim.SGD(net.parameters(), lr=learning_rate, momentum=momentum)\n",
)
q.hints(
    "Which layer of the network has an activation, and what does CrossEntropyLoss do with the numbers that the network returns?",
    "Net has two linear layers and a ReLU between them, and returns the second layer's numbers. For the training make a shuffled DataLoader of the two tensors and an SGD optimiser with momentum, once, before the loops.",
    "In the inner loop: gradients to zero, the loss of the batch, the way back, a step. Nothing else stands in it, and the optimiser gets the net's parameters, the learning rate and the momentum.",
)
