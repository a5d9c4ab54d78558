"""Alternative text of figures: what a screen reader says in the place of a picture.

It is made from what stands in the figure already: its titles, the names of its axes, its legends.
It goes into the output's metadata, from where nbconvert takes the ``alt`` of HTML. So every figure
has one, a student's own too.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LONGEST = 600
# What matplotlib calls the axes of a colour bar.
COLOUR_BAR = "<colorbar>"
NAMED = re.compile(r"\\(?:mathrm|text|operatorname)\{([^{}\\]{0,80})\}")


def alternative_text(figure: Figure) -> str:
    """Return what a figure shows, in words: titles, axes, and what its legends name.

    Parameters
    ----------
    figure
        A figure of matplotlib.

    Returns
    -------
    text
        One line of at most 600 characters; "A figure without a title." where nothing is named.
    """
    bars = [ax for ax in figure.axes if ax.get_label() == COLOUR_BAR]
    filled = [ax for ax in figure.axes if ax not in bars and (ax.has_data() or _panel(ax))]
    panels = [words for words in map(_panel, filled) if words]
    legends = [_plain(text.get_text()) for legend in figure.legends for text in legend.get_texts()]
    said = [_plain(figure.get_suptitle())]
    if len(filled) > 1:
        count = f"{len(filled)} panels"
        said.append(f"{count}: {'; '.join(panels)}" if panels else count)
    else:
        said += panels
    said += [f"colour bar: {words}" for words in map(_panel, bars) if words]
    if legends:
        said.append("drawn: " + ", ".join(legends))
    text = ". ".join(part.rstrip(".") for part in said if part)
    if not text:
        return "A figure without a title."
    text = text[0].upper() + text[1:]
    return (text if len(text) < LONGEST else text[: LONGEST - 2].rstrip() + "…") + "."


def _panel(ax: Axes) -> str:
    """Return what one pair of axes shows; empty where it has no names."""
    title, across, up = (_plain(t) for t in (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()))
    names = " over ".join(name for name in (up, across) if name)
    legend = ax.get_legend()
    drawn = ", ".join(_plain(text.get_text()) for text in legend.get_texts()) if legend else ""
    named = ", ".join(part for part in (title, names) if part)
    return f"{named} ({drawn})" if drawn and named else named or drawn


def _plain(text: str) -> str:
    """Return a label without the signs of formulas, on one line."""
    text = NAMED.sub(r"\1", text)
    text = text.replace(r"\,", " ").replace(r"\cdot", "·").replace("$", "")
    return " ".join(re.sub(r"[{}\\]", "", text).split())


def describe_figures(shell: Any = None) -> None:
    """Add alternative text to the figures that a shell of IPython shows.

    Parameters
    ----------
    shell
        The shell; the running one if None. Without one nothing is done.
    """
    if shell is None:
        module = sys.modules.get("IPython")
        shell = module.get_ipython() if module is not None else None
    formatter = getattr(getattr(shell, "display_formatter", None), "mimebundle_formatter", None)
    if formatter is not None:
        # By its name: matplotlib need not be imported for it.
        formatter.for_type_by_name("matplotlib.figure", "Figure", _described)


def _described(figure: Figure) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return no data, but the metadata that is laid beside the picture."""
    return {}, {"image/png": {"alt": alternative_text(figure)}}
