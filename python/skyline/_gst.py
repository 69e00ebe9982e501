# SPDX-License-Identifier: Apache-2.0
"""What of GStreamer shows through."""

from __future__ import annotations

import logging
import os
import re

from . import _native

_ELEMENTS = re.compile(r"\s+!\s+")
_ENCODER = re.compile(r"(x264enc|avenc_h264\w*|\w*h264enc)\b")


def configure_log(file: str | None, level: str | None, logger: logging.Logger) -> None:
    """GStreamer reads its log settings once, when it begins."""
    if file is None and level is None:
        return
    if _native.in_use():
        logger.warning(
            "gst_log_file and gst_log_level have no effect: GStreamer has begun before; set GST_DEBUG instead"
        )
        return
    if file is not None:
        os.environ["GST_DEBUG_FILE"] = file
    if level is not None:
        os.environ["GST_DEBUG"] = level


def tail_of(pipeline: str) -> str:
    """The part behind the encoder of a pipeline that begins with `appsrc`; any other is a tail already.

    Raises:
        ConfigError: there is no H.264 encoder in it.
    """
    if not pipeline.lstrip().startswith("appsrc"):
        return pipeline
    elements = _ELEMENTS.split(pipeline.strip())
    encoders = [i for i, element in enumerate(elements) if _ENCODER.match(element)]
    if not encoders or encoders[-1] + 1 == len(elements):
        raise _native.ConfigError(
            "_get_pipeline() gave a pipeline that begins with appsrc and has nothing behind an H.264 encoder; SkyLine "
            "encodes itself: give what comes after that, such as 'h264parse ! mp4mux ! filesink location=x.mp4'"
        )
    return " ! ".join(elements[encoders[-1] + 1 :])
