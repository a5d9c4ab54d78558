"""The worker: runs a student's notebook, and answers the judge's questions about it."""
