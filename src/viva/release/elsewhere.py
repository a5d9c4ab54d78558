"""Released notebooks that open on Colab, Binder and VS Code for the Web, and get viva there.

In ``nbgrader_config.py``, the folder of a public repository where the released assignments lie::

    c.Viva.published_at = "https://github.com/OWNER/REPOSITORY/tree/main/release"

Each released notebook then begins with two more cells: links, and the installation of viva where it
is missing, from the wheel of this version, which is expected among the repository's releases.
"""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from viva.course.layout import CONFIG_NAME, PUBLISHED_AT, Course, UsageProblem

FORM = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+)/tree/([\w.-]+)((?:/[\w.-]+)*)/?")
LINKS = "**Open in** [Colab]({colab}) · [Binder]({binder}) · [VS Code for the Web]({vs_code})"
INSTALL = """\
# Where viva is missing, as on Colab, this line gets it; elsewhere the cell changes nothing.
try:
    import viva
except ModuleNotFoundError:
    get_ipython().run_line_magic("pip", "install --quiet --no-deps {wheel}")"""


@dataclass(frozen=True)
class Published:
    """A folder of a repository on GitHub, in which the released assignments lie.

    Attributes
    ----------
    folder
        Its path, which ends with a slash unless it is empty.
    """

    owner: str
    repository: str
    branch: str
    folder: str

    def links(self, notebook: str) -> dict[str, str]:
        """Return the addresses that open a notebook, by the service.

        Parameters
        ----------
        notebook
            Its path in the folder.
        """
        path = quote(self.folder + notebook)
        file = f"{self.owner}/{self.repository}/blob/{self.branch}/{path}"
        environment = f"{self.owner}/{self.repository}/{self.branch}"
        return {
            "colab": f"https://colab.research.google.com/github/{file}",
            "binder": f"https://mybinder.org/v2/gh/{environment}?labpath={quote(path, safe='')}",
            "vs_code": f"https://vscode.dev/github/{file}",
        }

    def wheel(self) -> str:
        """Return the address of viva's wheel, in the repository's release of this version."""
        version = importlib.metadata.version("viva-autograder")
        releases = f"https://github.com/{self.owner}/{self.repository}/releases/download"
        return f"{releases}/v{version}/viva_autograder-{version}-py3-none-any.whl"


def read_published(course: Course) -> Published | None:
    """Read ``c.Viva.published_at``; None where the course does not set it.

    Raises
    ------
    UsageProblem
        If it is no address of a folder on GitHub.
    """
    address = course.config.get("Viva", {}).get(PUBLISHED_AT)
    if address is None:
        return None
    found = FORM.fullmatch(address) if isinstance(address, str) else None
    if found is None:
        raise UsageProblem(
            f"{CONFIG_NAME}: c.Viva.{PUBLISHED_AT} must be the address of a folder on GitHub, "
            'such as "https://github.com/OWNER/REPOSITORY/tree/main/release".'
        )
    owner, repository, branch, folder = found.groups()
    return Published(owner, repository, branch, f"{folder[1:]}/" if folder else "")


class OpenElsewhere(NbGraderPreprocessor):
    """Begins a released notebook with links and the installation of viva, if that is asked for."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the two cells before the others."""
        converter = getattr(self.parent, "parent", None)
        if converter is None:
            return nb, resources
        published = read_published(Course(Path(converter.coursedir.root)))
        if published is not None:
            name = resources["nbgrader"]
            notebook = f"{name['assignment']}/{name['notebook']}.ipynb"
            nb.cells[:0] = [
                new_markdown_cell(LINKS.format(**published.links(notebook)), id="open_elsewhere"),
                new_code_cell(INSTALL.format(wheel=published.wheel()), id="get_viva"),
            ]
        return nb, resources
