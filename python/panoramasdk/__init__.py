# SPDX-License-Identifier: Apache-2.0
"""Runs AWS Panorama applications on any machine: the module that only the appliance had, with cameras read by OpenCV
and outputs shown by SkyLine. docs/20-panoramasdk.md says how.
"""

from .errors import ConfigError, EndOfStream
from .media import media
from .node import node

__all__ = ["ConfigError", "EndOfStream", "media", "node"]
