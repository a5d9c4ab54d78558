#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the autograder's image. It installs bubblewrap,
# and with uv the packages that requirements.txt locks, and viva.
set -euo pipefail
autograder=${AUTOGRADER:-/autograder}
source=$autograder/source
home=$autograder/viva

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update
    apt-get install -y --no-install-recommends \
        bubblewrap libseccomp2 util-linux python3 python3-venv ca-certificates
fi

# uv, from the same locked file everywhere; then Python 3.11 or later, which uv gets if need be.
python3 -I -m venv "$home/uv"
"$home/uv/bin/python" -I -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r "$source/requirements-uv.txt"
export UV_PYTHON_INSTALL_DIR=$home/python
"$home/uv/bin/uv" venv --quiet --clear --python '>=3.11' "$home/venv"
if grep -q -- --hash= "$source/requirements.txt"; then
    "$home/uv/bin/uv" pip install --quiet --python "$home/venv" --require-hashes \
        -r "$source/requirements.txt"
    "$home/uv/bin/uv" pip install --quiet --python "$home/venv" --no-deps "$source"/viva_autograder-*.whl
else # not locked: the newest versions, and what viva itself needs
    "$home/uv/bin/uv" pip install --quiet --python "$home/venv" -r "$source/requirements.txt" \
        "$source"/viva_autograder-*.whl
fi

# For a notebook that uses them: Keras, and PyTorch, whose build without CUDA is on an index of its
# own.
if [ -f "$source/requirements-torch.txt" ]; then
    "$home/uv/bin/uv" pip install --quiet --python "$home/venv" --require-hashes \
        -r "$source/requirements-torch.txt"
    "$home/uv/bin/uv" pip install --quiet --python "$home/venv" --no-deps \
        --index-url "${TORCH_INDEX:-https://download.pytorch.org/whl/cpu}" torch==2.13.0
fi

# The image's log then says whether there will be a sandbox.
"$home/venv/bin/viva" doctor || true
