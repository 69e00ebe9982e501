# SPDX-License-Identifier: Apache-2.0
"""Prints what of the benchmark cannot be measured here, and why, as JSON."""

from __future__ import annotations

import importlib
import json


def _missing(*modules: str) -> str:
    try:
        for module in modules:
            importlib.import_module(module)
    except (ImportError, ValueError, RuntimeError) as error:
        return str(error)
    return ""


def _old_design_missing() -> str:
    missing = _missing("cv2", "gi", "contender_old")
    if missing:
        return missing
    import cv2

    backends = [cv2.videoio_registry.getBackendName(one) for one in cv2.videoio_registry.getWriterBackends()]
    return "" if "GSTREAMER" in backends else "cv2 was built without GStreamer"


if __name__ == "__main__":
    print(json.dumps({"package": _missing("numpy", "skyline"), "old_design": _old_design_missing()}))
