"""Attacks that bend the comparison of an answer with what is right."""

from __future__ import annotations

from attacks.attack import WRONG, answering, attack

attack(
    "asserts_stripped",
    "An AST hook takes every assert out and lets nothing in a cell raise.",
    """
    import ast

    class Calm(ast.NodeTransformer):
        def visit_Module(self, tree):
            calm = []
            for node in tree.body:
                anything = ast.Name("BaseException", ast.Load())
                handler = ast.ExceptHandler(anything, None, [ast.Pass()])
                calm.append(ast.Try([self.generic_visit(node)], [handler], [], []))
            tree.body = calm
            return ast.fix_missing_locations(tree)
        def visit_Assert(self, node):
            return ast.Pass()

    get_ipython().ast_transformers.append(Calm())
    """,
    answers=WRONG,
)
attack(
    "input_transformed",
    "An input hook makes every later cell of a test empty.",
    """
    def empty(lines):
        test = any("assert" in line or "examine" in line for line in lines)
        return ["pass\\n"] if test else lines

    get_ipython().input_transformers_post.append(empty)
    """,
    answers=WRONG,
)
attack(
    "numpy_patched",
    "NumPy's comparisons are patched to find everything equal.",
    """
    yes = lambda *a, **k: True
    np.allclose = np.array_equal = np.array_equiv = yes
    np.isclose = lambda *a, **k: np.array(True)
    for name in dir(np.testing):
        if name.startswith("assert_"):
            setattr(np.testing, name, lambda *a, **k: None)
    """,
    answers=WRONG,
)
attack(
    "builtins_patched",
    "abs, all, any, sum and isinstance are replaced in builtins, math.isclose says yes.",
    """
    import builtins, math
    math.isclose = lambda *a, **k: True
    builtins.abs = lambda x: 0
    builtins.all = lambda x: True
    builtins.any = lambda x: False
    """,
    answers=WRONG,
)
attack(
    "assertion_error_replaced",
    "AssertionError becomes an exception that nobody counts as a failure.",
    """
    import builtins
    builtins.AssertionError = type("Fine", (SystemExit,), {})
    """,
    answers=WRONG,
)
attack(
    "compare_patched",
    "The grader's own module of comparisons is patched in the student's process.",
    """
    import viva.compare.difference as compare
    import viva.lab
    for module in (compare, viva.lab):
        for name in ("assert_close", "difference", "same", "allclose"):
            if hasattr(module, name):
                setattr(module, name, lambda *a, **k: None)
    compare.Tolerance.rtol = compare.Tolerance.atol = 1e300
    assert_close = lambda *a, **k: None
    """,
    answers=WRONG,
)
attack(
    "examiner_patched",
    "The judge and otter's tests are patched in the student's process to pass everything.",
    """
    def quiet(module, name, value):
        try:
            owner = __import__(module, fromlist=["x"])
            for part in name.split(".")[:-1]:
                owner = getattr(owner, part)
            setattr(owner, name.split(".")[-1], value)
        except (ImportError, AttributeError):
            pass

    nothing = lambda *a, **k: None
    quiet("viva.grading", "examine", nothing)
    quiet("viva.grading.local", "examine", nothing)
    quiet("viva.grading.examiner", "Examiner.examine", nothing)
    quiet("otter.test_files.exception_test", "test_case.call_func", nothing)
    """,
    answers=WRONG,
)
attack(
    "equals_everything",
    "An answer that is equal to everything and never different.",
    """
    class Yes:
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __sub__(self, other): return 0
        __rsub__ = __add__ = __mul__ = __lt__ = __le__ = __sub__
        def __abs__(self): return 0
        def __float__(self): return 0.0
        def __len__(self): return 3
        def __getitem__(self, key): return 0 if key < 3 else [][0]
        def __bool__(self): return True
        def __hash__(self): return 1
    """,
    answers=answering("Yes()"),
)
attack(
    "lying_array",
    "An answer whose __array__ gives objects that are close to everything.",
    """
    class Close(float):
        def __eq__(self, other): return True
        def __ne__(self, other): return False
        def __sub__(self, other): return Close(0)
        def __rsub__(self, other): return Close(0)
        def __abs__(self): return Close(0)
        def __le__(self, other): return True

    class Lying:
        __array_priority__ = 1e9
        def __array__(self, *a, **k): return np.array([Close(0)] * 3, dtype=object)
        def __array_ufunc__(self, *a, **k): return np.True_
        def __array_function__(self, *a, **k): return np.True_
    """,
    answers=answering("Lying()"),
)
attack(
    "lying_class",
    "An answer whose __class__ says float, dict or bool, whichever is asked for.",
    """
    class Chameleon:
        @property
        def __class__(self):
            return float
        def __eq__(self, other): return True
        def __float__(self): return 1.0
        __hash__ = None
    """,
    answers=answering("Chameleon()"),
)
attack(
    "lying_ndarray",
    "A subclass of ndarray answers every NumPy function with yes.",
    """
    class Yes(np.ndarray):
        def __array_function__(self, *a, **k): return np.True_
        def __array_ufunc__(self, *a, **k): return np.True_
        def view(self, *a, **k): return self
        def astype(self, *a, **k): return self
        def tobytes(self, *a, **k): return b""
        def __eq__(self, other): return np.True_
        shape = property(lambda self: (3,))
        nbytes = property(lambda self: 0)
    """,
    answers=answering("np.zeros(3).view(Yes)"),
)
attack(
    "lying_numbers",
    "Subclasses of float, int, list and dict lie about their contents while they are sent.",
    """
    class Number(float):
        def __eq__(self, other): return True
        def __float__(self): return Number(1)
        def __getattribute__(self, name): return lambda *a, **k: 1.0
    class Listing(list):
        def __iter__(self): return iter([Number(1)] * 3)
        def __len__(self): return 10**9
    class Mapping(dict):
        def items(self): return [(Number(1), self)] * 3
        def __len__(self): return 3
    turn = iter([Number(1), Listing(), Mapping(a=1)] * 1000)
    """,
    answers=answering("next(turn)"),
)
attack(
    "nan_everywhere",
    "Answers of nan and infinity, hoping that nan compares as close.",
    answers=answering("np.array([np.nan, np.inf, -np.inf])")
    | {"q02_pred_linear": "def pred_linear(a, b, x1, x2):\n    return float('nan')"}
    | {"q04_manual_line": "a, b = float('nan'), float('nan')"},
)
attack(
    "nan_keys",
    "Dicts and sets with many nan keys, which are equal to nothing.",
    answers=answering("{float('nan'): 1, (float('nan'),): {float('nan'), float('nan')}}"),
)
attack(
    "too_large_line",
    "Numbers that are no line: infinite, huge, bool, text, and a number of 4000 digits.",
    answers={"q04_manual_line": "a, b = 10**9000, True"},
)
