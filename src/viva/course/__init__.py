"""The course's folder: its layout, the bundle of an assignment, and what was handed in."""
