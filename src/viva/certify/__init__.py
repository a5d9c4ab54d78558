"""The exam's own exam: wrong and right answers, and mutants of the solutions, are graded."""
