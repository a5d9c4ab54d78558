import classes as helpers
import pytest


@pytest.fixture(scope="session")
def classes():
    """The helpers that make the verdicts of a class."""
    return helpers
