# SPDX-License-Identifier: Apache-2.0
"""A local Kinesis service for snippets, and an environment in which they find it and nothing of this machine's."""

import contextlib
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from kvs_service import KEY, REGION, SECRET, Service  # noqa: E402  (the path has to be set first)


@contextlib.contextmanager
def running(folder):
    """The environment with a service at work."""
    service = Service(str(folder / "kvs"))
    service.start()
    try:
        yield {**clean_environment(folder), "AWS_ENDPOINT_URL_KINESIS_VIDEO": service.endpoint}
    finally:
        service.stop()


def clean_environment(folder):
    """Without settings for AWS of whoever runs the tests; with keys that only the local service takes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PANORAMA_"))}
    keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": REGION}
    return {**kept, **keys, "HOME": str(folder), "AWS_EC2_METADATA_DISABLED": "true", "PYTHONUNBUFFERED": "1"}
