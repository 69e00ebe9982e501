# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest

from panoramasdk import ConfigError
from panoramasdk.config import load
from panoramasdk.settings import KinesisSettings, Kind, RtspSettings, Source

Configure = Callable[[str], Path]


def test_every_kind_of_input(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMERA_PASSWORD", "hunter2")
    (tmp_path / "clip.mp4").touch()
    configure(
        """
        inputs:
          video_in:
            - rtsp://admin:${CAMERA_PASSWORD}@cam/live
            - /dev/video0
            - {uri: clip.mp4, loop: true, id: clip}
          second: file://clip.mp4
        parameters: {threshold: 0.5, name: door, count: 3, fast: true}
        """
    )
    settings = load()
    assert settings.inputs["video_in"] == (
        Source("rtsp://admin:hunter2@cam/live", "video_in_1", Kind.STREAM, "rtsp://admin:hunter2@cam/live"),
        Source("/dev/video0", "video_in_2", Kind.DEVICE, "/dev/video0"),
        Source("clip.mp4", "clip", Kind.FILE, str(tmp_path / "clip.mp4"), loop=True),
    )
    assert [source.stream_id for source in settings.inputs["second"]] == ["second"]
    assert settings.parameters == {"threshold": 0.5, "name": "door", "count": 3, "fast": True}
    assert "hunter2" not in repr(settings)


def test_output_is_rtsp_on_this_machine_unless_said_otherwise(configure: Configure) -> None:
    configure("")
    assert list(load().outputs) == ["video_out"]
    assert load().outputs["video_out"].rtsp == RtspSettings("/panorama", 8554, "127.0.0.1", False)
    assert load().outputs["video_out"].kinesis is None


def test_output_with_everything(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    configure(
        """
        output:
          rtsp: {port: "${PORT}", address: 0.0.0.0, path: /door, user: me, password: hunter2}
          kinesis: {stream: door, region: eu-west-1, create_stream: false}
          width: 1280
          height: 720
          fps: 12.5
          bitrate_kbps: 2000
        """
    )
    output = load().outputs["video_out"]
    assert output.rtsp == RtspSettings("/door", 9001, "0.0.0.0", False, "me", "hunter2")
    assert output.kinesis == KinesisSettings("door", "eu-west-1", create_stream=False)
    assert (output.size, output.fps, output.bitrate_kbps) == ((1280, 720), 12.5, 2000)
    assert "hunter2" not in repr(output)


def test_kinesis_alone_needs_no_rtsp(configure: Configure) -> None:
    configure("output: {kinesis: {stream: door}}")
    assert load().outputs["video_out"].rtsp is None


def test_several_outputs_by_name(configure: Configure) -> None:
    configure("outputs: {heat: {}, video_out: {rtsp: {port: 9000}}}")
    outputs = load().outputs
    assert {name: output.rtsp and (output.rtsp.port, output.rtsp.path) for name, output in outputs.items()} == {
        "video_out": (9000, "/panorama"),
        "heat": (8554, "/heat"),
    }


@pytest.mark.parametrize(
    "text, words",
    [
        ("input: {}", 'input: unknown key "input"; the nearest known one is "inputs"'),
        ("output: {rtsp: {prot: 1}}", 'output.rtsp.prot: unknown key "prot"; the nearest known one is "port"'),
        ("inputs: {video_in: [{uri: /dev/video0, lop: true}]}", r'inputs.video_in\[0\].lop: .* one is "loop"'),
        ("inputs: {video_in: [{id: x}]}", r'inputs.video_in\[0\]: the key "uri" is missing'),
        ("inputs: {video_in: []}", "inputs.video_in: the list is empty"),
        ("inputs: {video_in: [rtsp://x, 7]}", r"inputs.video_in\[1\]: a string is needed, not a whole number"),
        ("inputs: {video_in: gopher://x}", "inputs.video_in: gopher:// is not known; known are rtsp,"),
        ("inputs: {video_in: missing.mp4}", "inputs.video_in: there is no such file"),
        ("inputs: {video_in: {uri: rtsp://x, loop: true}}", 'inputs.video_in.uri: "loop" is for files'),
        ("inputs: {video_in: [{uri: rtsp://x, id: a}, {uri: rtsp://y, id: a}]}", 'two inputs with the id "a"'),
        ("inputs: {video_in: 'rtsp://${NOT_SET_ANYWHERE}@x'}", "variable NOT_SET_ANYWHERE is not set"),
        ("inputs: {true: rtsp://x}", "inputs: keys have to be strings"),
        ("inputs: [rtsp://x]", "inputs: a mapping is needed, not a list"),
        ("inputs: {a: rtsp://x}\nparameters: {a: 1}", "parameters.a: there is an input of this name"),
        ("parameters: {a: [1]}", "parameters.a: a string, a number, true or false is needed, not a list"),
        ("parameters: {a: }", "parameters.a: a string, a number, true or false is needed, not nothing"),
        ("output: {rtsp: {port: 70000}}", "output.rtsp.port: 70000 is not within 0 to 65535"),
        ("output: {rtsp: {port: true}}", "output.rtsp.port: a whole number is needed, not true or false"),
        ("output: {rtsp: {allow_anonymous: 1}}", "output.rtsp.allow_anonymous: true or false is needed"),
        ("output: {rtsp: {user: me}}", "output.rtsp: user and password are given together"),
        ("output: {rtsp: {user: me, password: x, allow_anonymous: true}}", "do not go together"),
        ("output: {kinesis: {region: eu-west-1}}", 'output.kinesis: the key "stream" is missing'),
        ("output: {width: 640}", "output: width and height are given together"),
        ("output: {fps: 0}", "output.fps: a frame rate is above 0"),
        ("output: {}\noutputs: {video_out: {}}", "output: outputs.video_out is there, too"),
        ("outputs: {video_out: {rtsp: {path: /x}}, x: {}}", "two outputs on 127.0.0.1:8554 have the same path"),
        ("outputs: {a: {rtsp: {allow_anonymous: true}}}", "have one server: give them the same user"),
        ("overrides: x.json", "an override document needs a project"),
        ("inputs: {a: [}", ":1:14: this is not YAML"),
        ("inputs: !!python/object:os.system {}", "this is not YAML"),
        ("7", "a mapping is needed, not a whole number"),
    ],
)
def test_mistakes_are_told_with_their_place(configure: Configure, text: str, words: str) -> None:
    configure(text)
    with pytest.raises(ConfigError, match=words) as caught:
        load()
    assert str(caught.value).startswith("panorama.yaml:")


@pytest.mark.parametrize(
    "text",
    [
        "inputs: {video_in: ['rtsp://admin:hunter2@cam/live'",
        "inputs: {video_in: gopher://admin:hunter2@cam/live}",
        "inputs: {video_in: 'admin:hunter2@cam/live'}",
        "inputs: {video_in: {uri: 'rtsp://admin:hunter2@cam/live', loop: true}}",
        "output: {rtsp: {password: hunter2}}",
        "output: {rtsp: {user: hunter2, password: [hunter2]}}",
        "output: {rtsp: {port: hunter2}}",
    ],
)
def test_mistakes_are_told_without_passwords(configure: Configure, text: str) -> None:
    configure(text)
    with pytest.raises(ConfigError) as caught:
        load()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_the_environment_names_the_file(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure("parameters: {from: working directory}")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "clip.mp4").touch()
    (folder / "other.yaml").write_text("parameters: {from: environment}\ninputs: {video_in: clip.mp4}")
    monkeypatch.setenv("PANORAMA_CONFIG", str(folder / "other.yaml"))
    settings = load()
    assert settings.parameters == {"from": "environment"}
    assert settings.inputs["video_in"][0].target == str(folder / "clip.mp4")  # files are beside the configuration


def test_no_configuration_says_what_to_do(configure: Configure, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="put panorama.yaml into .*PANORAMA_CONFIG.*PANORAMA_APP"):
        load()
    monkeypatch.setenv("PANORAMA_CONFIG", "nowhere.yaml")
    with pytest.raises(ConfigError, match="nowhere.yaml: cannot be read: No such file"):
        load()


def test_files_are_bounded(configure: Configure) -> None:
    configure("#" * (1 << 20) + "\n")
    with pytest.raises(ConfigError, match="larger than 1048576 bytes"):
        load()
    configure("inputs:\n" + "".join(f"  a{number}: /dev/video0\n" for number in range(1001)))
    with pytest.raises(ConfigError, match="more than 1000 entries"):
        load()
    configure("[" * 900)
    with pytest.raises(ConfigError, match="this is not YAML"):
        load()
