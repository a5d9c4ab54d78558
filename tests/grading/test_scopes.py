"""Names are those that Python looks up in the notebook, and no others."""

import pytest

from viva.grading.scopes import used_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(x, b=c):\n    a = x + b\n    return a * d", "c d"),
        ("w, b = zeros(2), 0.0\nfor _ in range(3):\n    w, b = w - b, _", "zeros range"),
        ("# slope of a\nb = 'a'", ""),
        ("_, y = pair", "pair"),
        ("x = x + 1", "x"),
        ("x += 1", "x"),
        ("x.n += a", "x a"),
        ("x[i] += a", "x i a"),
        ("x = 1\nx = x + 1", ""),
        ("y: int\nz: int = y", "int y"),
        ("y: int = 3\ny + 1", "int"),
        ("import os.path\nos.sep", ""),
        ("def f():\n    return g()\ndef g():\n    return f()", ""),
        ("old = f\ndef f():\n    return old()", "f"),
        ("def f():\n    global n\n    n = m", "m"),
        ("def f():\n    k = 1\n    def g():\n        return k + h\n    return g", "h"),
        ("r = [i * k for i in rows]", "rows k"),
        ("rows = 3\nr = [i for i in rows if i in rows]", ""),
        ("r = {j: s for i in a for j in i}", "a s"),
        ("[x for x in x]", "x"),
        ("f = lambda x, y=z: x + y + w", "z w"),
        (
            "class C(B, metaclass=M):\n    n = k\n    def f(self):\n        return g(self.h)",
            "B M k g",
        ),
        ("@wraps\ndef f(): pass", "wraps"),
        ("import numpy as np\nfrom m import q\nnp.dot(q, v)", "v"),
        ("with open(p) as s:\n    s.read()", "open p"),
        ("if (n := size):\n    n + 1", "size"),
        ("try:\n    a\nexcept E as e:\n    b", "a E b"),
        ("%time train(model)\nx = model.W[b]", "model b"),
        ("f'{v} {w!r:>{u}}'", "v w u"),
        ("match a:\n    case 1:\n        c", "a c"),
        ("def f(x:\n    y", "def f x y"),
        ("", ""),
    ],
)
def test_what_a_cell_takes_from_those_before_it(text, names):
    assert used_names(text) == set(names.split())


def test_what_cannot_be_read_mentions_all_its_words():
    assert used_names("x = " + "(" * 5000 + "deep") == {"x", "deep"}
