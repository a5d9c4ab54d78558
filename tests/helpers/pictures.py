"""The pictures among a notebook's outputs, and what a screen reader says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

NAMELESS = "A figure without a title."
IMAGE = re.compile(r"<img\b[^>]*>|<svg\b[^>]*>", re.I)
SAID = re.compile(r"""\s(?:alt|aria-label)=(?:"([^"]*)"|'([^']*)')""", re.I)


def pictures(notebook: Any) -> Iterator[tuple[int, str]]:
    """Yield the number of the cell and the alternative text of each picture; it may be empty."""
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            data, metadata = output.get("data", {}), output.get("metadata", {})
            for kind in data:
                if kind.startswith("image/"):
                    yield number, metadata.get(kind, {}).get("alt", "")
            for tag in IMAGE.findall("".join(data.get("text/html", ""))):
                said = SAID.search(tag)
                yield number, (said[1] or said[2] or "") if said else ""


def nameless(notebook: Any) -> list[int]:
    """Return the numbers of the cells with a picture of which nothing is said."""
    return [number for number, said in pictures(notebook) if said.strip() in ("", NAMELESS)]
