"""Markdown as a page shows it, and as a graded notebook keeps it.

The page shows clean HTML. In a notebook the text stays as it was written, unless whoever renders it
would follow it to another host or into a script: then it is kept as a block of text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from viva.grading.cells import source
from viva.grading.pictures import ATTACHMENT, Attachments, address, clean_attachments, take_out
from viva.grading.safe_html import MACRO, TAGS, safe_html, verbatim

MOST_RENDERED = 20_000
# The parser looks for the end of each of these formulas as far as the text goes.
FORMULA = re.compile(r"\\\\[(\[]|\\begin\{")
MOST_FORMULAS = 100
SIMPLE_TAG = re.compile(rf"</?(?:{'|'.join(sorted(TAGS - {'a', 'img'}))})[ \t]{{0,9}}/?>", re.I)
PLAIN_NAME = re.compile(r"[\w.-]{1,100}", re.A)
TAG = re.compile(r"<[^<>]*>")
SEEN = re.compile(r"<hr|<img\ssrc=")
FENCE = re.compile(r"~+")
FOLLOWED = re.compile(r"(?:https?|mailto):|#", re.I)
# What a cell's metadata calls the text that its source shows as a block.
OURS, WRITTEN = "viva", "written"


def rendered(text: str, attachments: Attachments | None = None, beside: bool = True) -> str:
    """Return Markdown as HTML that only shows something.

    Parameters
    ----------
    attachments
        Pictures of the cell; see `clean_attachments`.
    beside
        Whether it may show pictures that lie beside the notebook.
    """
    return _render(text, attachments or {}, beside)[0]


def kept_cell(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Return a student's Markdown cell as the graded notebook keeps it."""
    text, attachments = cell["source"], clean_attachments(cell.get("attachments"))
    kept = {name: value for name, value in cell.items() if name != "attachments"}
    if attachments:
        kept["attachments"] = attachments
    if not set("<[\\&~`") & set(text) and "://" not in text:
        return kept
    if _render(text, attachments, True)[1]:
        text, attachments = _with_plain_names(text, attachments)
        kept |= {"source": _as_block(text, attachments), "attachments": attachments}
        kept["metadata"] = {**cell.get("metadata", {}), OURS: {WRITTEN: text}}
    return kept


def written_text(cell: Mapping[str, Any]) -> str:
    """Return what a student wrote into a cell of a graded notebook."""
    metadata = cell.get("metadata")
    ours = metadata.get(OURS) if isinstance(metadata, Mapping) else None
    found = ours.get(WRITTEN) if isinstance(ours, Mapping) else None
    return found if isinstance(found, str) else source(cell)


def _as_block(text: str, attachments: Attachments) -> str:
    """Return Markdown that shows a text as it was written, with its pictures below it."""
    longest = max((len(run) for run in FENCE.findall(text)), default=0)
    fence = "~" * max(3, longest + 1)
    shown = [f"{fence}\n{text}\n{fence}"]
    shown += [f"![]({ATTACHMENT}{name})" for name in attachments]
    return "\n\n".join(shown)


def _with_plain_names(text: str, attachments: Attachments) -> tuple[str, Attachments]:
    """Return a text and its pictures, under names that any renderer finds."""
    named: Attachments = {}
    for number, (name, picture) in enumerate(attachments.items()):
        plain = name if PLAIN_NAME.fullmatch(name) else f"picture-{number}"
        for spelled in {name, quote(name)} - {plain}:
            text = text.replace(f"{ATTACHMENT}{spelled}", f"{ATTACHMENT}{plain}")
        named[plain] = picture
    return text, named


def _render(text: str, attachments: Attachments, beside: bool) -> tuple[str, bool]:
    """Return Markdown as clean HTML, and whether anything in it was refused."""
    text, pictures = take_out(text, attachments)
    formulas = sum(1 for _ in FORMULA.finditer(text))
    if len(text) > MOST_RENDERED or formulas > MOST_FORMULAS:
        return verbatim(text), True
    renderer, markdown = _parser(pictures, beside)
    try:
        page = markdown.render(text)
    except Exception:  # noqa: BLE001  (a parser that a text confuses may fail in any way)
        return verbatim(text), True
    cleaned = safe_html(page, pictures, beside)
    if text.strip() and not (TAG.sub("", cleaned).strip() or SEEN.search(cleaned)):
        return verbatim(text), True
    return cleaned, renderer.refused or bool(MACRO.search(page))


@lru_cache(maxsize=1)
def _classes() -> tuple[Any, Any]:
    """Return the parser and our renderer; nbconvert takes its time to be imported."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    class Renderer(IPythonRenderer):
        """Writes an address beside its link, and leaves out pictures that lie elsewhere."""

        refused = False

        def __init__(self, pictures: Attachments, beside: bool) -> None:
            super().__init__(escape=False, exclude_anchor_links=True)
            self.pictures = pictures
            self.beside = beside

        def link(self, text: str, url: str, title: str | None = None) -> str:
            self.refused |= ":" in url and not FOLLOWED.match(url)
            shown = html.escape(url)
            return text if shown in (text, f"mailto:{text}") else f"{text} (<code>{shown}</code>)"

        def image(self, text: str, url: str, title: str | None = None) -> str:
            shown = html.escape(url)
            if address(url, self.pictures, self.beside):
                return f'<img src="{shown}" alt="{html.escape(html.unescape(text))}">'
            self.refused |= not url.startswith(ATTACHMENT)
            return f"[{text} <code>{shown}</code>]"

        def inline_html(self, text: str) -> str:
            self.refused |= "<" in SIMPLE_TAG.sub("", text)
            return text

        def block_html(self, text: str) -> str:
            return self.inline_html(text) + "\n"

        def task_list_item(self, text: str, checked: bool = False) -> str:
            return f"<li>{'☑' if checked else '☐'} {text}</li>\n"

        def block_code(self, code: str, info: str | None = None) -> str:
            # Elsewhere this is a program for drawing, or HTML as it stands.
            self.refused |= (info or "").startswith("mermaid")
            return f"<pre><code>{html.escape(code, quote=False)}</code></pre>\n"

    return Renderer, MarkdownWithMath


def _parser(pictures: Attachments, beside: bool) -> tuple[Any, Any]:
    renderer, parser = _classes()
    made = renderer(pictures, beside)
    return made, parser(renderer=made)
