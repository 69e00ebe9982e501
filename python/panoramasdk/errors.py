# SPDX-License-Identifier: Apache-2.0
"""What can go wrong: configuration that is not understood, and inputs that came to their end."""

from __future__ import annotations


class ConfigError(ValueError):
    """The configuration cannot be used. The text names the file, the place in it, and what to do."""


class EndOfStream(RuntimeError):
    """No input will bring a further frame: all were files that came to their end, or the node was closed.

    On the appliance streams never ended, so an application's loop need not know of it: uncaught, it ends the program.
    """
