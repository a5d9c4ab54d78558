"""What the command ``dask``, and a nanny, import before a worker is started.

They start it with ``python -c``, which searches the folder that they were called in. The entry
point ``dask_cli`` makes the command import this, and ``etc/dask/viva.yaml`` other nannies.
"""

from __future__ import annotations

import click

from viva.search_path import leave_out_current_folder

leave_out_current_folder()


@click.command("viva")
def command() -> None:
    """Show how to start workers for `viva grade --dask`."""
    from viva.terminal import echo

    echo("dask worker tcp://10.0.0.1:8786 --nthreads 1 --nworkers 8")
