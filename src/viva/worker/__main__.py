"""Start a warm worker, ``python -m viva.worker DESCRIPTOR SETTING``, or prepare for one.

``python -m viva.worker --prepare`` imports everything once outside the sandbox, so that compiled
modules and matplotlib's list of fonts are there when workers in the sandbox cannot write them.
"""

from __future__ import annotations

import socket
import sys

from viva.worker.serve import Setting, serve, warm_up

if __name__ == "__main__":
    if sys.argv[1:] == ["--prepare"]:
        warm_up(figures=True)
    else:
        serve(socket.socket(fileno=int(sys.argv[1])), Setting.from_json(sys.argv[2]))
