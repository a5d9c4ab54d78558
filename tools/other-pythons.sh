#!/bin/sh
# Run the fast tests of the engine under each other Python that pyproject.toml names and this
# machine has, in environments of their own with the locked packages.
#     tools/other-pythons.sh [PYTEST ARGUMENTS]
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
command -v "$uv" >/dev/null || uv=uv
test $# -gt 0 || set -- -q -m "not slow" tests/compare tests/exam tests/worker tests/grading tests/classroom

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || true; }

# Prints the first program that is Python $1: on PATH, or among those that pyenv keeps.
find_python() {
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if [ "$(version_of "$candidate")" = "$1" ]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

ours=$(version_of .venv/bin/python)
failed=""
for version in $(sed -n 's/.*:: Python :: \(3\.[0-9]*\)".*/\1/p' pyproject.toml); do
    test "$version" = "$ours" && continue
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        printf 'Python %s: not on this machine.\n' "$version"
        continue
    fi
    folder=build/python$version
    printf 'Python %s, in %s:\n' "$version" "$folder"
    test -x "$folder/bin/python" || "$uv" venv --quiet --python "$python" "$folder"
    "$uv" pip sync --quiet --compile-bytecode --python "$folder/bin/python" --require-hashes \
        requirements-dev.txt
    "$uv" pip install --quiet --python "$folder/bin/python" --no-deps --no-build-isolation \
        --editable .
    "$folder/bin/python" -m pytest -p no:cacheprovider "$@" || failed="$failed $version"
done
test -z "$failed" || { printf 'Failed under Python%s.\n' "$failed" >&2; exit 1; }
