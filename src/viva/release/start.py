"""Begin here: make the environment of the course, and open its first notebook in JupyterLab.

It needs nothing but Python itself, and says so in a sentence where that is too old. So this file
must be one that an old Python can read: nothing newer than Python 3.6 stands in it.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
NEEDED = (3, 11)
# Those that the tests run with come first.
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14", "python3", "python")
LOG = "start.log"
# What pip and uv say where there is no network.
NO_NETWORK = (
    "name resolution",
    "name or service not known",
    "nodename nor servname",
    "getaddrinfo failed",
    "failed to establish a new connection",
    "network is unreachable",
    "network connectivity is disabled",
    "connection refused",
    "dns error",
    "could not connect",
    "timed out",
)


class StartError(Exception):
    """The course cannot be started; the message says what to do."""


def main(arguments: "list[str] | None" = None) -> int:
    """Make the environment if need be, and start JupyterLab."""
    parser = argparse.ArgumentParser(
        prog="start.py", description="Open the course in JupyterLab. The first start takes longer."
    )
    parser.add_argument(
        "--no-browser", action="store_true", help="do not open a browser, only print the address"
    )
    parser.add_argument(
        "--check", action="store_true", help="create the environment and test it, but start nothing"
    )
    options = parser.parse_args(arguments)
    try:
        python = environment()
        if options.check:
            run("The packages do not work", [python, "-c", "import jupyterlab, nbgrader, viva.lab"])
            print("Everything is ready. Start with: python3 start.py")
            return 0
        return lab(python, options.no_browser)
    except StartError as problem:
        print(str(problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run start.py again to continue.", file=sys.stderr)
        return 1


def environment() -> str:
    """Return the Python of an environment that has all packages; make one if there is none yet."""
    requirements, wheel = needed_files()
    folder = os.path.join(HERE, ".venv")
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    python = os.path.join(folder, *inside)
    mark = os.path.join(folder, "viva-ready")
    wanted = digest(requirements, wheel)
    if os.path.exists(python) and read(mark) == wanted:
        return python
    uv = shutil.which("uv")
    base = suitable_python(uv)
    print("Creating the course's environment in .venv. This takes a few minutes, only once.")
    shutil.rmtree(folder, ignore_errors=True)
    if uv:
        run(
            "The environment could not be created",
            [uv, "venv", "--quiet", "--python", base, folder],
        )
        install = [uv, "pip", "install", "--quiet", "--python", python]
    else:
        failed = "The environment could not be created (Debian, Ubuntu: apt install python3-venv)"
        run(failed, [base, "-m", "venv", folder])
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    failed = "The packages could not be installed"
    run(failed, [*install, "--require-hashes", "-r", requirements])
    run(failed, [*install, "--no-deps", "--no-index", wheel])
    # Now they are as they came in the archive: their plots and sliders may show at once.
    run("The notebooks could not be signed", [python, "-m", "jupyter", "trust", *notebooks()])
    with open(mark, "w") as file:
        file.write(wanted)
    return python


def needed_files() -> "tuple[str, str]":
    """Return the paths of the requirements and of viva's wheel, from the archive."""
    requirements = os.path.join(HERE, "requirements.txt")
    names = (name for name in os.listdir(HERE) if name.startswith("viva-"))
    wheels = sorted(name for name in names if name.endswith(".whl"))
    if not wheels or not os.path.exists(requirements):
        raise StartError("Some files are missing next to start.py. Unzip the whole archive first.")
    return requirements, os.path.join(HERE, wheels[-1])


def suitable_python(uv: "str | None") -> str:
    """Return a Python that is new enough: this one, another one here, or one that uv can get."""
    if sys.version_info >= NEEDED:
        return sys.executable
    for name in NEWER:
        found = shutil.which(name)
        test = f"import sys; sys.exit(sys.version_info < {NEEDED})"
        if found and subprocess.call([found, "-c", test], stderr=subprocess.DEVNULL) == 0:
            return found
    if uv:
        return "3.12"
    raise StartError(
        f"Python {version(NEEDED)} or later is needed, but this is Python "
        f"{version(sys.version_info)}. Install a newer one from python.org, and run start.py with "
        "it."
    )


def version(numbers: "tuple[object, ...]") -> str:
    """Return the first two numbers of a version."""
    return f"{numbers[0]}.{numbers[1]}"


def run(failed: str, command: "list[str]") -> None:
    """Run a program, and keep its output in a file."""
    log = os.path.join(HERE, LOG)
    with open(log, "w") as file:
        try:
            code = subprocess.call(command, stdout=file, stderr=subprocess.STDOUT, cwd=HERE)
        except OSError as error:
            raise StartError(f"{failed}: {error}.") from error
    if code == 0:
        os.unlink(log)
        return
    said = read(log).lower()
    if any(words in said for words in NO_NETWORK):
        raise StartError(
            "The first start has to download packages, but there is no network. "
            f"Connect, and run start.py again. Details are in {LOG}."
        )
    raise StartError(f"{failed}. Details are in {LOG}.")


def notebooks() -> "list[str]":
    """Return the notebooks that came in the archive, in their order."""
    folders = sorted(name for name in os.listdir(HERE) if name[:1].isdigit())
    return [
        folder + "/" + name
        for folder in folders
        for name in sorted(os.listdir(os.path.join(HERE, folder)))
        if name.endswith(".ipynb")
    ]


def lab(python: str, no_browser: bool) -> int:
    """Start JupyterLab in the first notebook."""
    place = "/lab/tree/" + quote(notebooks()[0]) if notebooks() else "/lab"
    command = [python, "-m", "jupyterlab", "--ServerApp.root_dir=" + HERE]
    command += ["--LabApp.default_url=" + place]
    command += ["--no-browser"] if no_browser else []
    # The environment's own kernel, and not one of the same name that the user has elsewhere.
    settings = dict(os.environ, JUPYTER_PREFER_ENV_PATH="1")
    print("Starting JupyterLab. Press Ctrl-C in this window to stop it.")
    sys.stdout.flush()
    return subprocess.call(command, cwd=HERE, env=settings)


def digest(*paths: str) -> str:
    """Return a checksum of the files that an environment is made from."""
    found = hashlib.sha256()
    for path in paths:
        with open(path, "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def read(path: str) -> str:
    """Read a file; empty if there is none."""
    try:
        with open(path, errors="replace") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
