# SPDX-License-Identifier: Apache-2.0
"""Makes a virtual environment in which the built package is installed.

usage: make_environment.py FOLDER PACKAGES
"""

import pathlib
import sys
import venv

folder, packages = map(pathlib.Path, sys.argv[1:])
venv.EnvBuilder(system_site_packages=True, clear=True, symlinks=True).create(folder)
(site,) = folder.glob("lib/python3*/site-packages")
(site / "skyline.pth").write_text(f"{packages}\n", encoding="utf-8")
