"""q01_dimensions: the sizes of data and network."""

from viva.exam import Question

from .shared import SIZES

q = Question("q01_dimensions")


q.reference(N=300, d_input=2, d_output=2, d_hidden=10, learning_rate=3e-2)


@q.case("the five sizes")
def five_sizes(candidate, rng):
    return {name: getattr(candidate, name) for name in ("N", *SIZES, "learning_rate")}


q.right(
    "read off",
    code="""
N, d_input, d_output, d_hidden, learning_rate = 300, 2, 2, 10, 0.03
""",
)
q.right(
    "by NumPy's shape",
    code="""
(N, d_input), d_hidden = np.array(X).shape, 10
d_output = np.unique(y).size
learning_rate = np.float64(3) * 10**-2
""",
)
q.right(
    "counted in loops",
    code="""
N = 0
classes = []
for label in y:
    N += 1
    if label not in classes:
        classes.append(label)
d_output = max(classes) + 1
d_input = sum(1 for coordinate in X[-1])
d_hidden = 10.0
learning_rate = 3 / 100
""",
)
q.wrong(
    "one output for two classes",
    hint="d_output is 1. The softmax gives each class a probability of its own: how many classes "
    "are there?",
    was="300, 2, 2, 10, 0.03",
    now="len(X), len(X[0]), 1, 10, 3e-2",
)
q.wrong(
    "samples and inputs swapped",
    hint="N and d_input are swapped. Is X a list of samples, or a list of coordinates?",
    was="300, 2, 2, 10, 0.03",
    now="len(X[0]), len(X), 2, 10, 3e-2",
)
q.wrong(
    "the label counted as an input",
    hint="d_input is one too many. Is the label part of what the network gets to see?",
    was="300, 2, 2, 10, 0.03",
    now="len(X), 3, 2, 10, 3e-2",
)
q.wrong(
    "the exponent of the learning rate is off",
    hint="The four sizes are right, the learning rate is ten times too large. What is 3e-2 as a "
    "decimal number?",
    was="03",
    now="3",
)
q.wrong(
    "a learning rate of 0.3",
    hint="The learning rate is 0.3, ten times too large, and d_hidden is not ten. Both stand in "
    "the text.",
    was="10, 0.03",
    now="3, 0.3",
)
q.wrong(
    "one output for each sample",
    hint="d_output is as large as N. There is one label for each sample, but only so many "
    "different ones.",
    code="""
N = len(X)
d_input = len(X[0])
d_output = len(y)
d_hidden = 10
learning_rate = 3e-2
""",
)
q.wrong(
    "as many hidden neurons as inputs",
    hint="d_hidden is the number of inputs. The hidden layer has a size of its own, and the text "
    "names it.",
    was="10, 0.03",
    now="2, 3e-2",
)
q.equivalent(
    "all rows are equally long",
    was="d_input = len(X[0])",
    now=["d_input = len(X[1])", "d_input = len(X[-1])"],
)
q.hints(
    "Which of the five numbers can you count in the data, and which two does the text simply "
    "give you?",
    "The number of samples is the length of the list X. The number of inputs is the length of"
    " any one row of it.",
    "For the number of outputs count the different labels: a set keeps each of them once. The"
    " last two are the numbers of the text, ten hidden neurons and three hundredths.",
)
