"""q04_show: a row of colours one after the other becomes an image."""

import numpy as np

from viva.exam import Question, check

q = Question("q04_show")


@q.reference
def to_image(row):
    return np.asarray(row).reshape(3, 32, 32).transpose(1, 2, 0).astype(np.uint8)


AXIS = "There is an axis too many. One row makes one image of 32 lines, 32 columns and 3 colours."
FLOATS = "The image is right but for its type: uint8 is asked for."


def examine_image(candidate, row):
    image = candidate.to_image(row)
    check(image is not None, "to_image returns None. Is a `return` missing?")
    check(np.ndim(image) < 4, AXIS)
    found = np.asarray(image, dtype=float)
    if found.shape == (32, 32, 3) and np.array_equal(found, to_image(row)):
        check(getattr(image, "dtype", None) == np.uint8, FLOATS)
    return image


@q.case("a row of bytes")
def a_row_of_bytes(candidate, rng):
    return examine_image(candidate, rng.integers(0, 256, size=3072, dtype=np.uint8))


@q.case("a row of float32")
def a_row_of_floats(candidate, rng):
    return examine_image(candidate, rng.integers(0, 256, size=3072).astype(np.float32))


def _kind(candidate):
    image = np.asarray(candidate.to_image(np.arange(3072) % 251 * 1.0))
    return image.dtype.kind if image.shape == (32, 32, 3) and image[0, 1, 0] == 1 else ""


q.right(
    "three colours stacked",
    code="""
def to_image(row):
    red, green, blue = row[:1024], row[1024:2048], row[2048:]
    planes = [colour.reshape(32, 32) for colour in (red, green, blue)]
    return np.stack(planes, axis=-1).astype(np.uint8)
""",
)
q.right(
    "moveaxis",
    code="""
def to_image(row):
    return np.moveaxis(np.uint8(row).reshape((3, 32, 32)), 0, 2)
""",
)
q.right(
    "a loop over colours",
    code="""
def to_image(row):
    image = np.zeros((32, 32, 3), dtype="uint8")
    for k in range(3):
        image[:, :, k] = np.reshape(row[1024 * k : 1024 * (k + 1)], (32, 32))
    return image
""",
)
q.right(
    "columns of three",
    code="""
def to_image(row):
    pixels = np.array(row, dtype=np.uint8).reshape(3, 1024).T
    return pixels.reshape(32, 32, 3)
""",
)
q.wrong(
    "reshape alone",
    hint="The shape is right and the pixels are not: the reshape takes three neighbours in the row "
    "for the colours of one pixel. The colours lie 1,024 places apart.",
    was=".reshape(3, 32, 32).transpose(1, 2, 0)",
    now=".reshape(32, 32, 3)",
)
q.wrong(
    "colours first",
    hint="The colours come first. `imshow` wants them last.",
    was=".transpose(1, 2, 0)",
    now="",
)
q.wrong(
    "lines and columns swapped",
    hint="Lines and columns have changed places: the image lies on its side. Which axis of the "
    "three is the line?",
    was=".transpose(1, 2, 0)",
    now=".transpose(2, 1, 0)",
)
q.wrong(
    "blue, green, red",
    hint="Red and blue have changed places. Red comes first, in the row and in the image.",
    was=".transpose(1, 2, 0)",
    now=".transpose(1, 2, 0)[:, :, ::-1]",
)
q.wrong(
    "floats",
    hint="The numbers are right and the type is not: `imshow` expects floats between 0 and 1, or "
    "uint8. Change the type.",
    was=".astype(np.uint8)",
    now=".astype(float)",
    recognise=lambda candidate: _kind(candidate) == "f",
)
q.wrong(
    "another type of whole numbers",
    hint="The numbers are right, and the type is one of whole numbers with more than 8 bits. uint8 "
    "is asked for.",
    was=".astype(np.uint8)",
    now=".astype(int)",
    recognise=lambda candidate: _kind(candidate) == "i",
)
q.wrong(
    "from 0 to 1",
    hint="You divide by 255. The pixels stay whole numbers from 0 to 255 here.",
    was=".astype(np.uint8)",
    now=" / 255",
)
q.wrong(
    "0 and 1 only",
    hint="You divide by 255 before you make whole numbers, and almost every pixel becomes 0.",
    was="np.asarray(row).reshape(3, 32, 32).transpose(1, 2, 0).astype(np.uint8)",
    now="(np.asarray(row).reshape(3, 32, 32).transpose(1, 2, 0) / 255).astype(np.uint8)",
)
q.wrong(
    "upside down",
    hint="The lines are in reverse order, from bottom to top.",
    was=".transpose(1, 2, 0)",
    now=".transpose(1, 2, 0)[::-1]",
)
q.wrong(
    "a batch of one",
    hint="There is an axis too many, as if there were a batch of images. One row makes one image.",
    was=".reshape(3, 32, 32).transpose(1, 2, 0)",
    now=".reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)",
)
q.wrong(
    "grey",
    hint="The colours are mixed into one grey value. All three are asked for.",
    was=".transpose(1, 2, 0)",
    now=".mean(axis=0)",
)
q.equivalent(
    "the rows of data are arrays",
    was="return np.asarray(row).reshape(3, 32, 32).transpose(1, 2, 0).astype(np.uint8)",
    now="return row.reshape(3, 32, 32).transpose(1, 2, 0).astype(np.uint8)",
)
q.hints(
    "Where in the row are the red, the green and the blue of the pixel at the top left? How far "
    "apart are they?",
    "Reshape the row in the order in which the file has it: colours, then lines, then columns. "
    "Then move the colours to the end.",
    "First a shape of three planes of 32 lines and 32 columns, then `transpose` with the new order "
    "of the three axes, lines first and colours last; and `astype` for the type.",
)
