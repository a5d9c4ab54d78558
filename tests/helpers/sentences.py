"""List every sentence that `viva` shows to people, so that they can be read in one place.

Run as a script, it writes ``tests/sentences.txt`` anew.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "src" / "viva"
FILE = ROOT / "tests" / "sentences.txt"
RENEW = "python tests/helpers/sentences.py"
GAP = "{…}"
# Two words, one of them at least of three small letters: "q.wrong" and "ms" are no sentences.
PROSE = re.compile(r"(?=.*[a-z]{3})[\w’',)%{…}`*.-]+[:;]? +[\w’'(%{…}`*.-]+")
HEAD = f"""Every sentence that viva shows to people, module by module; {GAP} is filled in later.
Made by `{RENEW}`. Read what has changed aloud before you commit it.
"""
# The words of Python and NumPy, which the grader passes on only if it knows them.
NOT_OURS = frozenset({"grading/known_texts.py"})


def write() -> None:
    """Write the list of sentences."""
    FILE.write_text(listing(), encoding="utf-8")


def listing() -> str:
    """Return the list of sentences, as it stands in ``tests/sentences.txt``."""
    parts = [HEAD]
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        found = [] if name in NOT_OURS else list(dict.fromkeys(sentences_in(path)))
        if found:
            parts.append("\n".join([f"# {name}", *found, ""]))
    return "\n".join(parts)


def sentences_in(path: Path) -> Iterator[str]:
    """Yield the sentences of a module or a template, in the order of its text."""
    if path.suffix == ".py":
        yield from sentences_of_module(path.read_text(encoding="utf-8"))
    elif path.suffix == ".j2":
        yield from sentences_of_template(path.read_text(encoding="utf-8"))


def sentences_of_module(text: str) -> Iterator[str]:
    """Yield the string constants of a module that are prose, and the help texts of its commands."""
    tree = ast.parse(text)
    Parents().visit(tree)
    for node in walk_in_order(tree):
        said = text_of(node)
        if said is not None and is_shown(node):
            line = " ".join(said.split())
            if PROSE.search(line):
                yield line


def sentences_of_template(text: str) -> Iterator[str]:
    """Yield the text of an HTML template between its tags, and what its attributes tell."""
    without_style = re.sub(r"(?s)<style>.*?</style>|<script>.*?</script>|\{#.*?#\}", "", text)
    # What a placeholder or a condition says in quotes is read by people, too.
    quoted = re.findall(r'"([^"{}<>=]+)"', " ".join(re.findall(r"\{\{.*?\}\}", without_style)))
    filled = re.sub(r"(?s)\{\{.*?\}\}", GAP, without_style)
    told = re.findall(r'(?:alt|title|aria-label|data-label)="([^"]*)"', filled)
    bare = re.sub(r"(?s)\{%.*?%\}", "\n", filled)
    # Elements inside a sentence do not end it.
    bare = re.sub(r"</?(?:a|b|code|strong|em|small|span)\b[^>]*>", "", bare)
    between = re.split(r"<[^>]*>|\n", bare)
    for part in [*told, *between, *quoted]:
        line = " ".join(part.split())
        if PROSE.search(line):
            yield line


class Parents(ast.NodeVisitor):
    """Notes in every node which node it is a part of."""

    def generic_visit(self, node: ast.AST) -> None:
        """Note it in the parts of one node."""
        for child in ast.iter_child_nodes(node):
            child.parent = node  # type: ignore[attr-defined]
        super().generic_visit(node)


def walk_in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree in the order of its text, but none below a text that is whole."""
    yield tree
    if text_of(tree) is None:
        for child in ast.iter_child_nodes(tree):
            yield from walk_in_order(child)


def text_of(node: ast.AST) -> str | None:
    """Return the text that an expression makes, with a gap for each thing that is filled in.

    None where the expression is not a text.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or GAP for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = text_of(node.left), text_of(node.right)
        if left is not None or right is not None:
            return (GAP if left is None else left) + (GAP if right is None else right)
    return None


def is_shown(node: ast.AST) -> bool:
    """Return whether people can read a text: a docstring is for developers, but a command's."""
    statement = getattr(node, "parent", None)
    if not isinstance(statement, ast.Expr):
        return True
    owner = statement.parent  # type: ignore[attr-defined]
    return isinstance(owner, ast.FunctionDef) and any(map(is_command, owner.decorator_list))


def is_command(decorator: ast.expr) -> bool:
    """Return whether a decorator makes a function a command of click."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(
        (".command", ".group")
    )


if __name__ == "__main__":
    write()
