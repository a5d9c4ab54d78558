"""Begin a course, add to it, and take one over from elsewhere."""
