"""Make plain text of a message, so that no reader of it can be led astray.

Messages quote what students wrote. They are shown in terminals, web pages, notebooks, JSON, XML
and Markdown, so they are made harmless for all of these at once, where a verdict is made.
"""

from __future__ import annotations

import re

MAX_MESSAGE = 4000
TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=\()")
# Zero-width characters, and marks that turn the direction of writing.
INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Return `text` as one line of printable characters, in which nothing is markup.

    Control characters, escape sequences, lone surrogates and characters that turn the direction
    of writing are dropped or shown as a replacement character. A ``<`` that could begin a tag
    and a ``]`` that could lead into a link are set apart by a space.
    """
    seen = INVISIBLE.sub("", text[:MAX_MESSAGE])
    shown = "".join(map(printable, seen))
    return LINK.sub("] ", TAG.sub("< ", shown)).strip()


def printable(character: str) -> str:
    """Return a character, or what is shown in the place of one that cannot be printed."""
    if character.isprintable():
        return character
    return " " if character.isspace() else "\ufffd"
