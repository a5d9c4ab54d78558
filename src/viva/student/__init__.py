"""The student's side: checks of one's own notebooks, which need neither an exam nor a course."""
