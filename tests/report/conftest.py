import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def classes():
    """The helpers of classes.py beside this file."""
    path = Path(__file__).with_name("classes.py")
    spec = importlib.util.spec_from_file_location("classes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
