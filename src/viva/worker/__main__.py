"""Start a warm worker, ``python -m viva.worker DESCRIPTOR SETTING``, or prepare for one.

``python -m viva.worker --prepare`` imports everything once outside the sandbox, so that compiled
modules and matplotlib's list of fonts are there when workers in the sandbox cannot write them.
``python -m viva.worker --plain SETTING`` starts one where nothing can be forked.
"""

from __future__ import annotations

import sys

from viva.worker.setting import Setting

if __name__ == "__main__":
    if sys.argv[1:] == ["--prepare"]:
        from viva.worker.warm import warm_up

        warm_up(figures=True)
    elif sys.argv[1] == "--plain":
        from viva.worker.plain import serve_plainly

        serve_plainly(Setting.from_json(sys.argv[2]))
    else:
        import socket

        from viva.worker.serve import serve

        serve(socket.socket(fileno=int(sys.argv[1])), Setting.from_json(sys.argv[2]))
