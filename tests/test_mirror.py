"""Every module has a test file in the folder that mirrors it."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    path.relative_to(ROOT / "src" / "viva")
    for path in (ROOT / "src" / "viva").rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py")
)


def test_every_module_has_a_test_file():
    wanted = [ROOT / "tests" / module.parent / f"test_{module.name}" for module in MODULES]
    assert len(wanted) > 100
    assert [str(path.relative_to(ROOT)) for path in wanted if not path.is_file()] == []
