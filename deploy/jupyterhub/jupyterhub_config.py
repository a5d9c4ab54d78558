"""A JupyterHub for courses: students fetch and submit, instructors share a formgrader a course.

It reads courses.toml, which lies beside it. docs/jupyterhub.md says what else must be set.
"""

import os
import tomllib
from pathlib import Path

c = get_config()  # noqa: F821  (JupyterHub gives this name to the file)

COURSES = tomllib.loads(Path(__file__).with_name("courses.toml").read_text())

# Everybody is an account of this machine, with a home that only they can read (chmod 0700).
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allow_all = True  # who has an account; those that hold courses have no password

c.Spawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"

# nbgrader asks the hub in which courses somebody is: it looks for these groups.
c.JupyterHub.load_groups = {}
# What a user's own server may do: tell that it is alive, as ever, and see its user's groups.
c.JupyterHub.load_roles = [
    {
        "name": "server",
        "scopes": ["users:activity!user", "access:servers!server", "read:users:groups!user"],
    }
]
c.JupyterHub.services = []
# JupyterLab shows the formgrader in a frame. Servers of a hub forbid frames; here the server's own
# pages may have them.
FRAMES = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}

for name, course in COURSES.items():
    instructors, students = f"formgrade-{name}", f"nbgrader-{name}"
    account = course["account"]
    c.JupyterHub.load_groups[instructors] = {"users": [account, *course["instructors"]]}
    c.JupyterHub.load_groups[students] = {"users": course.get("students", [])}
    # JupyterLab with the formgrader, as the account that holds the course.
    c.JupyterHub.services.append(
        {
            "name": name,
            "url": f"http://127.0.0.1:{course['port']}",
            "command": ["jupyterhub-singleuser", f"--ServerApp.tornado_settings={FRAMES}"],
            "user": account,
            "cwd": os.path.expanduser(f"~{account}"),
            "environment": {"JUPYTERHUB_DEFAULT_URL": "/lab"},
            "oauth_no_confirm": True,
        }
    )
    c.JupyterHub.load_roles += [
        {
            "name": instructors,  # who may open it
            "groups": [instructors],
            "scopes": [f"access:services!service={name}"],
        },
        {
            "name": f"service-{name}",  # nbgrader asks in it which courses the account is in
            "services": [name],
            "scopes": [f"read:users:groups!user={account}"],
        },
    ]
