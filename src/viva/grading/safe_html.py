"""Take out of what a student wrote or displayed whatever a browser would run."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

TAG = re.compile(r"<[a-zA-Z/!?]")
RUNS_IN_SVG = re.compile(
    r"<\s*script|\bon\w+\s*=|javascript:|<\s*foreignObject|<!(?!--)|@import"
    r"|href\s*=\s*[\"']?\s*(?!#|[\"']#|data:image/(png|jpeg))[^\s\"'>]",
    re.I,
)
HTML = ("text/html", "text/markdown", "text/latex")
TAGS = [
    *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del"),
    *("details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
    *("ins", "kbd", "li", "ol", "p", "pre", "s", "small", "span", "strong", "sub", "summary"),
    *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
]
DROPPED = ("application/javascript", "text/javascript")


def safe_html(text: str) -> str:
    """Keep of HTML the tags that only show something; text without tags stays as it is."""
    return str(_sanitizer().sanitize_html_tags(text)) if TAG.search(text) else text


def safe_bundle(data: dict[str, Any]) -> dict[str, Any]:
    """Keep of a MIME bundle what shows something and runs nothing."""
    kept = {}
    for mime, value in data.items():
        if mime in DROPPED:
            continue
        if mime == "image/svg+xml" and RUNS_IN_SVG.search(_without_head(str(value))):
            continue
        kept[mime] = safe_html(value) if mime in HTML and isinstance(value, str) else value
    return kept


def _without_head(svg: str) -> str:
    """Drop the declarations before the first element, as matplotlib writes them."""
    start = svg.find("<svg")
    head = svg[: max(start, 0)]
    return svg if "<!ENTITY" in head or start < 0 else svg[start:]


@lru_cache(maxsize=1)
def _sanitizer() -> Any:
    from nbconvert.preprocessors.sanitize import SanitizeHTML

    attributes = {
        "*": ["class", "title", "align", "colspan", "rowspan", "scope"],
        "a": ["href"],
        "img": ["src", "alt", "width", "height"],
    }
    return SanitizeHTML(tags=TAGS, attributes=attributes, strip=True)
