"""Begin here: make the environment of the course, and open its first notebook in JupyterLab.

It needs nothing but Python itself, and says so in a sentence where that is too old. So this file
must be one that an old Python can read: nothing newer than Python 3.6 stands in it.
"""

import argparse
import hashlib
import json
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
# What the archives bring; viva check compares with it, too.
RELEASED = os.path.join(HERE, ".viva", "release")
HINTS = "viva.json"
PART = ".part"
# So many packages are installed at a time; after each time a start can be interrupted.
PORTION = 20
# After so many seconds without anything to tell, a sign of life.
QUIET_SECONDS = 15
# What some notebooks need. For Linux PyTorch's usual build brings gigabytes for graphics cards; the
# one without them is on an index of PyTorch's own.
TORCH = "torch==2.13.0"
TORCH_INDEX = "https://download.pytorch.org/whl/cpu"
TORCH_NEEDS = "requirements-torch.txt"
# Panels of nbgrader that are an instructor's; to validate a notebook stays.
HIDDEN_PANELS = (
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:course-list",
)
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
    parser.add_argument(
        "--with-torch",
        action="store_true",
        help="also install PyTorch (without CUDA) and Keras, which some notebooks need",
    )
    parser.add_argument(
        "--notebooks",
        action="store_true",
        help="only put new notebooks into their folders, and install nothing",
    )
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console may lack a letter of the folder's name
            stream.reconfigure(errors="replace")
    try:
        new = put_notebooks()
        if options.notebooks:
            return 0
        python = environment(new)
        if options.with_torch:
            add_torch(python)
        if options.check:
            run(
                "The packages do not work",
                [python, "-I", "-c", "import jupyterlab, nbgrader, viva.lab"],
            )
            print("Everything is ready. Start with: python3 start.py")
            return 0
        return lab(python, options.no_browser, (new or notebooks())[:1])
    except StartError as problem:
        print(str(problem), file=sys.stderr)
        return 1
    except OSError as problem:
        print(
            f"The course could not be started: {problem.filename or HERE}: "
            f"{problem.strerror or problem}. Make sure that its folder can be written and that "
            "there is space left, and run start.py again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("Stopped. Run start.py again to continue.", file=sys.stderr)
        return 1


def put_notebooks() -> "list[str]":
    """Copy what was released to where it is not yet, and return the new notebooks.

    What is there already may have answers in it, and stays.
    """
    new = []
    for place, _, names in sorted(os.walk(RELEASED)):
        folder = os.path.join(HERE, os.path.relpath(place, RELEASED))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.lexists(path) and name != HINTS:
                continue
            try:
                os.makedirs(folder, exist_ok=True)
                # A copy that is interrupted must not count as a notebook with answers.
                shutil.copyfile(os.path.join(place, name), path + PART)
                os.replace(path + PART, path)
            except OSError as error:
                raise StartError(f"{path} could not be written: {error}.") from error
            if name.endswith(".ipynb"):
                new.append(os.path.relpath(path, HERE).replace(os.sep, "/"))
    if new:
        say("New: " + ", ".join(new))
    return new


def sign(python: str, paths: "list[str]") -> None:
    """Sign notebooks that are as they were released: their plots and sliders may show at once."""
    run("The notebooks could not be signed", [python, "-I", "-m", "jupyter", "trust", *paths])


def environment(new: "list[str]") -> str:
    """Return the Python of an environment that has all packages; make one if there is none yet.

    It signs the new notebooks, or all of them if it was made only now.
    """
    requirements, wheel = needed_files()
    folder = os.path.join(HERE, ".venv")
    inside = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    python = os.path.join(folder, *inside)
    mark = os.path.join(folder, "viva-ready")
    wanted = digest(requirements, wheel)
    if os.path.exists(python) and read(mark) == wanted:
        if new:
            sign(python, new)
        return python
    uv = shutil.which("uv")
    base = suitable_python(uv)
    begun = os.path.join(folder, "viva-begun")
    if os.path.exists(python) and read(begun) == wanted:
        say("Going on with the course's environment in .venv.")
    else:
        say("Creating the course's environment in .venv. This takes a few minutes, only once.")
        create(folder, base, uv)
        with open(begun, "w") as file:
            file.write(wanted)
    install = installer(python, uv)
    failed = "The packages could not be installed"
    if "--hash=" in read(requirements):
        install_portions(install, requirements, folder)
        run(failed, [*install, "--no-deps", "--no-index", wheel])
    else:
        # Not locked: pip looks for what the course lists, and then for what viva needs.
        run(failed, [*install, "-r", requirements])
        run(failed, [*install, wheel])
    sign(python, notebooks())
    with open(mark, "w") as file:
        file.write(wanted)
    return python


def create(folder: str, base: str, uv: "str | None") -> None:
    """Make an empty environment, in the place of what may be there."""
    shutil.rmtree(folder, ignore_errors=True)
    if uv:
        run(
            "The environment could not be created",
            [uv, "venv", "--quiet", "--python", base, folder],
        )
    else:
        failed = "The environment could not be created (Debian, Ubuntu: apt install python3-venv)"
        run(failed, [base, "-I", "-m", "venv", folder])


def install_portions(install: "list[str]", requirements: str, folder: str) -> None:
    """Install the packages, some at a time; those of an earlier start are not installed again."""
    listed = packages(read(requirements))
    portions = [listed[at : at + PORTION] for at in range(0, len(listed), PORTION)]
    mark = os.path.join(folder, "viva-portions")
    there = int(read(mark) or "0")
    for number, portion in enumerate(portions):
        if number < there:
            continue
        last = min((number + 1) * PORTION, len(listed))
        say(f"Installing packages {number * PORTION + 1} to {last} of {len(listed)}.")
        path = os.path.join(folder, "viva-portion.txt")
        with open(path, "w") as file:
            file.write("".join(portion))
        # The list holds all that each package needs.
        command = [*install, "--no-deps", "--require-hashes", "-r", path]
        run("The packages could not be installed", command)
        with open(mark, "w") as file:
            file.write(str(number + 1))


def packages(text: str) -> "list[str]":
    """Return the lines of each package in a list of requirements: its version and its hashes."""
    found = []  # type: list[str]
    for line in text.splitlines():
        if line[:1] in ("", "#"):
            continue
        if line[:1].isspace() and found:
            found[-1] += line + "\n"
        else:
            found.append(line + "\n")
    return found


def add_torch(python: str) -> None:
    """Install PyTorch and Keras into the environment, if they are not there yet."""
    needs, mark = os.path.join(HERE, TORCH_NEEDS), os.path.join(HERE, ".venv", "viva-torch")
    if not os.path.exists(needs):
        raise StartError("Some files are missing next to start.py. Unzip the whole archive first.")
    wanted = TORCH + digest(needs)
    if read(mark) == wanted:
        return
    say("Installing PyTorch and Keras. This takes a few minutes, only once.")
    install, failed = installer(python, shutil.which("uv")), "PyTorch could not be installed"
    run(failed, [*install, "--require-hashes", "-r", needs])
    index = ["--index-url", TORCH_INDEX] if sys.platform.startswith("linux") else []
    run(failed, [*install, "--no-deps", *index, TORCH])
    with open(mark, "w") as file:
        file.write(wanted)


def installer(python: str, uv: "str | None") -> "list[str]":
    """Return the command that installs packages into an environment."""
    if uv:
        # Compiled, as pip does by itself: so JupyterLab and the first import start at once.
        return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    return [python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def needed_files() -> "tuple[str, str]":
    """Return the paths of the requirements and of viva's wheel, from the archive."""
    requirements = os.path.join(HERE, "requirements.txt")
    names = (name for name in os.listdir(HERE) if name.startswith("viva_autograder-"))
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
        if found and subprocess.call([found, "-I", "-c", test], stderr=subprocess.DEVNULL) == 0:
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
            program = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, cwd=HERE)
        except OSError as error:
            raise StartError(f"{failed}: {error}.") from error
        try:
            code = wait_for(program)
        except BaseException:
            program.terminate()
            program.wait()
            raise
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


def wait_for(program: "subprocess.Popen[bytes]") -> int:
    """Wait until a program ends, and say now and then that it is still at work."""
    seconds = 0
    while True:
        try:
            return program.wait(QUIET_SECONDS)
        except subprocess.TimeoutExpired:
            seconds += QUIET_SECONDS
            say(f"  still at work, {seconds} seconds")


def say(text: str) -> None:
    """Print a line at once."""
    print(text)
    sys.stdout.flush()


def notebooks() -> "list[str]":
    """Return the notebooks that came in the archive, in their order."""
    found = []
    for place, _, names in sorted(os.walk(RELEASED)):
        folder = os.path.relpath(place, RELEASED)
        paths = (os.path.join(folder, name) for name in sorted(names) if name.endswith(".ipynb"))
        found += [path for path in paths if os.path.isfile(os.path.join(HERE, path))]
    return [path.replace(os.sep, "/") for path in found]


def lab(python: str, no_browser: bool, first: "list[str]") -> int:
    """Start JupyterLab in a notebook, if there is one."""
    place = "/lab/tree/" + quote(first[0]) if first else "/lab"
    command = [python, "-I", "-m", "jupyterlab", "--ServerApp.root_dir=" + HERE]
    command += ["--LabApp.default_url=" + place]
    command += ["--no-browser"] if no_browser else []
    # The environment's own kernel, and not one of the same name that the user has elsewhere.
    settings = dict(os.environ, JUPYTER_PREFER_ENV_PATH="1")
    hide_panels()
    print("Starting JupyterLab. Press Ctrl-C in this window to stop it.")
    sys.stdout.flush()
    return subprocess.call(command, cwd=HERE, env=settings)


def hide_panels() -> None:
    """Turn off the panels of JupyterLab that only an instructor needs, in this environment."""
    folder = os.path.join(HERE, ".venv", "etc", "jupyter", "labconfig")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "page_config.json"), "w") as file:
        json.dump({"disabledExtensions": dict.fromkeys(HIDDEN_PANELS, True)}, file)


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
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
