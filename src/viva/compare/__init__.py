"""The comparison of an answer with what is expected, and its words."""
