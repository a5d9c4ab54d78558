import builtins

import numpy as np

from viva.remote.known import ERROR_NAMES, MODULE_NAMES, NUMPY_ERRORS, TYPE_NAMES


def test_types_are_names_of_types():
    values = (None, 1, 1.0, True, "", [], (), {}, np.zeros(1), np.float64(1), len, np, [].append)
    assert {type(value).__name__ for value in values} - TYPE_NAMES <= {"bool"}
    assert all(name.replace(".", "").isidentifier() for name in TYPE_NAMES)


def test_errors_are_pythons_and_numpys():
    assert {"ValueError", "ZeroDivisionError", "KeyboardInterrupt"} <= ERROR_NAMES
    for name in ERROR_NAMES - NUMPY_ERRORS:
        assert issubclass(getattr(builtins, name), BaseException)
    assert all(hasattr(np.exceptions, n) or hasattr(np.linalg, n) for n in NUMPY_ERRORS)


def test_lists_are_short():
    assert max(map(len, (TYPE_NAMES, ERROR_NAMES, MODULE_NAMES))) < 128
