"""What one submission may use."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass

MIB = 2**20


@dataclass(frozen=True)
class Resources:
    """Limits of a submission's processes.

    Attributes
    ----------
    memory
        Address space of each process, in bytes.
    total_memory
        Memory that all its processes hold together, in bytes, where it is alone; see
        `viva.worker.memory`.
    processes
        Processes and threads at one time, where it is alone: elsewhere the limit would count the
        processes of the user who grades.
    file_size
        Size of any file that is written, in bytes.
    cpu_seconds
        Processor time of each process.
    scratch
        Bytes of files in the scratch folder, in the sandbox only.
    open_files
        Files that a process may have open.
    judge_memory
        Memory of the process that judges a submission, in bytes.
    """

    memory: int = 2048 * MIB
    total_memory: int = 3072 * MIB
    processes: int = 64
    file_size: int = 128 * MIB
    cpu_seconds: int = 600
    scratch: int = 256 * MIB
    open_files: int = 512
    judge_memory: int = 2048 * MIB

    def as_json(self) -> str:
        """Write the limits for the worker's command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Resources:
        """Read the limits from the worker's command line."""
        return cls(**json.loads(text))

    def apply(self, alone: bool) -> None:
        """Bind this process, and all that it starts, to the limits, where the system has such.

        Parameters
        ----------
        alone
            Whether this user's processes are all of the submission, as in a sandbox.
        """
        try:
            import resource
        except ImportError:  # Windows
            return
        bounds = {
            resource.RLIMIT_AS: self.memory,
            resource.RLIMIT_FSIZE: self.file_size,
            resource.RLIMIT_CPU: self.cpu_seconds,
            resource.RLIMIT_NOFILE: self.open_files,
            resource.RLIMIT_CORE: 0,
        }
        if alone:
            bounds[resource.RLIMIT_NPROC] = self.processes
        for kind, bound in bounds.items():
            _, most = resource.getrlimit(kind)
            if most != resource.RLIM_INFINITY:
                bound = min(bound, most)
            # macOS knows some of these limits and refuses to set them.
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (bound, bound))
