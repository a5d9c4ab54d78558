"""pyproject.toml, environment.yml and the requirements files say the same."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from viva.release import start

ROOT = Path(__file__).parents[1]
LOCKED = [
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-docs.txt",
    "requirements-hub.txt",
    "requirements-torch.txt",
    "requirements-uv.txt",
]
CONDA_NAMES = {
    "jupyter_server_mathjax": "jupyter-server-mathjax",
    "matplotlib-base": "matplotlib",
}

# In a process of its own: py-rattler brings a runtime that does not belong in a test's process.
PARSE_SPECS = """
import json, sys
from rattler import MatchSpec
specs = [MatchSpec(text) for text in json.load(sys.stdin)]
names = [getattr(spec.name, "normalized", spec.name) for spec in specs]
json.dump([[str(name), spec.version] for name, spec in zip(names, specs)], sys.stdout)
"""


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def declared(*extras):
    """What pyproject.toml asks for, by name."""
    texts = list(project()["dependencies"])
    for extra in extras:
        texts += project()["optional-dependencies"][extra]
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, texts)}


def locked(name):
    """What a requirements file pins: for each package its versions and the hashes of each."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    pins = {}
    for line in text.splitlines():
        requirement, *hashes = line.split("--hash=")
        found = Requirement(requirement)
        (pin,) = found.specifier
        assert pin.operator == "==", line
        pins.setdefault(canonicalize_name(found.name), {})[Version(pin.version)] = hashes
    return pins


def conda_specs():
    """What environment.yml asks conda for, by PyPI's names, and what it asks pip for."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text())
    specs = [item for item in environment["dependencies"] if isinstance(item, str)]
    answer = subprocess.run(
        [sys.executable, "-c", PARSE_SPECS],
        input=json.dumps(specs),
        capture_output=True,
        text=True,
        check=True,
    )
    parsed = {
        CONDA_NAMES.get(name, name): SpecifierSet(version or "")
        for name, version in json.loads(answer.stdout)
    }
    pip = [item["pip"] for item in environment["dependencies"] if isinstance(item, dict)]
    return parsed, pip


def classified():
    """The Pythons of the project's classifiers, as in "3.11"."""
    return re.findall(r":: Python :: (3\.\d+)$", "\n".join(project()["classifiers"]), re.MULTILINE)


def test_every_place_names_the_same_pythons():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    oldest = classified()[0]
    assert project()["requires-python"] == f">={oldest}"
    assert settings["mypy"]["python_version"] == oldest
    assert settings["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert f"--python-version {oldest}" in (ROOT / "Makefile").read_text()
    script = (ROOT / "tools" / "environment.sh").read_text()
    assert f"sys.version_info < {start.NEEDED}" in script
    assert start.version(start.NEEDED) == oldest
    looked_for = re.search(r'in \$\{PYTHON:\+"\$PYTHON"\} (.*); do', script)[1].split()
    assert looked_for == list(start.NEWER)
    assert {name for name in looked_for if "." in name} == {f"python{v}" for v in classified()}


def test_conda_users_get_the_same_packages():
    specs, pip = conda_specs()
    (asked_of_pip,) = pip
    from_pip = {canonicalize_name(Requirement(text).name) for text in asked_of_pip[:-1]}
    packages = declared()
    wanted = {name: packages[name] for name in packages.keys() - from_pip}
    wanted |= {"python": SpecifierSet(project()["requires-python"]), "pip": SpecifierSet()}
    assert specs == wanted
    assert from_pip == {"pyseccomp"}
    assert [str(Requirement(text)) for text in asked_of_pip[:-1]] == [
        str(r) for r in map(Requirement, project()["dependencies"]) if r.name in from_pip
    ]
    assert asked_of_pip[-1] == "-e ."


@pytest.mark.parametrize(
    ("name", "extras"),
    [("requirements.txt", ["build"]), ("requirements-dev.txt", ["build", "dev"])],
)
def test_what_is_declared_is_locked(name, extras):
    pins = locked(name)
    for package, specifier in declared(*extras).items():
        assert package in pins, f"{name} lacks {package}: run `make requirements`"
        for version in pins[package]:
            assert version in specifier, f"{name} has {package} {version}: run `make requirements`"


def test_every_place_names_the_same_keras_and_pytorch():
    wanted = declared_extra("torch")
    text = (ROOT / "requirements-torch.in").read_text()
    asked = [Requirement(line) for line in text.splitlines() if not line.startswith("#")]
    assert [str(r) for r in asked if r.specifier] == [f"keras{wanted['keras']}"]
    (keras,) = locked("requirements-torch.txt")["keras"]
    assert keras in wanted["keras"]
    assert f"torch{wanted['torch']}" == start.TORCH
    setup = (ROOT / "src" / "viva" / "export" / "gradescope" / "setup.sh").read_text()
    assert start.TORCH in setup and start.TORCH_INDEX in setup
    assert start.TORCH in (ROOT / "docs" / "students.md").read_text()
    for name, specifier in (("keras", wanted["keras"]), ("pytorch-cpu", wanted["torch"])):
        assert f"  # - {name} {specifier}\n" in (ROOT / "environment.yml").read_text()
    # PyTorch itself is in no lock: with and without CUDA it has one version and two files.
    for name in LOCKED:
        assert "torch" not in locked(name)
    assert locked("requirements-torch.txt").keys() <= locked("requirements-dev.txt").keys()


def test_the_documentations_tools_are_locked_and_are_nobody_elses():
    pins, wanted = locked("requirements-docs.txt"), declared_extra("docs")
    asked = {
        canonicalize_name(line)
        for line in (ROOT / "requirements-docs.in").read_text().splitlines()
        if not line.startswith("#")
    }
    assert wanted.keys() <= asked <= pins.keys()
    for package, specifier in wanted.items():
        assert all(version in specifier for version in pins[package]), package
    assert not {"myst-nb", "pydata-sphinx-theme"} & locked("requirements-dev.txt").keys()
    # What both have is the same: viva is imported with what it runs with.
    for package, versions in locked("requirements.txt").items():
        assert pins.get(package, versions) == versions, package


def test_a_hub_runs_with_the_packages_that_the_course_runs_with():
    plain, hub = locked("requirements.txt"), locked("requirements-hub.txt")
    assert plain.items() <= hub.items()
    assert "jupyterhub" in hub and "jupyterhub" not in locked("requirements-dev.txt")


def test_the_proxy_of_the_hub_is_pinned_with_hashes():
    folder = ROOT / "tools" / "proxy"
    asked = json.loads((folder / "package.json").read_text())["dependencies"]
    pinned = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert pinned.pop("")["dependencies"] == asked
    assert asked.keys() == {"configurable-http-proxy"}
    for name, package in pinned.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


def declared_extra(extra):
    texts = project()["optional-dependencies"][extra]
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, texts)}


def test_tests_run_with_the_packages_that_the_course_runs_with():
    plain, with_tools = locked("requirements.txt"), locked("requirements-dev.txt")
    assert plain.items() <= with_tools.items()


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_is_pinned_with_hashes(name):
    pins = locked(name)
    assert pins
    for package, versions in pins.items():
        for hashes in versions.values():
            assert hashes, package
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", digest) for digest in hashes)


@pytest.mark.parametrize("name", LOCKED)
def test_requirements_name_no_host_and_no_path(name):
    text = (ROOT / name).read_text()
    for sign in ("/", "@", "file:", "-i ", "--index-url", "--extra-index-url", "--find-links"):
        assert sign not in text, f"{name} contains {sign!r}"


def test_the_project_can_be_built_from_what_is_locked():
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert {Requirement(text).name for text in build} <= locked("requirements.txt").keys()


IMPORTS = (
    "import sys, nbformat, nbgrader.api, jupyterlab.labapp; print('rfc3987_syntax' in sys.modules)"
)


def test_no_grammars_are_built_by_the_imports_of_jupyter():
    # When this fails with a newer jsonschema allowed, it is too soon to allow it.
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
