# SPDX-License-Identifier: Apache-2.0
"""How Sphinx builds the site from these pages; tools/build_docs.py runs it."""

import __future__
import os
import pathlib
import re
import shutil
import sys
import types
from typing import Any

from docutils import nodes

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "python"

project = "SkyLine"
author = "the SkyLine authors"
release = re.search(r"project\(skyline VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
version = release

extensions = ["myst_parser", "breathe", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The first part of an address such as page.md#part, as code hosts make it of a heading.
myst_heading_anchors = 4
html_theme = "furo"
html_title = f"SkyLine {release}"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
default_role = "code"  # what stands between single backquotes in docstrings

breathe_projects = {"skyline": os.environ.get("SKYLINE_DOXYGEN_XML", "")}
breathe_default_project = "skyline"
breathe_default_members = ("members", "undoc-members")

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
autodoc_default_options = {"members": True, "show-inheritance": True}
napoleon_numpy_docstring = False


def _load_stub() -> None:
    """The stub of the native module stands in for it: what is documented of the package needs nothing built."""
    path = PACKAGE / "skyline" / "_native.pyi"
    flags = __future__.annotations.compiler_flag  # a stub may name what comes further down
    module = types.ModuleType("skyline._native")
    exec(compile(path.read_text(encoding="utf-8"), path, "exec", flags=flags), vars(module))
    sys.modules[module.__name__] = module


sys.dont_write_bytecode = True
sys.path.insert(0, str(PACKAGE))
_load_stub()


def _link_file(app: Any, _env: Any, node: Any, content: Any) -> Any:
    """A link to a text elsewhere in the repository: the site brings a copy of it."""
    target = node.get("reftarget", "").partition("#")[0]
    path = (ROOT / "docs" / node.get("refdoc", "") / ".." / target).resolve()
    if path.suffix != ".md" or not path.is_file() or ROOT not in path.parents:
        return None
    name = path.relative_to(ROOT).as_posix()
    copy = pathlib.Path(app.outdir) / "_repository" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
    up = "../" * node["refdoc"].count("/")
    return nodes.reference("", "", content, refuri=f"{up}_repository/{name}")


def setup(app: Any) -> None:
    app.connect("missing-reference", _link_file)
