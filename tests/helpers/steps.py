"""Run the steps of a CI file as the CI system would, in a folder laid out as it would be.

Steps that use an action are passed over by name. What installs packages runs too, but `python` and
`sudo` are stand-ins that note their arguments: in real life the environment comes from a cache.
The `viva` of the environment that they seem to make is this one's.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CONDITIONS = {None, "${{ !cancelled() }}", "steps.environment.outputs.cache-hit != 'true'"}
PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >> "$NOTES"
if [ "$*" = "-I -m venv --clear .venv" ]; then
    rm -rf .venv
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    printf '#!/bin/sh\\nexec "%s" "$@"\\n' "$VIVA" > .venv/bin/viva
    chmod +x .venv/bin/viva
fi
"""
SUDO = """#!/bin/sh
printf 'sudo %s\\n' "$*" >> "$NOTES"
"""


class Runner:
    """A machine of a CI system, fresh but for what the tests put into its folder.

    Attributes
    ----------
    notes
        What was asked of `python` and `sudo`.
    passed_over
        Names of the steps that use actions.
    """

    def __init__(self, folder: Path, repository: Path) -> None:
        self.folder = repository
        self.notes_file = folder / "notes"
        self.summary_file = folder / "summary.md"
        self.passed_over: list[str] = []
        self.log = ""
        programs = folder / "bin"
        programs.mkdir()
        for name, text in {"python": PYTHON, "sudo": SUDO}.items():
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        for path in (self.notes_file, self.summary_file, folder / "output"):
            path.touch()
        self.environment = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "HOME": os.environ["HOME"],
            "NOTES": str(self.notes_file),
            "VIVA": str(Path(sys.executable).with_name("viva")),
            "CI": "true",
        }
        self.github = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(repository),
            "GITHUB_STEP_SUMMARY": str(self.summary_file),
            "GITHUB_OUTPUT": str(folder / "output"),
            "RUNNER_OS": "Linux",
        }

    @property
    def notes(self) -> list[str]:
        return self.notes_file.read_text().splitlines()

    @property
    def summary(self) -> str:
        return self.summary_file.read_text()

    def bash(self, script: str, environment: dict[str, str]) -> bool:
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.log += done.stdout + done.stderr
        return done.returncode == 0

    def run_workflow(self, path: Path, cached: bool = False, **values: str) -> bool:
        """Run the one job of a GitHub workflow; tell whether it succeeds.

        Parameters
        ----------
        cached
            Whether the environment is there already.
        values
            What its expressions stand for.
        """
        workflow = yaml.safe_load(path.read_text())
        (job,) = workflow["jobs"].values()
        environment = self.environment | self.github
        for settings in (workflow.get("env", {}), job.get("env", {})):
            environment |= {name: filled_in(text, values) for name, text in settings.items()}
        good = True
        for step in job["steps"]:
            condition = step.get("if")
            assert condition in CONDITIONS, condition
            if condition is not None and "cache-hit" in condition and cached:
                continue
            if not good and condition != "${{ !cancelled() }}":
                continue
            if "uses" in step:
                self.passed_over.append(step["name"])
                continue
            assert "${{" not in step["run"], "an expression in a script can become a command"
            good = self.bash(step["run"], environment) and good
        return good

    def run_gitlab(
        self, path: Path, job: str, parts: tuple[str, ...] = ("before_script", "script")
    ) -> bool:
        """Run a job of a GitLab file; tell whether it succeeds."""
        content = yaml.safe_load(path.read_text())
        environment = self.environment | {"GITLAB_CI": "true"} | content["variables"]
        lines = [line for part in parts for line in content[job][part]]
        good = self.bash("\n".join(lines), environment)
        self.bash("\n".join(content[job]["after_script"]), environment)
        return good


def filled_in(text: str, values: dict[str, str]) -> str:
    """Put values in the place of expressions."""
    return re.sub(r"\$\{\{ ([\w.]+) \}\}", lambda found: values[found[1]], text)
