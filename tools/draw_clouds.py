"""Draw the two clouds of points that notebook 06 reads, into ``source/06_scipy_mlp/clouds.mat``.

    python tools/draw_clouds.py

The same numbers make the same file, byte for byte. The name that comes first in the alphabet is
class 0 and is stored last, so that whoever trusts the order in the file is wrong.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from scipy.io import savemat

FILE = Path(__file__).parents[1] / "source" / "06_scipy_mlp" / "clouds.mat"
SEED = 6
# SciPy writes the time of day into these bytes of a MATLAB 5 file, which are for people to read.
HEADER = 116
TEXT = b"MATLAB 5.0 MAT-file, drawn by tools/draw_clouds.py"


def draw_clouds() -> dict[str, np.ndarray]:
    """Return the points of both clouds by name, in the order in which the file holds them."""
    rng = np.random.default_rng(SEED)
    along, across = rng.normal(0, 1.2, 80), rng.normal(0, 0.45, 80)
    lower = np.column_stack((along - 0.35 * across, 0.5 * along + across))
    upper = np.array([-0.3, 2.0]) + rng.normal(0, 0.6, (70, 2))
    return {"upper": upper, "lower": lower}


def contents() -> bytes:
    """Return the file."""
    written = io.BytesIO()
    savemat(written, draw_clouds())
    return TEXT.ljust(HEADER) + written.getvalue()[HEADER:]


if __name__ == "__main__":
    FILE.write_bytes(contents())
