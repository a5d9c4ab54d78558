"""What tests/conftest.py relies on."""

import pytest

GROUP = "test_conftest.py"


def test_tests_that_share_fixtures_are_kept_together(request):
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("tests are not shared out by groups in this run")
    assert request.node.nodeid.endswith(f"@{GROUP}")
