from worker_fixtures import (
    judge,
    pytest_collection_modifyitems,
    pytest_generate_tests,
    session,
    worker,
)

__all__ = ["judge", "pytest_collection_modifyitems", "pytest_generate_tests", "session", "worker"]
