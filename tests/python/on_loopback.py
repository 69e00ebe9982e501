# SPDX-License-Identifier: Apache-2.0
"""Runs a program as it is, but lets its servers be seen by this machine only.

usage: on_loopback.py PROGRAM [ARGUMENTS]
"""

import runpy
import sys

from skyline.rtsp import RTSPServer

as_it_is = RTSPServer.__init__


def on_loopback(self, *arguments, **options):
    as_it_is(self, *arguments, **{"address": "127.0.0.1", **options})


RTSPServer.__init__ = on_loopback
del sys.argv[0]
runpy.run_path(sys.argv[0], run_name="__main__")
