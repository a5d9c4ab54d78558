import numpy as np
import pytest

from viva.remote.arguments import lengths_of, note_sizes, write_back


def sizes_of(*arguments):
    sizes = {}
    for argument in arguments:
        note_sizes(argument, sizes)
    return sizes


@pytest.mark.parametrize(
    ("arguments", "sizes"),
    [
        (([1, 2, 3],), {"the number of entries": 3}),
        (([[1, 2, 3], [4, 5, 6]],), {"the number of rows": 2, "the number of columns": 3}),
        (
            (np.zeros((2, 3, 4)),),
            {"the number of rows": 2, "the number of columns": 3} | {"the size of an axis": 4},
        ),
        (([np.zeros(4)] * 2,), {"the number of rows": 2, "the number of columns": 4}),
        (
            ([[[[1, 2]] * 3] * 4] * 5,),
            {"the number of rows": 5, "the number of columns": 4} | {"the size of an axis": 3},
        ),
        ((5, "text", []), {}),
        (([1],), {}),
        (([1, 2], [3, 4]), {"the number of entries": 2}),
        (
            ([1, 2], [3, 4, 5]),
            {"the number of entries": 2} | {"the number of entries of an argument": 3},
        ),
    ],
)
def test_axes_get_names(arguments, sizes):
    assert sizes_of(*arguments) == sizes


@pytest.mark.parametrize(
    ("value", "lengths"),
    [
        (3, set()),
        ("text", set()),
        ([1, 2], {2}),
        ({"W": [[1, 2, 3]] * 4}, {4, 3}),
        ((np.zeros((2, 7)),), {1, 2, 7}),
        ([[1]] * 8 + [[1, 2, 3]], {9, 1}),
        ([[[[[1, 2, 3, 4, 5]]]]], {1}),
        ([[[[1, 2, 3]]]], {1, 3}),
    ],
)
def test_lengths_of_nested_arguments(value, lengths):
    assert lengths_of(value) == lengths


def back(mine, theirs):
    write_back(mine, theirs)
    return mine


@pytest.mark.parametrize(
    ("mine", "theirs", "after"),
    [
        ([1, 2], [3], [3]),
        ([[1], [2]], [[3], [4]], [[3], [4]]),
        ([[1], [2]], [[3]], [[3]]),
        ([1, [2]], [3, [4]], [3, [4]]),
        ({"a": 1}, {"b": 2}, {"b": 2}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({"a": [1], "n": 1}, {"a": [2], "n": 3}, {"a": [2], "n": 3}),
        ({"a": [1]}, {"b": [2]}, {"b": [2]}),
        ([1], (2,), [1]),
        ({"a": 1}, [1], {"a": 1}),
        (5, 6, 5),
    ],
)
def test_what_a_call_left_of_arguments_is_written_back(mine, theirs, after):
    assert back(mine, theirs) == after


def test_what_is_inside_stays_the_same_object():
    row, table = [1.0], {"v": np.zeros(2)}
    array = table["v"]
    write_back([row, table], [[2.0], {"v": np.ones(2)}])
    assert row == [2.0] and table["v"] is array and array.tolist() == [1, 1]


def test_arrays_change_only_in_their_shape_and_if_they_can():
    mine = np.zeros(2)
    assert back(mine, np.ones(3)).tolist() == [0, 0]
    mine.flags.writeable = False
    assert back(mine, np.ones(2)).tolist() == [0, 0]
