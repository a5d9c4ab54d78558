"""What the notebooks import: comparisons for visible tests, data and plots.

Needs NumPy and matplotlib only.
"""

from viva.lab.compare import assert_close

__all__ = ["assert_close"]
