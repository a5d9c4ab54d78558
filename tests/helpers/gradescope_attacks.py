"""Put attacks to the zip's run_autograder; ``python gradescope_attacks.py FOLDER NAME…``."""

import json
import shutil
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from attacks.attack import ASSIGNMENT, build
from attacks.attacked_course import (
    REPOSITORY,
    Listener,
    hand_in,
    make_course,
    make_readable,
    released,
    solutions,
)
from attacks.corpus import CORPUS

from viva.classroom.pool import Pool
from viva.export import run_autograder
from viva.export.gradescope_zip import export_gradescope

RESULTS = "results-of-all.json"


def grade_attacks(root, names):
    """Grade attacks with the zip of a course that has secrets in it; give their results.json."""
    make_readable(root)
    host = root / "host"
    host.mkdir()
    host.chmod(0o777)
    course, assignment = make_course(root / "course")
    wheel = "viva_autograder-0.1.0-py3-none-any.whl"
    for name in ("requirements.txt", "requirements-uv.txt", wheel):
        (course.root / name).write_text("")
    folder = root / "autograder"
    with zipfile.ZipFile(export_gradescope(course, assignment, root / "dist")) as archive:
        archive.extractall(folder / "source")
    # Of these attacks know the path; on Gradescope there is only the autograder's folder.
    run_autograder.close_to_others(root / "course")
    (root / "course").chmod(0o700)
    found = {}
    with ExitStack() as stack:
        confinement, note = run_autograder.confine_here(course)
        assert confinement.sandboxed or confinement.user is not None
        listener = stack.enter_context(Listener(host).listening())
        words = listener.words | {
            "COURSE": str(folder / "source" / "files" / "course"),
            # Where the autograder runs there is no repository; another user could read this one.
            "REPOSITORY": str(REPOSITORY if confinement.sandboxed else folder / "source"),
            "HOST": str(host),
        }
        judges = stack.enter_context(Pool(1, False, confinement))
        for name in names:
            attack = CORPUS[name]
            hand_in(course, name, build(attack, released(), solutions(), words), attack.files)
            shutil.rmtree(folder / "submission", ignore_errors=True)
            handed_in = course.submitted / name / ASSIGNMENT
            shutil.copytree(handed_in, folder / "submission", symlinks=True)
            (folder / "results" / "results.json").unlink(missing_ok=True)
            run_autograder.main(folder, judges)
            found[name] = (folder / "results" / "results.json").read_text()
    return {"note": note, "found": found}


if __name__ == "__main__":
    place = Path(sys.argv[1])
    (place / RESULTS).write_text(json.dumps(grade_attacks(place, sys.argv[2:])))
