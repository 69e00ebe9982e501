# SPDX-License-Identifier: Apache-2.0
"""The three kinds of JSON documents of a Panorama project, read strictly into values.

Read is what running needs: nodes, edges, interfaces, overrides. Keys that Panorama's schema knows and running does not
need (packages of a graph, launch, decorators, assets, network rules) are taken and ignored; others are errors, save in
ports, where the schema differs from type to type.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

from .document import Document, Scalar, read_json, unknown

ENVELOPE = "2021-01-01"
PARAMETER_TYPES = ("boolean", "float32", "int32", "string")
_EMPTY: Mapping[str, Scalar] = {"boolean": False, "float32": 0.0, "int32": 0, "string": ""}


@dataclass(frozen=True)
class Node:
    """A node of the graph. `interface` is "account::package.name", or a parameter's type with its `value`."""

    name: str
    interface: str
    value: Scalar | None
    override_mandatory: bool
    at: Document

    def is_parameter(self) -> bool:
        return self.interface in PARAMETER_TYPES


@dataclass(frozen=True)
class Edge:
    """From a producer ("camera_node.video_out", or a parameter node's name) to a port of a consumer."""

    producer: str
    consumer: str
    port: str
    at: Document


@dataclass(frozen=True)
class Graph:
    nodes: Mapping[str, Node]
    edges: tuple[Edge, ...]
    at: Document


@dataclass(frozen=True)
class Port:
    name: str
    type: str
    default: Scalar | None


@dataclass(frozen=True)
class Interface:
    """One interface of a package: what it is for, and its ports."""

    category: str
    inputs: Mapping[str, Port]
    outputs: Mapping[str, Port]


@dataclass(frozen=True)
class Overrides:
    """`replaced`: which nodes stand in for a node of the graph, by the latter's name."""

    nodes: Mapping[str, Node]
    replaced: Mapping[str, tuple[str, ...]]


def parameter_value(kind: str, entry: Document) -> Scalar:
    """The value as the parameter's type wants it. Raises ConfigError when it is of another."""
    if kind == "boolean":
        return entry.boolean()
    if kind == "float32":
        return entry.number()
    if kind == "int32":
        return entry.integer(-(2**31), 2**31 - 1)
    return entry.text()


def empty_value(kind: str) -> Scalar:
    """What Panorama's schema gives a parameter that has no value: zero, false, or nothing."""
    return _EMPTY[kind]


def read_graph(file: Path) -> Graph:
    body = _body(read_json(file), "nodeGraph", ("description", "packages", "nodes", "edges", "networkRoutingRules"))
    nodes = _nodes(body)
    edges = tuple(_edge(entry, nodes) for entry in body["edges"].items()) if "edges" in body else ()
    return Graph(nodes, edges, body["nodes"])


def read_overrides(file: Path, graph: Graph) -> Overrides:
    known = ("packages", "nodes", "nodeOverrides", "networkRoutingRules")
    body = _body(read_json(file), "nodeGraphOverrides", known)
    nodes = _nodes(body)
    replaced: dict[str, tuple[str, ...]] = {}
    for entry in body["nodeOverrides"].items() if "nodeOverrides" in body else []:
        fields = entry.fields(("envelopeVersion", "replace", "with"), required=("replace", "with"))
        name = fields["replace"].text()
        if name not in graph.nodes:
            raise fields["replace"].error(unknown("node", name, graph.nodes))
        stand_ins = tuple(_stand_in(item, nodes) for item in fields["with"].items())
        if stand_ins:  # the templates of Panorama's samples leave the list empty: nothing is replaced then
            replaced[name] = stand_ins
    return Overrides(nodes, replaced)


def read_package(file: Path) -> tuple[str | None, dict[str, Interface]]:
    """The package's own name, where it says one, and its interfaces by name."""
    body = _body(read_json(file), "nodePackage", ("name", "version", "description", "assets", "interfaces"))
    interfaces: dict[str, Interface] = {}
    for entry in body["interfaces"].items() if "interfaces" in body else []:
        known = ("name", "description", "asset", "category", "inputs", "outputs", "network")
        fields = entry.fields(known, required=("name", "category"))
        interfaces[fields["name"].text()] = Interface(
            category=fields["category"].text(),
            inputs=_ports(fields.get("inputs")),
            outputs=_ports(fields.get("outputs")),
        )
    return (body["name"].text() if "name" in body else None), interfaces


def _body(document: Document, name: str, known: tuple[str, ...]) -> dict[str, Document]:
    body = document.fields((name,), required=(name,))[name].fields(("envelopeVersion",) + known)
    if "envelopeVersion" in body and body["envelopeVersion"].text() != ENVELOPE:
        raise body["envelopeVersion"].error(f'only the version "{ENVELOPE}" is known')
    if name == "nodeGraph" and "nodes" not in body:
        raise document.error('"nodeGraph" has no "nodes"')
    return body


def _nodes(body: dict[str, Document]) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for entry in body["nodes"].items() if "nodes" in body else []:
        node = _node(entry)
        if node.name in nodes:
            raise entry.error(f'there are two nodes named "{node.name}"')
        nodes[node.name] = node
    return nodes


def _node(entry: Document) -> Node:
    known = ("name", "interface", "value", "overridable", "overrideMandatory", "launch", "decorator")
    fields = entry.fields(known, required=("name", "interface"))
    interface = fields["interface"].text()
    if interface not in PARAMETER_TYPES:
        package, separator, _ = interface.partition("::")
        if not package or not separator or "." not in interface:
            types = ", ".join(PARAMETER_TYPES)
            raise fields["interface"].error(f'neither "account::package.interface" nor a type ({types})')
        if "value" in fields:
            raise fields["value"].error(f"only a parameter ({', '.join(PARAMETER_TYPES)}) has a value")
    return Node(
        name=fields["name"].text(),
        interface=interface,
        value=parameter_value(interface, fields["value"]) if "value" in fields else None,
        override_mandatory="overrideMandatory" in fields and fields["overrideMandatory"].boolean(),
        at=entry,
    )


def _edge(entry: Document, nodes: Mapping[str, Node]) -> Edge:
    fields = entry.fields(("producer", "consumer"), required=("producer", "consumer"))
    producer = fields["producer"].text().partition(".")[0]
    consumer, _, port = fields["consumer"].text().partition(".")
    for key, name in (("producer", producer), ("consumer", consumer)):
        if name not in nodes:
            raise fields[key].error(unknown("node", name, nodes))
    return Edge(producer, consumer, port, fields["consumer"])


def _stand_in(entry: Document, nodes: Mapping[str, Node]) -> str:
    name = entry.fields(("name",), required=("name",))["name"]
    if name.text() not in nodes:
        raise name.error(unknown("node", name.text(), nodes))
    return name.text()


def _ports(entry: Document | None) -> dict[str, Port]:
    ports: list[Port] = [_port(item) for item in entry.items()] if entry else []
    return {port.name: port for port in ports}


def _port(entry: Document) -> Port:
    fields = entry.entries()
    for key in ("name", "type"):
        if key not in fields:
            raise entry.error(f'the key "{key}" is missing')
    kind = fields["type"].text()
    default = parameter_value(kind, fields["default"]) if kind in PARAMETER_TYPES and "default" in fields else None
    return Port(fields["name"].text(), kind, default)
