import base64

import pytest
from hostile_cells import ATTACHMENTS, drawing, encoded, png

from viva.grading.pictures import (
    MOST_BYTES,
    MOST_OF_A_CELL,
    MOST_PICTURES,
    address,
    clean_attachments,
    clean_uri,
    decoded,
    take_out,
    type_of,
)

PNG = png()
URI = f"data:image/png;base64,{PNG}"


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (base64.b64decode(PNG), "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\0", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b'<?xml version="1.0"?>\n<svg/>', "image/svg+xml"),
        (b"\xef\xbb\xbf <svg/>", "image/svg+xml"),
        (b"RIFF\x24\0\0\0WAVE", ""),
        (b"<html><svg/></html>", ""),
        (b"<!DOCTYPE html><p>", ""),
        (b"", ""),
    ],
)
def test_a_picture_is_known_by_its_content(content, mime):
    assert type_of(content) == mime
    assert decoded(base64.b64encode(content).decode())[0] == mime


def test_the_content_decides_on_the_type():
    assert clean_attachments({"x.gif": {"image/gif": PNG}}) == {"x.gif": {"image/png": PNG}}
    assert clean_uri(f"DATA:image/gif;base64,{PNG}") == URI


@pytest.mark.parametrize(
    "value", [None, 3, "not base64!", PNG[:8] + "!" + PNG[8:], "AAAA", [], {"a": 1}, "é"]
)
def test_what_is_no_picture_is_none(value):
    assert decoded(value) == ("", "")


def test_base64_may_have_lines():
    assert decoded([PNG[:20] + "\n", PNG[20:] + "\n"]) == ("image/png", PNG)


def test_a_picture_has_its_size():
    large = base64.b64encode(base64.b64decode(PNG) + bytes(MOST_BYTES)).decode()
    assert decoded(large) == ("", "")
    each = base64.b64encode(base64.b64decode(PNG) + bytes(MOST_BYTES // 2)).decode()
    many = clean_attachments({f"{n}.png": {"image/png": each} for n in range(9)})
    assert 2 < len(many) < 9
    assert sum(len(bundle["image/png"]) for bundle in many.values()) <= MOST_OF_A_CELL


def test_attachments_are_pictures():
    kept = clean_attachments(ATTACHMENTS)
    assert {mime for bundle in kept.values() for mime in bundle} == {"image/png", "image/svg+xml"}
    assert not {"page.html", "page.png", "script.js", "nothing.png"} & set(kept)
    for broken in (None, [], "x", {"a.png": "x"}, {3: {"image/png": PNG}}):
        assert clean_attachments(broken) == {}


def test_addresses():
    attachments = {"a b.png": {"image/png": PNG}, "100%25.png": {"image/png": PNG}}
    for url in ("attachment:a b.png", "attachment:a%20b.png", "attachment:100%25.png", URI):
        assert address(url, attachments) == URI
    for url in ("plot.png", "./plot.png", "figures/my plot.v2.JPG"):
        assert address(url, {}) == url and address(url, {}, beside=False) == ""
    refused = [
        "",
        "plot",
        "evil.html",
        "/x.png",
        "//host/x.png",
        "../x.png",
        "a/../x.png",
        ".png",
    ]
    refused += ["http://host/x.png", "javascript:x.png", "x.png?a", "x.svg", "attachment:c.png"]
    refused += [
        "data:text/html;base64,AAAA",
        f"data:text/html;base64,{PNG}",
        "a//x.png",
        "a/.x.png",
    ]
    refused += ["%2e%2e/x.png", "a%2fx.png", "a\\x.png", "a/" * 200 + "x.png", "x.png#a", "x.png/"]
    assert {address(url, attachments) for url in refused} == {""}
    assert address("attachment:c.png", {"c.png": {}}) == ""


def test_data_uris_are_taken_out_of_a_text():
    drawn = f"data:image/svg+xml;base64,{encoded(drawing(''))}"
    text, pictures = take_out(f"![]({URI}) and ![]({drawn})", {"a.png": {"image/png": PNG}})
    assert "base64" not in text
    first, second = (part.partition(")")[0] for part in text.split("](")[1:])
    assert (address(first, pictures), address(second, pictures)) == (URI, drawn)
    assert address("attachment:a.png", pictures) == URI


def test_a_name_that_cannot_be_encoded_and_too_many_pictures_are_left_out():
    many = {f"a b{number}": {"image/png": png()} for number in range(MOST_PICTURES + 1)}
    found = clean_attachments({"\ud83d": {"image/png": png()}, **many})
    assert list(found) == list(many)[:MOST_PICTURES]
