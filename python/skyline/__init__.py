# SPDX-License-Identifier: Apache-2.0
"""Shows what a vision application without a screen sees: `put(frame)`, and people watch.

    from skyline.rtsp import RTSPServer, RTSPSkyLine

    server = RTSPServer(port=8554)
    sky = RTSPSkyLine(server, "/live")
    sky.start_streaming()
    server.start()
    print(server.urls())
    while True:
        sky.put(camera.read()[1])

`skyline.rtsp` serves streams by RTSP, `skyline.kvs` sends them to Amazon Kinesis Video Streams, `skyline.outputs` has
other destinations of the same encoding.
"""

from ._native import ConfigError, Error, ForkError, FrameTypeError, FrameValueError
from .config import EncodingConfig, RtspUser
from .kvs import (
    AwsKeys,
    KVSChainCredentialsHandler,
    KVSConfig,
    KVSCredentialsHandler,
    KVSEnvironmentCredentialsHandler,
    KVSFileCredentialsHandler,
    KVSInlineCredentialsHandler,
    KVSIoTCredentialsHandler,
    KVSOutput,
    KVSSkyLine,
)
from .outputs import CallbackOutput, EncodedUnit, GstOutput, Output
from .rtsp import RTSPServer, RTSPSkyLine
from .skyline import USE_LAST_VALUE, PutResult, SkyLine, State
from .stats import EncoderInfo, KVSStats, KVSUndelivered, OutputStats, StageTime, StageTimes, Stats
from .tools import TestScene, encoders

__all__ = [
    "USE_LAST_VALUE",
    "AwsKeys",
    "CallbackOutput",
    "ConfigError",
    "EncodedUnit",
    "EncoderInfo",
    "EncodingConfig",
    "Error",
    "ForkError",
    "FrameTypeError",
    "FrameValueError",
    "GstOutput",
    "KVSChainCredentialsHandler",
    "KVSConfig",
    "KVSCredentialsHandler",
    "KVSEnvironmentCredentialsHandler",
    "KVSFileCredentialsHandler",
    "KVSInlineCredentialsHandler",
    "KVSIoTCredentialsHandler",
    "KVSOutput",
    "KVSSkyLine",
    "KVSStats",
    "KVSUndelivered",
    "Output",
    "OutputStats",
    "PutResult",
    "RTSPServer",
    "RTSPSkyLine",
    "RtspUser",
    "SkyLine",
    "StageTime",
    "StageTimes",
    "State",
    "Stats",
    "TestScene",
    "encoders",
]
