"""From a line to MNIST, and the examiner that grades it from outside the student's process."""

import sys

# jsonschema, which nbformat needs, would spend two seconds on the grammar of a format that no
# notebook uses; it goes without where the module cannot be imported.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
