"""Every module has a test file in the folder that mirrors it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT / "src" / "viva")
    for path in (ROOT / "src" / "viva").rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_has_a_test_file(module):
    assert (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()
