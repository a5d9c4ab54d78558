"""q09_conv_net: two convolutions and dropout, in PyTorch."""

import numpy as np

from viva.exam import Question, check

from .nets import Convolutional, drawn

q = Question("q09_conv_net")


@q.reference
def ConvNet():
    return Convolutional()


MISFIT = (
    "The parameters of ConvNet do not have the shapes in the text, layer by layer: kernels 8×1×5×5 "
    "and 16×8×5×5, then matrices 64×256 and 10×64, each followed by its bias."
)
FLAT = "The first dense layer of ConvNet does not take the 256 numbers that flattening leaves."
NOT_REPEATED = "In evaluation mode ConvNet gives other numbers the second time."
NO_DROPOUT = "In training mode ConvNet gives the same numbers each time: nothing is dropped."


def a_net(candidate):
    net = candidate.ConvNet()
    shapes = [tuple(shape) for shape in candidate.parameter_shapes(net)]
    wanted = list(Convolutional.shapes)
    check(shapes == wanted or shapes[:4] + shapes[5:] != wanted[:4] + wanted[5:], FLAT)
    check(shapes == wanted, MISFIT)
    return net


def takes(length):
    """Return what recognises a network by the numbers that its first dense layer takes."""
    return lambda candidate: (
        tuple(candidate.parameter_shapes(candidate.ConvNet())[4]) == (64, length)
    )


@q.case("logits in evaluation mode", rtol=1e-9, atol=1e-10)
def evaluated(candidate, rng):
    found = {}
    for n in (3, 1):
        arrays, X = drawn(rng, Convolutional.shapes), rng.random((n, 1, 28, 28))
        net = a_net(candidate)
        found[f"logits of {n} image{'s' * (n > 1)}"] = candidate.outputs_of(net, arrays, X)
        again = candidate.outputs_of(net, arrays, X)
        check(np.array_equal(found[f"logits of {n} image{'s' * (n > 1)}"], again), NOT_REPEATED)
    return found


@q.case("dropout in training mode")
def dropped(candidate, rng):
    arrays, X = drawn(rng, Convolutional.shapes), rng.random((80, 1, 28, 28))
    # The outputs are five hidden neurons as they are, twice: each shows whether it was dropped.
    arrays[6], arrays[7] = np.tile(np.eye(5, 64), (2, 1)), np.zeros(10)
    net = a_net(candidate)
    whole = np.asarray(candidate.outputs_of(net, arrays, X))
    once, again = (np.asarray(candidate.outputs_of(net, arrays, X, True)) for _ in range(2))
    check(once.shape == whole.shape == (80, 10), MISFIT)
    check(not np.array_equal(once, again), NO_DROPOUT)
    alive = np.abs(whole) > 1e-6
    kept = alive & (np.abs(once) > 1e-9)
    return {
        # Some 200 neurons are alive: 0.2 is more than five deviations.
        "about half is dropped": bool(abs(kept.sum() / alive.sum() - 0.5) < 0.2),
        "factor of the rest": np.median(once[kept] / whole[kept]),
        "a neuron is dropped for all outputs": np.allclose(once[:, :5], once[:, 5:]),
    }


q.right(
    "layers in __init__, functions in forward",
    code="""
class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=5)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=5)
        self.hidden = nn.Linear(256, 64)
        self.output = nn.Linear(64, 10)
        self.dropout = nn.Dropout(0.5)

    def forward(self, X):
        X = F.max_pool2d(F.relu(self.conv1(X)), 2)
        X = F.max_pool2d(F.relu(self.conv2(X)), 2)
        X = F.relu(self.hidden(X.flatten(start_dim=1)))
        return self.output(self.dropout(X))
""",
)
q.right(
    "one sequence",
    code="""
def ConvNet():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Conv2d(8, 16, 5), nn.MaxPool2d(2), nn.ReLU(),
        nn.Flatten(), nn.Linear(16 * 4 * 4, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 10),
    )
""",
)
q.right(
    "dropout as a function that is told the mode, before the ReLU",
    code="""
class ConvNet(nn.Module):
    def __init__(self):
        super(ConvNet, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, (5, 5)), nn.ReLU(), nn.MaxPool2d(2, 2),
            nn.Conv2d(8, 16, (5, 5)), nn.ReLU(), nn.MaxPool2d(2, 2),
        )
        self.fc1, self.fc2 = nn.Linear(256, 64), nn.Linear(64, 10)

    def forward(self, x):
        x = self.features(x).reshape(len(x), 256)
        x = torch.relu(F.dropout(self.fc1(x), 0.5, training=self.training))
        return self.fc2(x)
""",
)
q.wrong(
    "dropout in evaluation, too",
    hint="Your dropout does not know the mode: F.dropout drops always, unless it is told `training=self.training`.",
    was=", training=self.training",
    now="",
)
q.wrong(
    "no dropout",
    hint="In training mode nothing is dropped: is the dropout layer used in forward?",
    was="self.output(self.dropout(X))",
    now="self.output(X)",
)
q.wrong(
    "a fifth is dropped",
    hint="Too few neurons are dropped: p is the probability with which a neuron is dropped, and the text sets it to 0.5.",
    was="nn.Dropout(0.5)",
    now="nn.Dropout(0.2)",
)
q.wrong(
    "dropout of the logits",
    hint="You drop logits. The dropout stands before the last layer, not after it.",
    was="self.output(self.dropout(X))",
    now="self.dropout(self.output(X))",
)
q.wrong(
    "dropout by hand, without the factor",
    hint="The neurons that stay are not scaled up: those that are left must do the work of all, so that they count twice.",
    was="torch.relu(F.dropout(self.fc1(x), 0.5, training=self.training))",
    now="torch.relu(self.fc1(x)) * ((torch.rand(len(x), 64) > 0.5) if self.training else 1)",
)


def some_outputs(candidate):
    rng = np.random.default_rng(0)
    arrays, X = drawn(rng, Convolutional.shapes), rng.random((4, 1, 28, 28))
    return np.asarray(candidate.outputs_of(a_net(candidate), arrays, X))


q.wrong(
    "log_softmax at the end",
    hint="ConvNet returns logarithms of probabilities. With CrossEntropyLoss it would learn all the same; the text asks for logits.",
    was="return self.output(self.dropout(X))",
    now="return F.log_softmax(self.output(self.dropout(X)), dim=1)",
    recognise=lambda candidate: np.allclose(np.exp(some_outputs(candidate)).sum(axis=1), 1),
)
q.wrong(
    "softmax at the end",
    hint="ConvNet returns probabilities: CrossEntropyLoss would take their softmax once more. Return the logits.",
    was="return self.output(self.dropout(X))",
    now="return F.softmax(self.output(self.dropout(X)), dim=1)",
    recognise=lambda candidate: np.allclose(np.sum(some_outputs(candidate), axis=1), 1),
)
q.wrong(
    "another flat size",
    hint="The matrix after the convolutions meets vectors of another length. What did output_shapes say about flatten?",
    was="nn.Linear(256, 64)\n        self.output",
    now="nn.Linear(320, 64)\n        self.output",
)
q.wrong(
    "the images of the batch are mixed",
    hint="The batch is lost: each image must become one row of 256 numbers. Which axis does your flatten begin with?",
    was="X.flatten(start_dim=1)",
    now="X.permute(1, 2, 3, 0).reshape(len(X), 256)",
)
q.wrong(
    "no activation after the convolutions",
    hint="After the convolutions the negative numbers stay: a ReLU is missing there.",
    was=("F.relu(self.conv1(X))", "F.relu(self.conv2(X))"),
    now=("self.conv1(X)", "self.conv2(X)"),
)
q.wrong(
    "no activation in the hidden layer",
    hint="The hidden layer has no ReLU: negative numbers go on to the last layer.",
    was="F.relu(self.hidden(X.flatten(start_dim=1)))",
    now="self.hidden(X.flatten(start_dim=1))",
)
q.wrong(
    "means instead of maxima",
    hint="Your pooling takes the mean of each block. The text asks for the largest number.",
    was="F.max_pool2d",
    now="F.avg_pool2d",
)
q.wrong(
    "a padded convolution",
    hint="The shapes of the first layers are not those of the text: its convolutions have no padding.",
    was=(
        "nn.Conv2d(1, 8, kernel_size=5)",
        "nn.Conv2d(8, 16, kernel_size=5)",
        "nn.Linear(256, 64)\n        self.output",
    ),
    now=(
        "nn.Conv2d(1, 8, 5, padding=2)",
        "nn.Conv2d(8, 16, 5, padding=2)",
        "nn.Linear(784, 64)\n        self.output",
    ),
    recognise=takes(784),
)
q.wrong(
    "no pooling after the second convolution",
    hint="The second pooling is missing, so that more than 256 numbers arrive at the matrix.",
    was=("F.max_pool2d(F.relu(self.conv2(X)), 2)", "nn.Linear(256, 64)\n        self.output"),
    now=("F.relu(self.conv2(X))", "nn.Linear(1024, 64)\n        self.output"),
    recognise=takes(1024),
)
q.hints(
    "Which of your layers have parameters? They are made once, in __init__; everything else may stand in forward.",
    "Two blocks of convolution, ReLU and pooling; then flatten all but the first axis, a linear layer with ReLU, dropout, and the last linear layer. A dropout layer from `nn` knows by itself whether the network trains.",
    "In __init__: Conv2d from 1 to 8 channels and from 8 to 16, both with kernels of 5, Linear from 256 to 64 and from 64 to 10, and a dropout layer with one half. forward goes through them in this order and returns what the last one gives.",
)
