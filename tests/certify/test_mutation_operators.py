import ast

import pytest

from viva.certify.mutation_operators import OPERATORS
from viva.certify.mutation_text import Text

TESTS = ("True", "False", "not f(b)")
TWO_CLASSES = """
class A:
    def f(self):
        self.W_o = 1
class B:
    def f(self):
        self.W = self.b = 2
        print(self.W)
"""
EARLY = "def f():\n  if a: pass\n  return 2"


def changes(code):
    """Give what each operator makes of a text, by its kind."""
    text = Text(code, ast.parse(code))
    found = {}
    for node in ast.walk(text.tree):
        for edit in OPERATORS.get(type(node), lambda *_: ())(text, node):
            changed = text.bytes[: edit.start] + edit.text.encode() + text.bytes[edit.end :]
            found.setdefault(edit.kind, []).append(changed.decode())
    return found


@pytest.mark.parametrize(
    ("code", "kind", "made"),
    [
        ("a + b", "operator", ["a - b", "a * b"]),
        ("(a) @ (b)", "operator", ["(a) * (b)"]),
        ("a ** b", "operator", ["a * b"]),
        ("a - b", "dropped term", ["a", "b"]),
        ("(a - b) / c", "dropped term", ["a - b", "c", "(a) / c", "(b) / c"]),
        ("a - b", "swapped operands", ["b - a"]),
        ("x / (a - b)", "swapped operands", ["(a - b) / x", "x / ((b - a))"]),
        ("a @ b", "transpose added", ["a.T @ b", "a @ b.T"]),
        ("a.T", "transpose removed", ["a"]),
        ("a < b", "comparison", ["a <= b", "a > b", "a >= b"]),
        ("a  not in b", "comparison", ["a  in b"]),
        ("a and b", "logic", ["a or b"]),
        ("a and b", "dropped condition", ["a", "b"]),
        ("-a * b", "sign", ["a * b"]),
        ("a if f(b) else c", "condition", [f"a if {t} else c" for t in TESTS]),
        ("[a for a in b if c < a]", "condition", [f"[a for a in b if {t}]" for t in (True, False)]),
        ("for a in b: c", "off by one", ["for a in b[1:]: c", "for a in b[:-1]: c"]),
        ("range(n)", "off by one", ["range(n + 1)", "range(n - 1)", "range(1, n)"]),
        ("enumerate(a)", "off by one", ["enumerate(a, 1)"]),
        ("a[i]", "off by one", ["a[i + 1]", "a[i - 1]"]),
        ("a[n:]", "off by one", ["a[n + 1:]", "a[n - 1:]", "a[n:-1]"]),
        ("a[:n]", "dropped bound", ["a[:]"]),
        ("a[:, 0]", "axis", ["a[0, :]"]),
        ("a[0]", "constant", ["a[1]", "a[-1]"]),
        ("a - 0", "constant", ["a - 1", "a - (-1)"]),
        ("0.5", "constant", ["1.5", "-0.5"]),
        ("f(a, keepdims=True)", "constant", ["f(a, keepdims=False)"]),
        ("f(a, axis=1)", "axis", ["f(a, axis=0)"]),
        ("f(a, axis=-1)", "axis", ["f(a, axis=0)"]),
        ("f(a, axis=1)", "dropped argument", ["f(a)"]),
        ("f(a, b)", "swapped arguments", ["f(b, a)"]),
        ("np.sum(a)", "function", ["np.mean(a)"]),
        ("max(a)", "function", ["min(a)"]),
        ("1 + f(a - b)", "dropped call", ["1 + (a - b)"]),
        ("b = a.copy()", "dropped call", ["b = a"]),
        ("def f(a): return a, 1", "swapped entries", ["def f(a): return 1, a"]),
        ("[a, b]", "dropped entry", ["[b]", "[a]"]),
        ("a += b", "plain assignment", ["a = b"]),
        ("a += b", "operator", ["a -= b", "a *= b"]),
        ("a = 1; a = 2", "removed statement", ["pass; a = 2", "a = 1; pass"]),
        ("a[0] = 1", "removed statement", ["pass"]),
        ("f(a)", "removed statement", ["pass"]),
        ("def f():\n  if a: return 1\n  return 2", "removed statement", [EARLY]),
        ("while a: break", "jump", ["while a: continue"]),
        ("def f(W1, W2, b): return W1", "name", ["def f(W1, W2, b): return W2"]),
        ("self.W = 1; self.b = self.W", "name", ["self.W = 1; self.b = self.b"]),
        (TWO_CLASSES, "name", [TWO_CLASSES.replace("(self.W)", "(self.b)")]),
        ("d['W1'], d['W2']", "name", ["d[\"W2\"], d['W2']", "d['W1'], d[\"W1\"]"]),
    ],
)  # fmt: skip
def test_an_operator_makes_the_slips_that_it_names(code, kind, made):
    assert sorted(changes(code)[kind]) == sorted(made)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("f(a, axis=1)", "constant"),
        ("'d' + key", "operator"),
        ("a = 1", "removed statement"),
        ("len(a)", "dropped call"),
        ("a, b = c, d", "dropped entry"),
        ("def f(self): return self.x()", "name"),
        ("def f(a): return 1", "removed statement"),
    ],
)
def test_slips_that_nobody_could_overlook_are_not_made(code, kind):
    assert kind not in changes(code)
