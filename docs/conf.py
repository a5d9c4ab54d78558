"""Sphinx's settings for `make docs`: the pages stand where they are in the repository.

The source folder is the repository itself, so that a link from page to page, or to a file, is the
same on the site and where the repository is read.
"""

import sys
from pathlib import Path

import jupyter_server_mathjax

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))

project = "viva"
author = "the authors of From a line to MNIST"
copyright = author

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/*.md", "docs/*.ipynb", "release/*/*.ipynb"]
# Not even looked into.
exclude_patterns = [".*", "build", "demo", "dist", "mutants", "source", "submitted", "tests"]

# Pages in Markdown, as GitHub shows them, with the headings' anchors that it has.
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_heading_anchors = 3
# 07 has headings of the third level below one of the first, and reads well.
suppress_warnings = ["myst.header"]
highlight_language = "none"

# Notebooks are shown as students get them: nothing is run.
nb_execution_mode = "off"

# The docstrings of viva.exam. Names of Python's and NumPy's own are in no index here.
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_use_ivar = True
nitpick_ignore_regex = [("py:.*", r"(?!viva\.).*")]

html_theme = "pydata_sphinx_theme"
html_title = "viva"
html_additional_pages = {"index": "redirect.html"}
templates_path = ["templates"]
html_sidebars = {"**": ["pages.html"]}
html_theme_options = {
    "navbar_center": [],
    "navbar_end": ["theme-switcher"],
    "footer_start": [],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
html_show_sourcelink = False
html_copy_source = False
html_context = {"default_mode": "auto"}
html_css_files = ["formulas.css"]
html_js_files = ["formulas.js"]
html_static_path = ["static", str(Path(jupyter_server_mathjax.__file__).parent / "static")]

# Jupyter's own MathJax, so that pages need no other site.
mathjax_path = "MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe"
mathjax2_config = {
    "messageStyle": "none",
    "HTML-CSS": {
        "availableFonts": [],
        "imageFont": None,
        "linebreaks": {"automatic": True},
        "webFont": "STIX-Web",
    },
    "tex2jax": {"ignoreClass": "mathjax_ignore|document", "processClass": "math"},
}
myst_update_mathjax = False
