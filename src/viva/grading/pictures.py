"""Pictures that a notebook carries in itself: attachments of its cells, outputs, and data URIs.

A picture passes under the type that its content has, whatever it claims to be. An SVG passes where
it is shown by ``<img>``: there it runs no script and loads nothing.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

MOST_BYTES = 8 * 2**20
MOST_OF_A_CELL = 24 * 2**20
# Each is looked for in the whole text of the cell.
MOST_PICTURES = 100
ATTACHMENT = "attachment:"
TAKEN_OUT = "viva-picture-"
SVG = "image/svg+xml"
BEGINNINGS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
URI = re.compile(r"data:image/[a-z+]{3,7};base64,([A-Za-z0-9+/=]+)", re.I)
# A part of the path of a file that lies beside the notebook.
PART = re.compile(r"[\w-][\w .-]*")
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
MOST_PATH = 300

Attachments = dict[str, dict[str, str]]


def type_of(content: bytes) -> str:
    """Return the type of a picture by what it begins with; empty if it is none."""
    for mime, beginnings in BEGINNINGS.items():
        if content.startswith(beginnings):
            return mime
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return SVG if start.startswith((b"<svg", b"<?xml", b"<!")) and b"<svg" in start else ""


def decoded(value: Any) -> tuple[str, str]:
    """Return the type of a picture in base64 and its content, encoded anew.

    Parameters
    ----------
    value
        As a notebook has it: text, which may be a list of lines.

    Returns
    -------
    str, str
        Both empty if it is no picture, or too large for one.
    """
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    if not isinstance(value, str) or len(value) > 2 * MOST_BYTES:
        return "", ""
    try:
        content = base64.b64decode("".join(value.split()), validate=True)
    except ValueError:
        return "", ""
    mime = type_of(content) if len(content) <= MOST_BYTES else ""
    return (mime, base64.b64encode(content).decode()) if mime else ("", "")


def data_uri(mime: str, encoded: str) -> str:
    """Return a picture as the address that holds it."""
    return f"data:{mime};base64,{encoded}"


def clean_uri(uri: str) -> str:
    """Return a data URI as one of a picture; empty if there is none in it."""
    found = URI.fullmatch(uri.strip())
    mime, encoded = decoded(found[1]) if found else ("", "")
    return data_uri(mime, encoded) if mime else ""


def clean_attachments(found: Any) -> Attachments:
    """Return what of a cell's attachments is a picture, as the notebook format has them."""
    kept: Attachments = {}
    size = 0
    for name, bundle in found.items() if isinstance(found, Mapping) else ():
        if len(kept) >= MOST_PICTURES:
            break
        if not isinstance(name, str) or not isinstance(bundle, Mapping) or not is_text(name):
            continue
        pictures = (decoded(value) for value in bundle.values())
        mime, encoded = next((picture for picture in pictures if picture[0]), ("", ""))
        size += len(encoded)
        if mime and size <= MOST_OF_A_CELL:
            kept[name] = {mime: encoded}
    return kept


def is_text(name: str) -> bool:
    """Return whether a name can be encoded: JSON can hold half of an emoji."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def take_out(text: str, attachments: Attachments) -> tuple[str, Attachments]:
    """Return a text in which data URIs have become attachments, and all attachments.

    They are much longer than what stands around them, and no parser need read them.
    """
    pictures = dict(attachments)

    def taken_out(found: re.Match[str]) -> str:
        name = f"{TAKEN_OUT}{len(pictures)}"
        pictures.update(clean_attachments({name: {"": found[1]}}))
        return f"{ATTACHMENT}{name}"

    return URI.sub(taken_out, text), pictures


def address(url: str, attachments: Attachments, beside: bool = True) -> str:
    """Return the address by which a page shows a picture; empty if it may not show it.

    Parameters
    ----------
    url
        As a student or an instructor wrote it.
    beside
        Whether the page finds the files that lie beside the notebook.
    """
    if url.startswith(ATTACHMENT):
        name = url.removeprefix(ATTACHMENT)
        bundle = attachments.get(name) or attachments.get(unquote(name)) or {}
        return next((data_uri(mime, encoded) for mime, encoded in bundle.items()), "")
    if is_beside(url):
        return url if beside else ""
    return clean_uri(url)


def is_beside(url: str) -> bool:
    """Return whether an address is that of a picture in the notebook's folder or below it."""
    if len(url) > MOST_PATH or not url.lower().endswith(ENDINGS):
        return False
    parts = url.removeprefix("./").replace("%20", " ").split("/")
    return all(PART.fullmatch(part) for part in parts)
