"""Live pictures for a notebook with a kernel, and still ones where there is none."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from viva.lab.alternative import alternative_text
from viva.lab.plots import new_axes, plot_line, plot_lines, plot_points, plot_sides

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STILL_LINES = ((-1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (2.0, -1.0), (0.0, -0.75), (1.0, -1.5))


def line_explorer(
    X: np.ndarray,
    y: np.ndarray,
    accuracy_of_line: Callable[[float, float], float],
    *,
    a: tuple[float, float] = (-3.0, 3.0),
    b: tuple[float, float] = (-2.0, 2.0),
    still_lines: Sequence[tuple[float, float]] = STILL_LINES,
    live: bool | None = None,
) -> Any:
    """Try lines x2 = a·x1 + b with two sliders, and see their accuracies at once.

    Parameters
    ----------
    X
        The points, shape (N, 2).
    y
        Their classes 0 and 1, shape (N,).
    accuracy_of_line
        ``accuracy_of_line(a, b)`` gives the accuracy of a line, between 0 and 1.
    a, b
        Ends of the slider for the slope and of that for the intercept.
    still_lines
        The lines of the still picture.
    live
        Whether to show sliders. None finds out whether ipywidgets and a kernel are there.

    Returns
    -------
    A widget with sliders ``a`` and ``b``; or, where nothing can be moved, a figure with a few
    lines and their accuracies. Make the call the last line of a cell to see either.
    """
    import matplotlib.pyplot as plt

    def still_picture() -> Figure:
        figure = plot_lines(X, y, still_lines, accuracy_of_line)
        # The notebook shows what is returned; an open figure would be shown a second time.
        plt.close(figure)
        return figure

    if not (can_be_live() if live is None else live):
        return still_picture()

    import ipywidgets

    def slider(name: str, ends: tuple[float, float]) -> Any:
        return ipywidgets.FloatSlider(
            value=ends[1] / 2, min=ends[0], max=ends[1], step=0.05, description=name
        )

    def draw(a: float, b: float) -> None:
        axes = plot_points(X, y, title=f"{accuracy_of_line(a, b):.1%} of the points are right")
        plot_sides(a, b, ax=axes)
        plot_line(a, b, ax=axes)
        plt.show()

    explorer = ipywidgets.interactive(draw, a=slider("slope a", a), b=slider("intercept b", b))
    # A fixed height keeps the page from jumping while the picture is drawn again.
    explorer.out.layout.height = "450px"
    return _for_print(explorer, still_picture)


def value_explorer(
    draw: Callable[[Any, Axes], Any],
    values: Sequence[Any],
    *,
    name: str,
    still: Sequence[Any],
    play: bool = False,
    live: bool | None = None,
) -> Any:
    """Move a slider through some values, and see at each what a function draws of it.

    Parameters
    ----------
    draw
        ``draw(value, ax)`` draws the picture of one value into axes.
    values
        What the slider goes through, in this order: learning rates, numbers of epochs.
    name
        What stands beside the slider.
    still
        The values of the still picture, drawn side by side; the slider begins at the first.
    play
        Whether there is a button that goes through all values one after the other, as a film.
    live
        Whether to show a slider. None finds out whether ipywidgets and a kernel are there.

    Returns
    -------
    A widget whose slider is ``value``; or, where nothing can be moved, a figure. Make the call the
    last line of a cell to see either.

    Raises
    ------
    ValueError
        If the first value of the still picture is none that the slider has.
    """
    import matplotlib.pyplot as plt

    if still[0] not in values:
        raise ValueError(f"The slider cannot begin at {still[0]}, which is not among its values.")

    def still_picture() -> Figure:
        size = (4.4 * len(still), 4.2)
        figure, grid = plt.subplots(
            1, len(still), figsize=size, layout="constrained", squeeze=False
        )
        for value, axes in zip(still, grid[0], strict=True):
            draw(value, axes)
        plt.close(figure)
        return figure

    if not (can_be_live() if live is None else live):
        return still_picture()

    import ipywidgets

    def show(value: Any) -> None:
        draw(value, new_axes())
        plt.show()

    slider = ipywidgets.SelectionSlider(
        options=[(f"{value:g}", value) for value in values],
        value=still[0],
        description=name,
        style={"description_width": "initial"},
        continuous_update=False,
    )
    explorer = ipywidgets.interactive(show, value=slider)
    explorer.out.layout.height = "450px"
    if play:
        last = len(values) - 1
        button = ipywidgets.Play(value=slider.index, min=0, max=last, interval=400)
        # In the kernel, so that a slow picture is waited for.
        ipywidgets.link((button, "value"), (slider, "index"))
        explorer.children = (button, *explorer.children)
    return _for_print(explorer, still_picture)


def _for_print(explorer: Any, still_picture: Callable[[], Figure]) -> Any:
    """Put a still picture beside a widget, for what shows no widgets: print, a page, a PDF."""
    import matplotlib.pyplot as plt

    live_bundle = explorer._repr_mimebundle_

    def bundle(**kwargs: Any) -> Any:
        data, open_before = live_bundle(**kwargs), plt.get_fignums()
        try:
            figure = still_picture()
        except Exception:  # noqa: BLE001
            # It is drawn with the student's functions, and the live picture shows what they raise.
            for number in set(plt.get_fignums()) - set(open_before):
                plt.close(number)
            return data
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
        picture = {"image/png": base64.b64encode(buffer.getvalue()).decode()}
        return {**data, **picture}, {"image/png": {"alt": alternative_text(figure)}}

    explorer._repr_mimebundle_ = bundle
    return explorer


def can_be_live() -> bool:
    """Return whether this is a notebook with a kernel, and ipywidgets can be imported."""
    try:
        import ipywidgets  # noqa: F401
        from IPython import get_ipython
    except ImportError:
        return False
    return getattr(get_ipython(), "kernel", None) is not None
