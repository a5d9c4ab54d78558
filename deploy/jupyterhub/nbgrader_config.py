"""nbgrader's settings for every account of a hub: copy it to /etc/jupyter/nbgrader_config.py."""

import os
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader gives this name to the file)

# A folder of its own; once, as root: mkdir -p and chmod 0777, which nbgrader asks for.
c.Exchange.root = "/srv/nbgrader/exchange"
# Students see the assignments of the courses in whose groups they are, in a folder for each course.
c.Exchange.path_includes_course = True
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"

# In the service of a course: the course's folder, which lies in its account's home. The formgrader
# would look in the home itself, and opens no folder that is not below it.
course = os.environ.get("JUPYTERHUB_SERVICE_NAME", "")
if (Path.home() / course / "nbgrader_config.py").is_file():
    c.CourseDirectory.root = str(Path.home() / course)
