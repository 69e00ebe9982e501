# SPDX-License-Identifier: Apache-2.0
"""Finds the configuration and reads it: a YAML file, a Panorama project, or both.

What a YAML file says wins over a project's override document, and that over the project's graph.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Iterable, Mapping

from .document import Document, Scalar, read_yaml, unknown
from .errors import ConfigError
from .graph import parameter_value
from .outputs_config import read_outputs
from .project import Camera, Parameter, Project, read_project
from .settings import Settings, Source
from .sources import read_sources

DEFAULT_FILE = "panorama.yaml"


def load() -> Settings:
    """The settings from the environment and the working directory. Raises ConfigError.

    PANORAMA_CONFIG names the YAML file (else panorama.yaml in the working directory, if it is there), PANORAMA_APP the
    project, PANORAMA_OVERRIDES its override document.
    """
    given = os.environ.get("PANORAMA_CONFIG")
    file = Path(given or DEFAULT_FILE)
    if given or file.exists():
        root, folder = read_yaml(file), file.absolute().parent
    else:
        root, folder = Document("environment", {}), Path.cwd()
    fields = root.fields(("inputs", "parameters", "output", "outputs", "project", "overrides"))
    app = _path("PANORAMA_APP", fields.get("project"), folder)
    overrides = _path("PANORAMA_OVERRIDES", fields.get("overrides"), folder)
    if app is None:
        if not given and not file.exists():
            raise ConfigError(
                f"there is no configuration: put {DEFAULT_FILE} into {folder}, or set PANORAMA_CONFIG to such a file, "
                "or PANORAMA_APP to a Panorama project's folder"
            )
        if overrides is not None:
            raise root.error("an override document needs a project; set PANORAMA_APP")
        return _plain(fields, folder)
    return _with_project(fields, folder, read_project(app, overrides))


def _path(variable: str, entry: Document | None, folder: Path) -> Path | None:
    if os.environ.get(variable):
        return Path(os.environ[variable])
    return folder / entry.text() if entry is not None else None


def _entries(fields: Mapping[str, Document], key: str) -> dict[str, Document]:
    return fields[key].entries() if key in fields else {}


def _plain(fields: Mapping[str, Document], folder: Path) -> Settings:
    inputs = {name: read_sources(entry, name, folder) for name, entry in _entries(fields, "inputs").items()}
    parameters: dict[str, Scalar] = {}
    for name, entry in _entries(fields, "parameters").items():
        if name in inputs:
            raise entry.error("there is an input of this name, too")
        parameters[name] = entry.scalar()
    for name, sources in inputs.items():
        _refuse_twins(fields["inputs"], name, sources)
    return Settings(inputs, parameters, read_outputs(fields, known=None))


def _with_project(fields: Mapping[str, Document], folder: Path, project: Project) -> Settings:
    given = _entries(fields, "inputs")
    cameras = [camera for port in project.cameras.values() for camera in port]
    known = {name for camera in cameras for name in (camera.name, camera.replaces)} | set(project.cameras)
    for name, entry in given.items():
        if name not in known:
            raise entry.error(unknown("camera node or input", name, known))
    inputs: dict[str, tuple[Source, ...]] = {}
    for port in project.cameras:
        inputs[port] = tuple(_port_sources(port, project, given, folder))
        _refuse_twins(Document(project.file, None), port, inputs[port])
    return Settings(inputs, _parameters(fields, project), read_outputs(fields, known=project.outputs))


def _port_sources(port: str, project: Project, given: Mapping[str, Document], folder: Path) -> Iterable[Source]:
    if port in given:
        return read_sources(given[port], port, folder)
    if not project.cameras[port]:
        raise ConfigError(f'{project.file}: no camera is connected to the input "{port}"; name one in {DEFAULT_FILE}')
    sources: dict[str, tuple[Source, ...]] = {}  # by the configuration's key: one may stand for several camera nodes
    for camera in project.cameras[port]:
        key = next((name for name in (camera.name, camera.replaces) if name in given), camera.name)
        sources[key] = read_sources(given[key], key, folder) if key in given else (_own_source(camera, project),)
    return [source for several in sources.values() for source in several]


def _own_source(camera: Camera, project: Project) -> Source:
    if camera.source is None:
        raise ConfigError(
            f'{project.file}: the camera node "{camera.name}" has no source here; name it in {DEFAULT_FILE}, as in '
            f"`inputs: {{{camera.name}: rtsp://...}}`"
        )
    return camera.source


def _parameters(fields: Mapping[str, Document], project: Project) -> dict[str, Scalar]:
    given = _entries(fields, "parameters")
    for name, entry in given.items():
        if name not in project.parameters:
            raise entry.error(unknown("parameter", name, project.parameters))
    return {name: _parameter(name, port, given, project) for name, port in project.parameters.items()}


def _parameter(name: str, port: Parameter, given: Mapping[str, Document], project: Project) -> Scalar:
    if name in given:
        return parameter_value(port.type, given[name])
    if port.value is None:
        raise ConfigError(
            f'{project.file}: the parameter "{name}" has to be given: by an override document (PANORAMA_OVERRIDES), or '
            f"in {DEFAULT_FILE} under `parameters`"
        )
    return port.value


def _refuse_twins(at: Document, port: str, sources: tuple[Source, ...]) -> None:
    names = [source.stream_id for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise at.error(f'"{port}" has two inputs with the id "{name}"')
