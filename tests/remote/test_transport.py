import numpy as np
import pytest

from viva.remote.transport import MOST_TEXT, CandidateError, LocalTransport, Missing
from viva.worker.wire import decode, encode


def test_a_namespace_answers_at_once():
    heard = []
    LocalTransport({"x": 5}).ask(encode({"op": "get", "name": "x"}), 1.0, heard.append)
    assert [decode(frame)["value"] for frame in heard] == [5]


def test_a_namespace_calls_back_only_while_it_is_asked():
    transport = LocalTransport({})
    before = transport.respondent.call_back
    with pytest.raises(ZeroDivisionError):
        transport.ask(encode({"op": "get", "name": "x"}), 1.0, lambda frame: 1 / 0)
    assert transport.respondent.call_back is before


@pytest.mark.parametrize(
    ("described", "kind", "builtin", "text", "places"),
    [
        ({"type": "E", "builtin": "ValueError", "text": "t"}, "E", "ValueError", "t", ()),
        ({}, "Exception", "", "", ()),
        ("no dict", "Exception", "", "", ()),
        ({"type": "not a name", "builtin": 5, "text": 5}, "Exception", "", "", ()),
        ({"text": "x" * 999}, "Exception", "", "x" * MOST_TEXT, ()),
        ({"places": ((1, 2, "f"),)}, "Exception", "", "", ((1, 2, "f"),)),
        (
            {"places": [(1, 2), (1.0, 2, "f"), (1, True, "f"), (1, 2, 3), [1, 2, "f"], "x"]},
            *("Exception", "", "", ()),
        ),
        ({"places": None}, "Exception", "", "", ()),
    ],
)
def test_an_exception_is_what_can_be_trusted_of_it(described, kind, builtin, text, places):
    error = CandidateError(described, "f")
    assert (error.type_name, error.builtin, error.text) == (kind, builtin, text)
    assert (error.places, error.call) == (places, "f")
    assert str(error) == f"{kind}: {text}"


def test_what_is_missing_has_a_name():
    assert Missing("f").name == "f"


@pytest.mark.parametrize("odd", [np.arange(3), {"a": 1}, 5, "text"])
def test_what_claims_to_be_an_exception_may_hold_anything(odd):
    error = CandidateError({"type": odd, "builtin": odd, "text": odd, "places": odd}, "f")
    known = isinstance(odd, str)
    assert (error.type_name, error.builtin) == (("text", "text") if known else ("Exception", ""))
    assert error.places == ()


def test_few_places_are_kept_and_no_long_name():
    error = CandidateError({"type": "E" * 101, "places": [(n, 1, "f") for n in range(99)]}, "f")
    assert error.type_name == "Exception"
    assert [place[0] for place in error.places] == list(range(79, 99))
