# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest

from panoramasdk import ConfigError
from panoramasdk.config import load

Configure = Callable[[str], Path]

CODE = "123456789012::COUNTER_CODE"
ABSTRACT = "panorama::abstract_rtsp_media_source.rtsp_v1_interface"


def graph(nodes: list[Any], edges: list[Any]) -> dict[str, Any]:
    packages = [{"name": CODE, "version": "1.0"}, {"name": "panorama::abstract_rtsp_media_source", "version": "1.0"}]
    return {"nodeGraph": {"envelopeVersion": "2021-01-01", "packages": packages, "nodes": nodes, "edges": edges}}


def nodes() -> list[Any]:
    return [
        {"name": "code_node", "interface": f"{CODE}.interface"},
        {"name": "model_node", "interface": "123456789012::SSD.interface"},
        {"name": "camera_node", "interface": ABSTRACT, "overridable": True, "overrideMandatory": True},
        {"name": "output_node", "interface": "panorama::hdmi_data_sink.hdmi0"},
        {"name": "threshold", "interface": "float32", "value": 50, "overridable": True},
        {"name": "place", "interface": "string", "value": "hall", "decorator": {"title": "Place"}},
    ]


def edges() -> list[Any]:
    return [
        {"producer": "camera_node.video_out", "consumer": "code_node.video_in"},
        {"producer": "code_node.video_out", "consumer": "output_node.video_in"},
        {"producer": "threshold", "consumer": "code_node.threshold"},
        {"producer": "place", "consumer": "code_node.place"},
    ]


def code_package() -> dict[str, Any]:
    kinds = {"video_in": "media", "threshold": "float32", "place": "string", "count": "int32", "fast": "boolean"}
    inputs: list[dict[str, Any]] = [{"name": name, "type": kind} for name, kind in kinds.items()]
    inputs[4]["default"] = True
    outputs = [{"name": "video_out", "type": "media", "description": "Shown"}]
    interface = {"name": "interface", "category": "business_logic", "asset": "a", "inputs": inputs, "outputs": outputs}
    return {"nodePackage": {"envelopeVersion": "2021-01-01", "assets": [], "interfaces": [interface]}}


def camera_package(url: str, user: str = "", password: str = "") -> dict[str, Any]:
    inputs = [
        {"name": "username", "type": "string", "default": user},
        {"name": "password", "type": "string", "default": password},
        {"name": "streamUrl", "type": "string", "default": url},
    ]
    outputs = [{"name": "video_out", "type": "media"}]
    interface = {"name": "cam", "category": "media_source", "asset": "a", "inputs": inputs, "outputs": outputs}
    return {"nodePackage": {"envelopeVersion": "2021-01-01", "name": "door", "interfaces": [interface]}}


def overrides(*replacing: Any, replaced: str = "camera_node") -> dict[str, Any]:
    names = [{"name": node["name"]} for node in replacing]
    body = {"envelopeVersion": "2021-01-01", "packages": [], "nodes": list(replacing)}
    return {"nodeGraphOverrides": {**body, "nodeOverrides": [{"replace": replaced, "with": names}]}}


class Project:
    """A project in a folder of its own, named by PANORAMA_APP."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("PANORAMA_APP", str(folder))
        self.write("graphs/counter/graph.json", graph(nodes(), edges()))
        self.write("packages/123456789012-COUNTER_CODE-1.0/package.json", code_package())

    def write(self, name: str, document: Any) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return file

    def override(self, document: Any) -> None:
        self._monkeypatch.setenv("PANORAMA_OVERRIDES", str(self.write("deploy/overrides.json", document)))


@pytest.fixture
def project(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    configure("inputs: {camera_node: rtsp://cam/live}")
    return Project(tmp_path / "counter", monkeypatch)


def test_cameras_by_their_node_and_parameters_by_their_port(project: Project) -> None:
    settings = load()
    assert [(source.uri, source.stream_id) for source in settings.inputs["video_in"]] == [
        ("rtsp://cam/live", "camera_node")
    ]
    assert settings.parameters == {"threshold": 50.0, "place": "hall", "count": 0, "fast": True}
    assert isinstance(settings.parameters["threshold"], float)
    assert list(settings.outputs) == ["video_out"]


def test_the_yaml_may_name_project_and_overrides(
    project: Project, configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PANORAMA_APP")
    project.write("o.json", overrides({"name": "other", "interface": "string", "value": "yard"}, replaced="place"))
    configure("{project: counter, overrides: counter/o.json, inputs: {video_in: [rtsp://a, rtsp://b]}}")
    settings = load()
    assert settings.parameters["place"] == "yard"
    assert [source.stream_id for source in settings.inputs["video_in"]] == ["video_in_1", "video_in_2"]


def test_a_graph_among_several_can_be_named(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    other = project.write("graphs/other/graph.json", graph(nodes(), edges()[:2]))
    with pytest.raises(ConfigError, match="several graphs; let PANORAMA_APP name one of .*counter/graph.json, .*other"):
        load()
    monkeypatch.setenv("PANORAMA_APP", str(other))
    assert load().parameters["place"] == ""


def test_what_was_said_last_wins(project: Project, configure: Configure) -> None:
    other = {"name": "my_place", "interface": "string", "value": "yard"}
    project.override(overrides(other, replaced="place"))
    assert load().parameters["place"] == "yard"
    configure("{inputs: {video_in: rtsp://x}, parameters: {place: attic}}")
    assert load().parameters["place"] == "attic"


def test_a_camera_of_the_override_document_brings_its_address(project: Project, configure: Configure) -> None:
    configure("")
    project.write("packages/123456789012-door-1.0/package.json", camera_package("rtsp://cam/live", "me", "hunter/2"))
    project.override(overrides({"name": "door_node", "interface": "123456789012::door.cam"}))
    (source,) = load().inputs["video_in"]
    assert source.uri == "rtsp://me:hunter%2F2@cam/live"
    assert source.stream_id == "door_node"
    assert "hunter" not in repr(load())


def test_one_placeholder_may_become_several_cameras(project: Project, configure: Configure) -> None:
    cameras = [{"name": name, "interface": f"123456789012::{name}.{name}"} for name in ("north", "south")]
    project.override(overrides(*cameras))
    configure("inputs: {south: rtsp://s/, north: rtsp://n/}")
    assert [source.uri for source in load().inputs["video_in"]] == ["rtsp://n/", "rtsp://s/"]
    configure("inputs: {camera_node: [rtsp://1, rtsp://2, rtsp://3]}")
    assert [source.uri for source in load().inputs["video_in"]] == ["rtsp://1", "rtsp://2", "rtsp://3"]


def test_a_parameter_that_has_to_be_overridden(project: Project, configure: Configure) -> None:
    changed = nodes()
    changed[5]["overrideMandatory"] = True
    project.write("graphs/counter/graph.json", graph(changed, edges()))
    with pytest.raises(ConfigError, match='the parameter "place" has to be given'):
        load()
    configure("{inputs: {camera_node: rtsp://x}, parameters: {place: attic}}")
    assert load().parameters["place"] == "attic"


def test_a_camera_without_a_source_says_what_to_write(project: Project, configure: Configure) -> None:
    configure("")
    with pytest.raises(ConfigError, match=r'"camera_node" has no source here; .*`inputs: \{camera_node: rtsp'):
        load()


def test_names_of_the_yaml_are_checked(project: Project, configure: Configure) -> None:
    configure("inputs: {camera_nod: rtsp://x}")
    with pytest.raises(ConfigError, match=r'inputs.camera_nod: .*the nearest known one is "camera_node"'):
        load()
    configure("{inputs: {camera_node: rtsp://x}, parameters: {treshold: 1}}")
    with pytest.raises(ConfigError, match=r'parameters.treshold: .*the nearest known one is "threshold"'):
        load()
    configure("{inputs: {camera_node: rtsp://x}, parameters: {threshold: high}}")
    with pytest.raises(ConfigError, match="parameters.threshold: a number is needed, not a string"):
        load()
    configure("{inputs: {camera_node: rtsp://x}, outputs: {video_ot: {}}}")
    with pytest.raises(ConfigError, match=r'outputs.video_ot: .*the nearest known one is "video_out"'):
        load()


def change(document: dict[str, Any], path: list[Any], value: Any) -> dict[str, Any]:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    "path, value, words",
    [
        (["nodes", 0, "interfac"], 1, r'nodeGraph.nodes\[0\].interfac: .*the nearest known one is "interface"'),
        (["nodes", 4, "value"], "50", r"nodeGraph.nodes\[4\].value: a number is needed, not a string"),
        (["nodes", 4, "interface"], "int32", r'nodeGraph.nodes\[4\]: the port is of type "float32", .* "int32"'),
        (["nodes", 0, "interface"], "nowhere", r"nodeGraph.nodes\[0\].interface: neither"),
        (["nodes", 0, "interface"], "1::OTHER.i", r"nodeGraph.nodes: one node is needed .*; there is none"),
        (["nodes", 1, "name"], "code_node", r'nodeGraph.nodes\[1\]: there are two nodes named "code_node"'),
        (["nodes", 1, "interface"], f"{CODE}.interface", "; code_node, model_node"),
        (["edges", 0, "producer"], "camera.video_out", r'nodeGraph.edges\[0\].producer: .* one is "camera_node"'),
        (["edges", 0, "producer"], "place", r'nodeGraph.nodes\[5\]: a camera is needed .*"string"'),
        (["edges", 2, "consumer"], "code_node.treshold", r'nodeGraph.edges\[2\].consumer: .* one is "threshold"'),
        (["edges", 3, "consumer"], "code_node.threshold", r"nodeGraph.edges\[3\].consumer: a parameter takes one"),
        (["edges", 0], {"producer": "camera_node"}, r'nodeGraph.edges\[0\]: the key "consumer" is missing'),
        (["envelopeVersion"], "2030-01-01", "nodeGraph.envelopeVersion: only the version"),
        (["extra"], 1, 'nodeGraph.extra: unknown key "extra"'),
    ],
)
def test_a_graph_that_is_not_understood_is_told_with_its_place(
    project: Project, path: list[Any], value: Any, words: str
) -> None:
    project.write("graphs/counter/graph.json", change(graph(nodes(), edges()), ["nodeGraph", *path], value))
    with pytest.raises(ConfigError, match=words) as caught:
        load()
    assert "counter/graph.json: " in str(caught.value)


def test_documents_that_are_no_json(project: Project) -> None:
    project.write("graphs/counter/graph.json", '{"nodeGraph": {\n "nodes": ]}}')
    with pytest.raises(ConfigError, match=r"graph.json:2:11: this is not JSON"):
        load()
    project.write("graphs/counter/graph.json", "[" * 100_000)
    with pytest.raises(ConfigError, match="nested too deeply"):
        load()


def test_a_document_that_was_cut_off_is_refused(project: Project) -> None:
    whole = json.dumps(graph(nodes(), edges()))
    for length in range(0, len(whole), 7):
        project.write("graphs/counter/graph.json", whole[:length])
        with pytest.raises(ConfigError):
            load()


def test_an_input_nobody_feeds(project: Project, configure: Configure) -> None:
    project.write("graphs/counter/graph.json", graph(nodes(), []))
    configure("")
    with pytest.raises(ConfigError, match='no camera is connected to the input "video_in"'):
        load()
    configure("inputs: {video_in: rtsp://x}")
    assert load().inputs["video_in"][0].uri == "rtsp://x"


def test_an_override_document_that_is_not_understood(project: Project) -> None:
    node = {"name": "other", "interface": "string", "value": "yard"}
    project.override(overrides(node, replaced="plaace"))
    with pytest.raises(ConfigError, match=r'nodeOverrides\[0\].replace: .* one is "place"'):
        load()
    project.override(change(overrides(node, replaced="place"), ["nodeGraphOverrides", "nodes"], []))
    with pytest.raises(ConfigError, match=r'nodeOverrides\[0\].with\[0\].name: unknown node "other"; there is none'):
        load()
    project.override(overrides(replaced="camera_node"))  # a template as samples have it: nothing is replaced
    assert load().inputs["video_in"][0].stream_id == "camera_node"


def test_a_model_is_no_camera(project: Project) -> None:
    interface = {"name": "interface", "category": "ml_model", "asset": "a", "inputs": [], "outputs": []}
    package = {"nodePackage": {"envelopeVersion": "2021-01-01", "interfaces": [interface]}}
    project.write("packages/123456789012-SSD-1.0/package.json", package)
    changed = edges()
    changed[0]["producer"] = "model_node.out"
    project.write("graphs/counter/graph.json", graph(nodes(), changed))
    with pytest.raises(ConfigError, match=r'nodeGraph.nodes\[1\]: a camera is needed here, .*"ml_model"'):
        load()


def test_no_project_there(project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PANORAMA_APP", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match="nowhere: no graphs/"):
        load()
