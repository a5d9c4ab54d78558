"""q01_dimensions: how many inputs and classes the digits have."""

from viva.exam import Question

q = Question("q01_dimensions")


q.reference(d_input=64, d_output=10)


@q.case("inputs and outputs")
def inputs_and_outputs(candidate, rng):
    return {"d_input": candidate.d_input, "d_output": candidate.d_output}


q.right(
    "read off",
    code="""
d_input, d_output = 64, 10
""",
)
q.right(
    "from the first row and a set",
    code="""
d_output = len(set(y.tolist()))
d_input = sum(1 for pixel in X[0])
""",
)
q.right(
    "NumPy's own numbers",
    code="""
d_input = np.int64(X.size // len(X))
d_output = np.float64(y.max() - y.min() + 1)
""",
)
q.right(
    "from a side",
    code="""
side = int(np.sqrt(X.shape[-1]))
d_input, d_output = side**2, np.array([np.bincount(y).size])
""",
)
q.wrong(
    "one side of the image",
    hint="d_input is the length of one side. The network gets every pixel of an image, not a row "
    "of them.",
    was="64",
    now="8",
)
q.wrong(
    "rows counted as inputs",
    hint="d_input is as large as the number of images. Which axis of X counts the pixels?",
    was="64, 10",
    now="X.shape[0], len(np.unique(y))",
)
q.wrong(
    "the largest digit",
    hint="d_output is 9, the largest label. How many different labels are there, 0 included?",
    was="64, 10",
    now="X.shape[1], y.max()",
)
q.wrong(
    "one output for each image",
    hint="d_output counts the labels, one for each image. How many different ones are there?",
    was="64, 10",
    now="X.shape[1], len(y)",
)
q.wrong(
    "one output",
    hint="With one output the network could give one number only. The softmax needs one for each "
    "class.",
    was="10",
    now="1",
)
q.wrong(
    "inputs and outputs swapped",
    hint="The two numbers are right, but they have changed places: what goes in, what comes out?",
    was="64, 10",
    now="10, 64",
)
q.wrong(
    "the shape of an image",
    hint="d_input is a pair of sides. The network gets a flat row: how many numbers is that?",
    was="64",
    now="(8, 8)",
)
q.hints(
    "What is one row of X, and how many numbers does it hold? How would you count the digits "
    "that occur in y?",
    "The shape of an array tells rows and columns. One of its two numbers is what you need here.",
    "The inputs are the columns of X, the second entry of its shape. For the outputs count "
    "the different labels; NumPy has a function that keeps each value once.",
)
