"""Start a warm worker: ``python -m viva.worker DESCRIPTOR [--figures]``."""

from __future__ import annotations

import socket
import sys

from viva.worker.serve import serve

if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), figures="--figures" in sys.argv[2:])
