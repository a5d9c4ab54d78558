"""Attacks by exceptions that are not what they seem."""

from __future__ import annotations

from attacks.attack import attack, only

attack(
    "str_raises",
    "An exception whose __str__ and __repr__ raise.",
    """
    class Nasty(Exception):
        def __str__(self): raise Nasty
        __repr__ = __str__
    """,
    answers=only("raise Nasty") | {"q03_accuracy": "raise Nasty"},
    says={"q02_pred_linear": "Nasty", "q03_accuracy": "Nasty"},
)
attack(
    "str_hangs",
    "An exception whose __str__ never ends, in a call and in a cell.",
    """
    class Slow(Exception):
        def __str__(self):
            while True:
                pass
        __repr__ = __str__
    """,
    answers=only("raise Slow") | {"q03_accuracy": "raise Slow"},
)
attack(
    "str_prints_a_gigabyte",
    "An exception whose __str__ prints a gigabyte and gives 100 MB.",
    """
    class Loud(Exception):
        def __str__(self):
            for _ in range(1000):
                print("LOUD" * 250_000)
            return "LOUD" * 25_000_000
    """,
    answers=only("raise Loud") | {"q03_accuracy": "raise Loud"},
)
attack(
    "lying_exception_class",
    "An exception whose class lies about its name, module and bases.",
    """
    class Meta(type):
        @property
        def __name__(cls): raise ValueError("no name")
        @property
        def __module__(cls): return "builtins"
    class Lying(Exception, metaclass=Meta):
        pass
    """,
    answers=only("raise Lying") | {"q03_accuracy": "raise Lying"},
)
attack(
    "not_errors",
    "Exceptions that end programs: SystemExit, KeyboardInterrupt, GeneratorExit, and groups.",
    answers={
        "q02_pred_linear": "def pred_linear(a, b, x1, x2):\n    raise SystemExit",
        "q03_accuracy": "def accuracy(y_true, y_pred):\n    raise KeyboardInterrupt",
        "q05_perceptron_step": "def perceptron_step(w, x, y):\n    raise GeneratorExit",
        "q06_perceptron_fit": "def perceptron_fit(X, y, n):\n"
        "    raise BaseExceptionGroup('g', [SystemExit()])",
        "q01_first_points": "raise KeyboardInterrupt",
    },
    says={"q02_pred_linear": "SystemExit"},
)
attack(
    "surrogates",
    "Messages with lone surrogates, control characters and escape sequences.",
    answers={
        "q02_pred_linear": "def pred_linear(a, b, x1, x2):\n    raise ValueError('\ud800\x1b[2J')",
        "q03_accuracy": "raise ValueError('\\ud800\\x00\\x1b[2J')  # \ud800 \x00",
    },
)
