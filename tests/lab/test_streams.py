import random

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from viva.lab.streams import hold_streams, keep_streams_until_cell_ends, kept_streams


def draw():
    return random.random(), float(np.random.rand())


def test_both_streams_go_on_where_they_stood():
    put_back = hold_streams()
    first = draw()
    put_back()
    assert draw() == first


def test_a_block_that_fails_puts_them_back_too():
    put_back = hold_streams()
    expected = draw()
    put_back()

    def fails():
        with kept_streams():
            draw()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert draw() == expected


def test_what_showing_a_result_draws_is_put_back_once():
    class Shown:
        def __repr__(self):
            return f"shown {draw()}"

    def cell():
        keep_streams_until_cell_ends()
        return Shown()

    shell = InteractiveShell.instance()
    try:
        shell.push({"cell": cell, "draw": draw, "random": random})
        put_back = hold_streams()
        expected = draw()
        put_back()
        shell.run_cell("cell()")
        shell.run_cell("drawn = draw()")
        assert shell.user_ns["drawn"] == expected
        shell.run_cell("second = draw()")
        assert shell.user_ns["second"] != expected
    finally:
        InteractiveShell.clear_instance()


def test_without_a_notebook_nothing_is_done():
    keep_streams_until_cell_ends()
    assert draw() != draw()
