"""Keep of HTML what only shows something.

What passes here runs no script, not at a click either, asks no other host for anything, and has no
class or id by which it could play a part of the page that shows it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable

import nh3

from viva.grading.pictures import ATTACHMENT, Attachments, address, take_out

TAGS = frozenset(
    {
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "col", "colgroup", "dd", "del"),
        *("details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
        *("ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub"),
        *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
    }
)
# Their content is not for people.
DROPPED = frozenset(
    {"script", "style", "svg", "math", "iframe", "object", "noscript", "template", "title"}
)
CELL = frozenset({"align", "colspan", "rowspan", "scope"})
ATTRIBUTES = {
    "*": frozenset({"title"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start"}),
    "td": CELL,
    "th": CELL,
}
# Macros by which MathJax makes links, classes, ids and styles, or loads more of itself.
MACRO = re.compile(
    r"\\(?=(?:href|url|require|class|cssId|style|unicode|mmlToken|html|data|bbox)(?![a-z]))", re.I
)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.I)
# A parser of HTML puts formatting that was left open into every element that follows.
FORMATTING = re.compile(
    r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/])", re.I
)
MOST_ELEMENTS = 1_000_000
MOST_OPEN = 1000
MOST_DEPTH = 100
MOST_HTML = 200_000
MOST_TEXT = 100_000
NO_CHILDREN = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})


def safe_html(text: str, attachments: Attachments | None = None, beside: bool = True) -> str:
    """Return what of HTML only shows something.

    Parameters
    ----------
    attachments
        The pictures that it may show, besides those in data URIs; see `clean_attachments`.
    beside
        Whether it may show pictures that lie beside the notebook.
    """
    shorter, pictures = take_out(text, attachments or {})
    if too_long(shorter):
        return verbatim(shorter)
    cleaned = nh3.clean(
        shorter,
        tags=TAGS,
        clean_content_tags=DROPPED,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute_filter(pictures, beside),
        allowed_classes={"table": {"dataframe"}},
        url_schemes={"data", ATTACHMENT.rstrip(":")},
        link_rel=None,
    )
    if too_deep(cleaned):
        return verbatim(shorter)
    return disarmed(cleaned)


def _attribute_filter(
    attachments: Attachments, beside: bool
) -> Callable[[str, str, str], str | None]:
    def kept(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return address(value, attachments, beside) or None
        return value

    return kept


def disarmed(cleaned: str) -> str:
    """Return HTML in which MathJax leaves formulas as text that could do more than be read."""
    # It sets no formula that an element interrupts, and the reader sees the same text.
    return MACRO.sub(r"\\<span></span>", cleaned)


def too_long(text: str) -> bool:
    """Return whether HTML would take a parser much longer than it takes to write it."""
    if len(text) > MOST_HTML:
        return True
    elements = 0
    left_open: Counter[str] = Counter()
    for found in TAG.finditer(text):
        elements += 1
        name = found[2].lower()
        if not found[1] and name not in NO_CHILDREN:
            left_open[name] += 1
        elif left_open[name] > 0:
            left_open[name] -= 1
    repeated = sum(1 for _ in FORMATTING.finditer(text))
    return left_open.total() > MOST_OPEN or repeated * elements > MOST_ELEMENTS


def too_deep(cleaned: str) -> bool:
    """Return whether clean HTML is nested more deeply than anybody writes it."""
    depth = 0
    for found in TAG.finditer(cleaned):
        if found[2] not in NO_CHILDREN:
            depth += -1 if found[1] else 1
        if depth > MOST_DEPTH:
            return True
    return False


def verbatim(text: str) -> str:
    """Return HTML that shows a text as it was written, up to a length that a page can show."""
    cut = text if len(text) <= MOST_TEXT else text[:MOST_TEXT] + " …"
    return f"<pre>{disarmed(html.escape(cut, quote=False))}</pre>"
