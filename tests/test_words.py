"""Docstrings begin with the field's verbs, as NumPy's do."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "viva"
# A function that hands a value back returns or yields it; one that answers with a bool returns
# whether something is so.
UNUSUAL = {"Give", "Gives", "Tell", "Say", "Know", "Hear", "Lend", "Have", "Note", "Bring", "Stand"}


def unusual(name, text):
    """List the functions whose docstring begins with a verb that the field does not use."""
    return [
        f"{name}:{node.lineno} {node.name}: {docstring.splitlines()[0]}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (docstring := ast.get_docstring(node))
        and docstring.split(maxsplit=1)[0] in UNUSUAL
    ]


def test_docstrings_begin_with_usual_verbs():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        found += unusual(name, path.read_text(encoding="utf-8"))
    assert not found, "\n".join(found)


def test_an_unusual_verb_is_found():
    text = (
        'def f():\n    """Tell whether it is so."""\ndef g():\n    """Return whether it is so."""\n'
    )
    assert unusual("a.py", text) == ["a.py:1 f: Tell whether it is so."]
