"""Names that stand in no student's notebook and may be told all the same: there are few."""

from __future__ import annotations

import builtins

TYPE_NAMES = frozenset(
    {"NoneType", "int", "float", "complex", "bool", "str", "bytes", "bytearray", "memoryview"}
    | {"list", "tuple", "dict", "set", "frozenset", "range", "slice", "ellipsis", "object"}
    | {"map", "filter", "zip", "enumerate", "reversed", "generator", "coroutine"}
    | {"list_iterator", "tuple_iterator", "range_iterator", "callable_iterator"}
    | {"dict_keys", "dict_values", "dict_items"}
    | {"function", "method", "type", "module", "builtin_function_or_method", "property"}
    | {"ndarray", "float64", "float32", "int64", "int32", "bool_", "matrix", "MaskedArray"}
    | {"numpy.ndarray", "numpy.float64", "numpy.float32", "numpy.int64", "numpy.bool"}
    | {"numpy.bool_", "Generator", "RandomState", "Series", "DataFrame", "Index", "Figure", "Axes"}
    | {"Random", "Decimal", "Fraction", "Counter", "defaultdict", "deque", "partial", "Path"}
)
NUMPY_ERRORS = frozenset({"LinAlgError", "AxisError", "DTypePromotionError", "TooHardError"})
ERROR_NAMES = NUMPY_ERRORS | {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException) and kind.__name__ == name
}
MODULE_NAMES = frozenset(
    {"numpy", "math", "random", "time", "matplotlib", "matplotlib.pyplot", "sklearn", "pandas"}
    | {"numpy.linalg", "numpy.random", "scipy", "torch", "keras", "tensorflow", "viva.lab"}
)
