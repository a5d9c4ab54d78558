"""Pictures in colour: images of CIFAR's form with their titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_colours(
    images: np.ndarray,
    titles: Sequence[str] | None = None,
    *,
    columns: int = 8,
    title: str = "",
) -> Figure:
    """Draw small images in colour, in rows.

    Parameters
    ----------
    images
        Shape (n, height, width, 3): whole numbers from 0 to 255, or floats from 0 to 1.
    titles
        What stands above each image.
    columns
        Images in a row.
    title
        Title of the figure.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `images` is not (n, height, width, 3).
    """
    import matplotlib.pyplot as plt

    pixels = np.asarray(images)
    if pixels.ndim != 4 or pixels.shape[-1] != 3:
        raise ValueError(
            f"images has shape {pixels.shape}, but must be (n, height, width, 3): the colours last."
        )
    wide = min(columns, len(pixels))
    rows = -(-len(pixels) // wide)
    figure, grid = plt.subplots(
        rows,
        wide,
        figsize=(1.1 * wide, (1.4 if titles is not None else 1.15) * rows + 0.3),
        squeeze=False,
        layout="constrained",
    )
    for k, ax in enumerate(grid.flat):
        ax.set_axis_off()
        if k < len(pixels):
            ax.imshow(pixels[k])
            if titles is not None:
                ax.set_title(titles[k], fontsize="small")
    figure.suptitle(title)
    return figure
