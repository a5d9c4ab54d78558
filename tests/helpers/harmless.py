"""What a browser would make of clean HTML: `Browser` fails at what could do anything."""

from html.parser import HTMLParser

from viva.grading.pictures import clean_uri, is_beside
from viva.grading.safe_html import ATTRIBUTES, TAGS

ALLOWED = frozenset().union(*ATTRIBUTES.values())


class Lenient(HTMLParser):
    """Sees what a renderer of its own mind makes of Markdown that is kept in a notebook."""

    def __init__(self, text):
        super().__init__()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for name, value in attrs:
            assert name in {*ALLOWED, "class", "href"}
            if name == "src":
                assert clean_uri(value) or is_beside(value) or "lost.png" in value
            if name == "href":
                assert ":" not in value or value.startswith(("http:", "https:", "mailto:"))


class Browser(HTMLParser):
    """Sees the tags and attributes that a browser would, and fails at one that does anything."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for name, value in attrs:
            self.found.append((tag, name, value))
            if name == "class":
                assert (tag, value) == ("table", "dataframe")
            else:
                assert name in ALLOWED
            if name == "src":
                assert clean_uri(value) == value or is_beside(value)
