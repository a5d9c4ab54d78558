"""Keep nbgrader from running what lies in a student's folder in which it is called."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

from viva.course.layout import CONFIG_NAME, UsageProblem, find_root

# What nbgrader takes from the folder that it is called in: settings, of which those in JSON can
# name templates that run, and notebooks that it runs. Where there are settings, they say where.
USED = (CONFIG_NAME, "nbgrader_config.json", "source", "submitted", "autograded")
HANDLERS = "nbgrader.server_extensions.formgrader.handlers"


def is_course(folder: str) -> bool:
    """Return whether nbgrader is called in a course, whose files are the instructor's.

    Raises
    ------
    SystemExit
        If it would use what may be a student's; with one sentence.
    """
    here = Path(folder).resolve()
    used = next((name for name in USED if (here / name).exists()), None)
    try:
        root = find_root(here)
    except UsageProblem as problem:
        around = any((above / CONFIG_NAME).is_file() for above in (here, *here.parents))
        if used and around:
            raise SystemExit(problem.message) from problem
        return False
    if root != here and used:
        raise SystemExit(
            f"nbgrader would use {used} of {here.relative_to(root)}, which may be a student's. "
            f"Call it in {root}."
        )
    return root == here


def keep_formgrader_to_courses() -> None:
    """Let the formgrader open no folder but a course, where nbgrader is about to start it.

    An address can name a folder whose settings it is to run, and students can write addresses.
    """
    handlers = sys.modules.get(HANDLERS)
    opened = getattr(getattr(handlers, "FormgraderHandler", None), "get", None)
    if handlers is None or opened is None or hasattr(opened, "viva"):
        return
    from tornado import web

    @functools.wraps(opened)
    def get(self: web.RequestHandler) -> Any:
        path = self.get_argument("path", "")
        if path and not _may_be_opened(path):
            raise web.HTTPError(
                403, reason="This folder is no course. Open the folder of your course"
            )
        return opened(self)

    get.viva = True  # type: ignore[attr-defined]
    handlers.FormgraderHandler.get = web.authenticated(get)


def _may_be_opened(path: str) -> bool:
    """Return whether a folder is a course, and none that may be a student's."""
    try:
        return is_course(path)
    except SystemExit:
        return False
