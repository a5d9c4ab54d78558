"""Pictures with their alternative text, where nbconvert makes HTML of a notebook.

nbconvert's own templates write no ``alt`` for a picture; in ``etc/jupyter`` its settings name this
preprocessor, so that ``jupyter nbconvert`` does.
"""

from __future__ import annotations

from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor

PNG = "image/png"


class DescribePictures(Preprocessor):
    """Shows each PNG that has an alternative text as an image of HTML that has it, too."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """Rewrite the outputs of a cell, for the page only."""
        for output in cell.get("outputs", []):
            data, about = output.get("data", {}), output.get("metadata", {}).get(PNG, {})
            if PNG in data and isinstance(about.get("alt"), str):
                picture = "".join("".join(data[PNG]).split())
                source = f"data:{PNG};base64,{escape(picture)}"
                data["text/html"] = f'<img alt="{escape(about["alt"])}" src="{source}">'
        return cell, resources
