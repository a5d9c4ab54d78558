"""A JupyterHub for this course: students fetch and submit, instructors open the formgrader.

Read docs/jupyterhub.md, which says what else must be set, and what of this was tried.
"""

INSTRUCTORS = {"teacher"}

c = get_config()  # noqa: F821  (JupyterHub gives this name to the file)

# Everybody is an account of this machine, with a home that only they can read (chmod 0700).
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.JupyterHub.authenticator_class = "pam"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = INSTRUCTORS

c.Spawner.cmd = ["jupyterhub-singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.notebook_dir = "~"
