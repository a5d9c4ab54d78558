"""Many submissions: batches, judge processes, verdicts that are kept, and nbgrader's gradebook."""
