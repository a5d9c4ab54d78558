"""nbgrader's settings for every account of a hub: copy it to /etc/jupyter/nbgrader_config.py."""

import os

c = get_config()  # noqa: F821  (nbgrader gives this name to the file)

# A folder of its own; once, as root: mkdir -p and chmod 0777, which nbgrader asks for.
c.Exchange.root = "/srv/nbgrader/exchange"
c.CourseDirectory.course_id = "from-a-line-to-mnist"

# Who may read the course's folder is an instructor; the formgrader works in there, whatever folder
# JupyterLab was started in. Students' accounts must not be able to read it (chmod 0700).
COURSE = "/srv/courses/from-a-line-to-mnist"
if os.access(COURSE, os.R_OK | os.X_OK):
    c.CourseDirectory.root = COURSE
