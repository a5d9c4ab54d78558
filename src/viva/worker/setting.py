"""How a worker is started: its command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from viva.worker.limits import Resources

LATE = (
    "scipy.io",
    "scipy.optimize",
    "sklearn.linear_model",
    "sklearn.metrics",
    "sklearn.model_selection",
    "sklearn.neural_network",
    "sklearn.preprocessing",
)
"""What some of this course's notebooks import: a first submission does not wait for it."""
WARM = ("sklearn.datasets", "threadpoolctl", *LATE)
"""What this course's notebooks import and what takes long to import."""


@dataclass(frozen=True)
class Setting:
    """How a worker was started.

    Attributes
    ----------
    figures
        Whether figures are rendered into outputs.
    sandboxed
        Whether this process is in a sandbox, alone with the submission.
    own_user
        Whether this process runs as a user whose only processes are it and the submission's.
    scratch
        The folder in which submissions run, emptied after each.
    folders
        Those in which a submission may write in the sandbox, with their sizes in bytes.
    fonts
        A folder with matplotlib's list of fonts, or empty.
    resources
        What a submission may use.
    warm
        The modules that are imported before the first submission comes.
    nested
        Whether each submission gets a world of its own in the sandbox, where the machine lets it.
    """

    figures: bool = True
    sandboxed: bool = False
    own_user: bool = False
    scratch: str = ""
    folders: Mapping[str, int] = field(default_factory=dict)
    fonts: str = ""
    resources: Resources = field(default_factory=Resources)
    warm: tuple[str, ...] = WARM
    nested: bool = True

    @property
    def worlds(self) -> bool:
        """Whether to begin a world for each submission."""
        return self.sandboxed and self.nested

    @property
    def alone(self) -> bool:
        """Whether every other process that can be signalled is of the submission."""
        return self.sandboxed or self.own_user

    def as_json(self) -> str:
        """Write the setting for the command line."""
        return json.dumps(vars(self) | {"resources": self.resources.as_json()})

    @classmethod
    def from_json(cls, text: str) -> Setting:
        """Read the setting from the command line."""
        data = json.loads(text)
        resources = Resources.from_json(data["resources"])
        return cls(**data | {"resources": resources, "warm": tuple(data["warm"])})
