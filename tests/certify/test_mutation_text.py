import ast

import pytest

from viva.certify.mutation_text import (
    Edit,
    Text,
    bindings,
    most_similar,
    own_attributes,
    text_constants,
)


def text_of(code):
    return Text(code, ast.parse(code))


def applied(text, edit):
    return (text.bytes[: edit.start] + edit.text.encode() + text.bytes[edit.end :]).decode()


def test_letters_of_two_bytes_do_not_move_an_edit():
    text = text_of("δ = 'σ'\nε = γ - β")
    minus = text.tree.body[1].value
    edit = text.between("operator", minus.left, minus.right, "-", "+")
    assert applied(text, edit) == "δ = 'σ'\nε = γ + β"
    assert text.line(edit.start) == text.line(len(text.bytes)) == 2
    assert text.of(minus) == "γ - β"


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("(a - b) / d * c", "(a - b) * c"),
        ("a / b * c", "a * c"),
        ("f(a - b) / b * c", "f(a - b) * c"),
    ],
)
def test_a_part_keeps_the_parentheses_that_it_needs(code, made):
    text = text_of(code)
    quotient = text.tree.body[0].value.left
    assert applied(text, text.becomes("dropped term", quotient, quotient.left)) == made
    assert text.becomes("x", text.tree.body[0].value, quotient.left).text[0] != "("


def test_an_operator_in_words_is_found_between_its_sides():
    text = text_of("inner not  in outer")
    compared = text.tree.body[0].value
    edit = text.between("comparison", compared.left, compared.comparators[0], "not in", "in")
    assert applied(text, edit) == "inner in outer"
    assert edit == Edit("comparison", 6, 13, "in")


def test_names_are_listed_in_the_order_of_the_text():
    text = text_of("def f(a, b=1):\n    for c in a:\n        a = d = [e for e in c]\n    return f")
    assert bindings(text.tree.body[0]) == ["a", "b", "c", "a", "d", "e"]
    text = text_of("self.W = self.x\nother.b = 1\nself.b = d['key'] + 'two words'")
    assert own_attributes(text.tree) == ["W", "b"]
    assert text_constants(text) == ["key"]


def test_the_most_similar_name_is_the_one_mistaken():
    assert most_similar("dW1", ["X", "db1", "dW2", "W1", "dW1"]) in ("dW2", "W1")
    assert most_similar("W1", ["b1", "W2"]) == "W2"
    assert most_similar("a", ["a"]) is None
