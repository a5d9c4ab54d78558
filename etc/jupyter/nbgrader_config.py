"""Runs when nbgrader starts, before it runs ``nbgrader_config.py`` of the folder it is called in.

nbgrader also searches that folder for modules, and has put it first. It may be a student's.
"""

import os
import sys

_before = sys.path[:]
sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.getcwd()]
# Only now can nothing that lies there be taken for it.
from viva.course.nbgrader_folder import is_course, keep_formgrader_to_courses  # noqa: E402

if is_course(os.getcwd()):
    sys.path[:] = _before
keep_formgrader_to_courses()
