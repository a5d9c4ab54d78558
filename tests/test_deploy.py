"""Files for containers, hubs and clusters hold what they must; none of these can be had here."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from viva.worker.sandbox import sandbox_problem

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
# What bubblewrap, and a world for each submission, call.
NEEDED = {"clone", "clone3", "mount", "pivot_root", "sethostname", "setns", "umount2", "unshare"}


def test_the_seccomp_profile_allows_what_the_sandbox_needs_and_refuses_what_it_does_not():
    profile = json.loads((DEPLOY / "container" / "seccomp.json").read_text())
    (rule,) = profile["syscalls"]
    assert profile["defaultAction"] == "SCMP_ACT_ALLOW" and rule["action"] == "SCMP_ACT_ERRNO"
    assert not NEEDED & set(rule["names"])
    assert {"bpf", "kexec_load", "init_module", "ptrace", "io_uring_setup"} <= set(rule["names"])


UNDER_THE_PROFILE = """
import contextlib, ctypes, errno, json, sys
import pyseccomp
made = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for name in json.load(open(sys.argv[1]))["syscalls"][0]["names"]:
    with contextlib.suppress(ValueError, RuntimeError, OSError):  # not of this processor
        made.add_rule(pyseccomp.ERRNO(errno.EPERM), name)
made.load()
from viva.worker.sandbox import obstacle
print(ctypes.CDLL(None).ptrace(0, 0, 0, 0), obstacle())
"""


@pytest.mark.skipif(bool(sandbox_problem()), reason=sandbox_problem() or "works")
def test_under_the_seccomp_profile_the_sandbox_can_be_made():
    done = subprocess.run(
        [sys.executable, "-c", UNDER_THE_PROFILE, str(DEPLOY / "container" / "seccomp.json")],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "-1 None\n", done.stderr


def test_the_image_is_built_from_the_lock_and_runs_as_nobody_special():
    text = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes -r requirements.txt" in text
    users = re.findall(r"^USER (\S+)$", text, re.M)
    assert users == ["1000"] and "useradd --create-home --uid 1000 " in text
    assert text.index("USER 1000") > text.rindex("RUN ")
    assert "bubblewrap" in text and "libseccomp2" in text
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = " ".join(re.findall(r"^COPY (?!--)(.*) \S+$", text, re.M)).split()
    assert let_in == set(copied)
    assert not {"tests", "source", "submitted", "."} & let_in


@pytest.mark.parametrize("who", ["students", "graders"])
def test_development_containers_are_found_and_name_files_that_are_there(who):
    path = ROOT / ".devcontainer" / who / "devcontainer.json"
    settings = json.loads(path.read_text())
    built = settings.get("build", {}).get("dockerfile")
    assert settings.get("image") or (path.parent / built).resolve() == ROOT / "Dockerfile"
    for argument in settings.get("runArgs", []):
        name = argument.partition("${localWorkspaceFolder}/")[2]
        assert not name or (ROOT / name).is_file()


@pytest.mark.parametrize("name", ["jupyterhub_config.py", "nbgrader_config.py"])
def test_settings_of_a_hub_are_python(name):
    ast.parse((DEPLOY / "jupyterhub" / name).read_text())


def read_hub_config():
    """Run the hub's settings with its courses.toml; give what they set."""

    class Settings(dict):
        def __getattr__(self, name):
            return self.setdefault(name, Settings())

        __setattr__ = dict.__setitem__

    path, made = DEPLOY / "jupyterhub" / "jupyterhub_config.py", Settings()
    exec(path.read_text(), {"get_config": lambda: made, "__file__": str(path)})
    return made["JupyterHub"]


def test_a_hub_lets_instructors_into_their_courses_and_nobody_else():
    hub = read_hub_config()
    (service,) = hub["services"]
    name, account = service["name"], service["user"]
    assert tomllib.loads((DEPLOY / "jupyterhub" / "courses.toml").read_text()).keys() == {name}
    assert (ROOT / "nbgrader_config.py").read_text().count(f'course_id = "{name}"') == 1
    assert hub["load_groups"] == {
        f"formgrade-{name}": {"users": [account, "teacher"]},
        f"nbgrader-{name}": {"users": ["ada", "ben"]},
    }
    roles = {role["name"]: role for role in hub["load_roles"]}
    open_it = [role for role in roles.values() if "access:services" in str(role["scopes"])]
    assert [role["groups"] for role in open_it] == [[f"formgrade-{name}"]]
    assert roles["server"]["scopes"][-1] == "read:users:groups!user"


def test_pages_of_a_course_may_be_framed_by_their_own_server_only():
    (service,) = read_hub_config()["services"]
    option, _, value = service["command"][-1].partition("=")
    assert option == "--ServerApp.tornado_settings"
    assert ast.literal_eval(value) == {
        "headers": {"Content-Security-Policy": "frame-ancestors 'self'"}
    }


def test_hadolint_finds_no_mistake_in_the_image():
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_script_for_slurm_is_one():
    path = DEPLOY / "cluster" / "slurm.sh"
    subprocess.run(["bash", "-n", path], check=True)
    assert "--nthreads 1" in path.read_text()


def test_the_manifest_for_kubernetes_gives_workers_what_the_sandbox_needs():
    found = list(yaml.safe_load_all((DEPLOY / "cluster" / "kubernetes.yml").read_text()))
    assert [each["kind"] for each in found] == [
        *("Service", "Deployment", "Deployment", "NetworkPolicy"),
    ]
    pod = found[2]["spec"]["template"]["spec"]
    (worker,) = pod["containers"]
    assert pod["hostUsers"] is False and worker["securityContext"]["procMount"] == "Unmasked"
    assert worker["securityContext"]["runAsNonRoot"] and "--nthreads=1" in worker["command"]


@pytest.mark.parametrize("name", ["containers.md", "jupyterhub.md", "cluster.md"])
def test_pages_link_to_files_that_are_there(name):
    page = ROOT / "docs" / name
    links = re.findall(r"\]\(((?!http)[^)]+)\)", page.read_text())
    assert links
    for link in links:
        assert (page.parent / link).is_file(), link
