"""Find the versions that verdicts depend on, from what the grading code imports."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import viva

PROGRAM = "viva"
# Where grading a submission begins: what is handed in is read, judged, and run by a worker.
ROOTS = ("viva.classroom.grader", "viva.worker.serve")
# Patterns and not a syntax tree: every judge process looks, and parsing takes half a second.
# A statement begins a line, or stands behind another one.
IMPORT = re.compile(r"(?:^|[;:])[ \t]*import[ \t]+(?P<names>(?:[\w., \t]|\\\n)+)", re.M)
FROM = re.compile(
    r"(?:^|[;:])[ \t]*from[ \t]+(?P<dots>\.*)(?P<module>(?:\w[\w.]*)?)(?<![ \t])[ \t]+import[ \t]+"
    r"(?P<names>\([^()]*\)|(?:\\\n|[^\n;])+)",
    re.M,
)


@lru_cache(maxsize=32)
def versions(modules: frozenset[str] = frozenset()) -> str:
    """Return the versions of Python, of packages that verdicts depend on, and of this program.

    Parameters
    ----------
    modules
        What a notebook and its exam import, in addition to what grading imports.
    """
    own, imported = _reached(modules)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in own)).hexdigest()
    python = "python " + ".".join(map(str, sys.version_info[:3]))
    found = {version for name in imported if (version := _version(name))}
    return ", ".join([python, *sorted(found), f"viva {digest[:12]}"])


def imported_modules(texts: Iterable[str]) -> frozenset[str]:
    """Return the modules that Python texts, or cells of a notebook, import."""
    return frozenset(name for text in texts for name in _imports(text, ""))


def _reached(modules: frozenset[str]) -> tuple[tuple[Path, ...], frozenset[str]]:
    """Return the files of this program that grading reaches, and the other modules it imports."""
    root = Path(viva.__file__).parent.parent
    files: dict[str, Path] = {}
    others: set[str] = set()
    waiting = [*ROOTS, *(name for name in modules if name.partition(".")[0] == PROGRAM)]
    others |= {name.partition(".")[0] for name in modules} - {PROGRAM}
    while waiting:
        name = waiting.pop()
        path = _file(root, name)
        if path is None or name in files:
            continue
        files[name] = path
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for imported in _imports(path.read_text(encoding="utf-8"), package):
            if imported.partition(".")[0] == PROGRAM:
                parts = imported.split(".")
                waiting += [".".join(parts[: n + 1]) for n in range(1, len(parts))]
            else:
                others.add(imported.partition(".")[0])
    return tuple(files[name] for name in sorted(files)), frozenset(others)


def _file(root: Path, name: str) -> Path | None:
    path = root.joinpath(*name.split("."))
    places = (path / "__init__.py", path.with_suffix(".py"))
    return next((place for place in places if place.is_file()), None)


def _imports(text: str, package: str) -> Iterator[str]:
    """Yield what a text imports; a line of a docstring that reads like an import counts, too."""
    for found in IMPORT.finditer(text):
        names = found["names"].replace("\\", "").split(",")
        yield from (name.split()[0] for name in names if name.strip())
    for found in FROM.finditer(text):
        level, module = len(found["dots"]), found["module"]
        parents = package.split(".")
        above = parents[: len(parents) - level + 1] if level else []
        base = ".".join([*above, *filter(None, [module])])
        yield base
        # What is imported may itself be a module.
        names = re.sub(r"#.*|[()\\\\]", "", found["names"]).split(",")
        yield from (f"{base}.{name.split()[0]}" for name in names if name.strip())


@lru_cache(maxsize=256)
def _version(name: str) -> str | None:
    """Return the installed package that holds a module, with its version; None for Python's own."""
    if name in sys.stdlib_module_names or not name.isidentifier():
        return None
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):
        return f"{name} {importlib.metadata.version(name)}"
    with contextlib.suppress(ImportError, ValueError):
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin and spec.submodule_search_locations:
            listed = f"\n{name}/__init__.py,".encode()
            for record in Path(spec.origin).parents[1].glob("*.dist-info/RECORD"):
                if listed in b"\n" + record.read_bytes():
                    return record.parent.name.removesuffix(".dist-info").replace("-", " ")
    return None
