"""q09_output_shapes: the shape after each layer of a convolutional network."""

from viva.exam import Question, check

q = Question("q09_output_shapes")

SHAPES = {
    "conv1": (8, 24, 24),
    "pool1": (8, 12, 12),
    "conv2": (16, 8, 8),
    "pool2": (16, 4, 4),
    "flatten": (256,),
}

q.reference(output_shapes=SHAPES)

NO_DICT = "output_shapes is a dict with the keys conv1, pool1, conv2, pool2 and flatten."
NO_TUPLES = "Each value of output_shapes is a tuple of whole numbers, such as (1, 28, 28)."


def shapes_of(candidate):
    found = candidate.output_shapes
    check(isinstance(found, dict) and set(SHAPES) <= set(found), NO_DICT)
    read = {}
    for key in SHAPES:
        value = found[key]
        value = tuple(value) if isinstance(value, (list, tuple)) else (value,)
        check(
            all(isinstance(size, (int, float)) or hasattr(size, "dtype") for size in value),
            NO_TUPLES,
        )
        read[key] = [int(size) for size in value]
    return read


@q.case("all five shapes")
def all_shapes(candidate, rng):
    return shapes_of(candidate)


q.right(
    "tuples",
    code="""
output_shapes = {
    "conv1": (8, 24, 24),
    "pool1": (8, 12, 12),
    "conv2": (16, 8, 8),
    "pool2": (16, 4, 4),
    "flatten": (256,),
}
""",
)
q.right(
    "computed, in lists",
    code="""
output_shapes, channels, size = {}, 1, 28
for k, channels in enumerate([8, 16], start=1):
    size = size - 5 + 1
    output_shapes[f"conv{k}"] = [channels, size, size]
    size //= 2
    output_shapes[f"pool{k}"] = [channels, size, size]
output_shapes["flatten"] = channels * size**2
""",
)
q.wrong(
    "convolutions that keep the size",
    hint="A 5×5 kernel has no place at the border: without padding the picture gets smaller by four.",
    was=("24, 24", "12, 12", "8, 8)", "4, 4", "256"),
    now=("28, 28", "14, 14", "14, 14)", "7, 7", "784"),
)
q.wrong(
    "convolutions that take off five",
    hint="Your pictures lose five rows in a convolution. How many places has a kernel of 5 in a row of 28? One more than 28 - 5.",
    was=("24, 24", "12, 12", "8, 8)", "4, 4", "256"),
    now=("23, 23", "11, 11", "6, 6)", "3, 3", "144"),
)
q.wrong(
    "channels at the end",
    hint="The sizes are right, and the channels stand at the end. PyTorch puts them first.",
    was=("(8, 24, 24)", "(8, 12, 12)", "(16, 8, 8)", "(16, 4, 4)"),
    now=("(24, 24, 8)", "(12, 12, 8)", "(8, 8, 16)", "(4, 4, 16)"),
)
q.wrong(
    "channels that multiply",
    hint="The second convolution has 16 outputs, whatever comes in: each of its kernels looks at all 8 channels.",
    was=("(16, 8, 8)", "(16, 4, 4)", "256"),
    now=("(128, 8, 8)", "(128, 4, 4)", "2048"),
)
q.wrong(
    "pooling takes off one",
    hint="Pooling takes the largest of each 2×2 block, and the blocks do not overlap: the size is halved.",
    was=("12, 12", "8, 8)", "4, 4", "256"),
    now=("23, 23", "19, 19)", "18, 18", "5184"),
)
q.wrong(
    "the flat length without the channels",
    hint="All is right but the last: flattened, all channels stand one behind the other.",
    was="(256,)",
    now="(16,)",
)
q.wrong(
    "the flat shape is that before it",
    hint="All is right but the last: after flattening there is one axis, whose length is the product of the three.",
    was="(256,)",
    now="(16, 4, 4)",
)
q.hints(
    "In a row of 28 pixels, how many places are there for a window of 5?",
    "A convolution without padding leaves size - 5 + 1, pooling by 2 halves the size, and neither changes what the other does. The channels are those of the convolution's output.",
    "From 28 go to 24, then to 12, to 8 and to 4. The first two shapes have 8 channels, the next two 16, and the flat one is the product of the last three numbers.",
)
