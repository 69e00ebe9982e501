# SPDX-License-Identifier: Apache-2.0
"""A Panorama project, as its developer tools laid it out: graphs/*/graph.json and packages/*/package.json.

Out of it comes what the application's own node needs: its cameras, its parameters, and the names of its outputs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping
from urllib.parse import quote

from .document import Document, Scalar, unknown
from .errors import ConfigError
from .graph import PARAMETER_TYPES, Edge, Graph, Interface, Node, Overrides
from .graph import empty_value, read_graph, read_overrides, read_package
from .settings import Source
from .sources import make_source


@dataclass(frozen=True)
class Camera:
    """A camera node: `name` of the node in use, `replaces` the name of the graph's node for which it stands in.

    `source` is None for a placeholder, which the configuration has to fill.
    """

    name: str
    replaces: str
    source: Source | None


@dataclass(frozen=True)
class Parameter:
    """`value` is None when the graph demands an override and there is none."""

    type: str
    value: Scalar | None


@dataclass(frozen=True)
class Project:
    """What a project says of its application, by port name."""

    file: str
    cameras: Mapping[str, tuple[Camera, ...]]
    parameters: Mapping[str, Parameter]
    outputs: tuple[str, ...]


def read_project(path: Path, overrides: Path | None) -> Project:
    """`path`: the project's folder, or one of its graph.json files. Raises ConfigError."""
    file = path if path.is_file() else _only_graph(path)
    graph = read_graph(file)
    changed = read_overrides(overrides, graph) if overrides else Overrides({}, {})
    return _Reader(file, graph, changed).read()


def _only_graph(folder: Path) -> Path:
    files = sorted(folder.glob("graphs/*/graph.json"))
    if not files:
        raise ConfigError(f"{folder}: no graphs/*/graph.json in it; let PANORAMA_APP name a Panorama project")
    if len(files) > 1:
        names = ", ".join(str(file) for file in files)
        raise ConfigError(f"{folder}: several graphs; let PANORAMA_APP name one of {names}")
    return files[0]


class _Reader:
    def __init__(self, file: Path, graph: Graph, overrides: Overrides) -> None:
        self._file = file
        self._graph = graph
        self._overrides = overrides
        self._folder = file.absolute().parent.parent.parent
        self._packages: dict[str, dict[str, Interface]] = {}
        for package in sorted(self._folder.glob("packages/*/package.json")):
            self._add_package(package)

    def read(self) -> Project:
        node, interface = self._application()
        cameras: dict[str, tuple[Camera, ...]] = {}
        parameters: dict[str, Parameter] = {}
        wired = self._wired(node.name, interface, node.at)
        for port in interface.inputs.values():
            edges = wired.get(port.name, [])
            if port.type == "media":
                cameras[port.name] = tuple(camera for edge in edges for camera in self._cameras(edge))
            elif port.type in PARAMETER_TYPES:
                parameters[port.name] = self._parameter(port.type, port.default, edges)
            else:
                raise node.at.error(f'input port "{port.name}" of type "{port.type}" is not known')
        outputs = tuple(port.name for port in interface.outputs.values() if port.type == "media")
        return Project(str(self._file), cameras, parameters, outputs)

    def _add_package(self, file: Path) -> None:
        name, interfaces = read_package(file)
        if name is None:  # the folder is called ACCOUNT-NAME-VERSION
            match = re.fullmatch(r"[^-]*-(.+)-[0-9]+\.[0-9]+", file.parent.name)
            name = match[1] if match else file.parent.name
        self._packages[name] = interfaces

    def _interface(self, node: Node) -> Interface | None:
        package, _, name = node.interface.partition("::")[2].rpartition(".")
        return self._packages.get(package, {}).get(name)

    def _application(self) -> tuple[Node, Interface]:
        found: list[tuple[Node, Interface]] = []
        for node in self._graph.nodes.values():
            interface = self._interface(node)
            if interface is not None and interface.category == "business_logic":
                found.append((node, interface))
        if len(found) == 1:
            return found[0]
        nodes = ", ".join(node.name for node, _ in found) or "there is none"
        raise self._graph.at.error(
            f'one node is needed whose interface is of category "business_logic" in {self._folder}/packages; {nodes}'
        )

    def _wired(self, name: str, interface: Interface, at: Document) -> dict[str, list[Edge]]:
        wired: dict[str, list[Edge]] = {}
        for edge in self._graph.edges:
            if edge.consumer != name:
                continue
            if edge.port not in interface.inputs:
                raise edge.at.error(unknown("input port", edge.port, interface.inputs))
            wired.setdefault(edge.port, []).append(edge)
        return wired

    def _in_use(self, name: str) -> list[Node]:
        """The node, or those that the override document puts in its place."""
        if name not in self._overrides.replaced:
            return [self._graph.nodes[name]]
        return [self._overrides.nodes[other] for other in self._overrides.replaced[name]]

    def _parameter(self, kind: str, default: Scalar | None, edges: list[Edge]) -> Parameter:
        if not edges:
            return Parameter(kind, empty_value(kind) if default is None else default)
        name = edges[0].producer
        nodes = self._in_use(name)
        if len(edges) > 1 or len(nodes) > 1:
            raise edges[-1].at.error("a parameter takes one value, but several nodes give one")
        if nodes[0].interface != kind:
            raise nodes[0].at.error(f'the port is of type "{kind}", but the node is of "{nodes[0].interface}"')
        if self._graph.nodes[name].override_mandatory and name not in self._overrides.replaced:
            return Parameter(kind, None)
        return Parameter(kind, empty_value(kind) if nodes[0].value is None else nodes[0].value)

    def _cameras(self, edge: Edge) -> list[Camera]:
        return [Camera(node.name, edge.producer, self._camera_source(node)) for node in self._in_use(edge.producer)]

    def _camera_source(self, node: Node) -> Source | None:
        if node.is_parameter():
            raise node.at.error(f'a camera is needed here, not a node of type "{node.interface}"')
        interface = self._interface(node)
        if interface is None:  # a placeholder of Panorama's own, or a camera that was registered with the service
            return None
        if interface.category != "media_source":
            raise node.at.error(f'a camera is needed here, but the package says "{interface.category}"; models and '
                                "other nodes do not run outside the appliance")  # fmt: skip
        values = self._camera_values(node, interface)
        url = values.get("streamUrl")
        if not url:
            return None
        return make_source(node.at, _with_user(url, values), node.name, self._folder)

    def _camera_values(self, node: Node, interface: Interface) -> dict[str, str]:
        wired = self._wired(node.name, interface, node.at)
        values: dict[str, str] = {}
        for port in interface.inputs.values():
            if port.type == "string":
                values[port.name] = str(self._parameter("string", port.default, wired.get(port.name, [])).value or "")
        return values


def _with_user(url: str, values: Mapping[str, str]) -> str:
    """The URL with the user and password that a camera's package holds beside it."""
    user, password = values.get("username", ""), values.get("password", "")
    scheme, separator, rest = url.partition("://")
    if not user or not separator or "@" in rest.partition("/")[0]:
        return url
    return f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{rest}"
