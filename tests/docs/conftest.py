"""The site, built once for the tests of this folder."""

import pytest
from site_of_docs import built


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("docs"))
