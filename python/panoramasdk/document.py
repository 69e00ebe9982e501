# SPDX-License-Identifier: Apache-2.0
"""Strict reading of a configuration file: each value knows where it stands, so that each error does, too.

No error quotes a value that may be a secret.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Collection, Mapping

import yaml

from .errors import ConfigError

LARGEST_FILE = 1 << 20
MOST_ITEMS = 1000

Scalar = bool | int | float | str

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Document:
    """A value in a configuration file, together with the file and the path to it.

    `environment`: where `${NAME}` in strings is looked up; None: strings are taken as they are.
    """

    def __init__(self, file: str, value: object, path: str = "", environment: Mapping[str, str] | None = None) -> None:
        self.file = file
        self.path = path
        self._value = value
        self._environment = environment

    def error(self, what: str) -> ConfigError:
        return ConfigError(f"{self.file}: {self.path}: {what}" if self.path else f"{self.file}: {what}")

    def is_mapping(self) -> bool:
        return isinstance(self._value, dict)

    def is_list(self) -> bool:
        return isinstance(self._value, list)

    def entries(self) -> dict[str, Document]:
        """The values of a mapping with any keys."""
        if not isinstance(self._value, dict):
            raise self.error(f"a mapping is needed, not {_kind(self._value)}")
        if len(self._value) > MOST_ITEMS:
            raise self.error(f"more than {MOST_ITEMS} entries")
        for key in self._value:
            if not isinstance(key, str):
                raise self.error(f"keys have to be strings, but one is {_kind(key)}")
        return {key: self._child(value, f".{key}") for key, value in self._value.items()}

    def fields(self, known: Collection[str], required: Collection[str] = ()) -> dict[str, Document]:
        """The values of a mapping whose keys are all in `known`; those of `required` are there."""
        entries = self.entries()
        for key, entry in entries.items():
            if key not in known:
                raise entry.error(unknown("key", key, known))
        for key in required:
            if key not in entries:
                raise self.error(f'the key "{key}" is missing')
        return entries

    def items(self) -> list[Document]:
        """The elements of a list."""
        if not isinstance(self._value, list):
            raise self.error(f"a list is needed, not {_kind(self._value)}")
        if len(self._value) > MOST_ITEMS:
            raise self.error(f"more than {MOST_ITEMS} entries")
        return [self._child(value, f"[{index}]") for index, value in enumerate(self._value)]

    def text(self) -> str:
        if not isinstance(self._value, str):
            raise self.error(f"a string is needed, not {_kind(self._value)}")
        return self._expanded(self._value)

    def boolean(self) -> bool:
        if not isinstance(self._value, bool):
            raise self.error(f"true or false is needed, not {_kind(self._value)}")
        return self._value

    def integer(self, low: int, high: int) -> int:
        value = self._value
        if isinstance(value, str) and self._environment is not None and re.fullmatch("[0-9]{1,9}", self.text()):
            value = int(self.text())  # "${PORT}"
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"a whole number is needed, not {_kind(value)}")
        if not low <= value <= high:
            raise self.error(f"{value} is not within {low} to {high}")
        return value

    def number(self) -> float:
        if isinstance(self._value, bool) or not isinstance(self._value, (int, float)):
            raise self.error(f"a number is needed, not {_kind(self._value)}")
        return float(self._value)

    def scalar(self) -> Scalar:
        if isinstance(self._value, str):
            return self.text()
        if isinstance(self._value, (bool, int, float)):
            return self._value
        raise self.error(f"a string, a number, true or false is needed, not {_kind(self._value)}")

    def _child(self, value: object, step: str) -> Document:
        return Document(self.file, value, (self.path + step).lstrip("."), self._environment)

    def _expanded(self, text: str) -> str:
        return text if self._environment is None else _VARIABLE.sub(self._variable, text)

    def _variable(self, match: re.Match[str]) -> str:
        value = (self._environment or {}).get(match[1])
        if value is None:
            raise self.error(f"the environment variable {match[1]} is not set")
        return value


def unknown(what: str, name: str, known: Collection[str]) -> str:
    """Words for a name that is not among `known`, with the nearest that is."""
    if not known:
        return f'unknown {what} "{name}"; there is none'
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    return f'unknown {what} "{name}"; the nearest known one is "{nearest}" (known: {", ".join(sorted(known))})'


def read_yaml(file: Path) -> Document:
    """A YAML file whose strings may name environment variables as `${NAME}`. Raises ConfigError."""
    text = _read(file)
    try:
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # The error's own text quotes lines of the file, which may hold a password; so would the chained one.
        raise ConfigError(f"{file}{_yaml_place(error)}: this is not YAML: {_yaml_problem(error)}") from None
    return Document(str(file), {} if value is None else value, environment=os.environ)


def read_json(file: Path) -> Document:
    """A JSON file. Raises ConfigError."""
    text = _read(file)
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{file}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
    except RecursionError:
        raise ConfigError(f"{file}: this is nested too deeply") from None
    return Document(str(file), value)


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    if len(data) > LARGEST_FILE:
        raise ConfigError(f"{file}: larger than {LARGEST_FILE} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 at byte {error.start}") from None


def _yaml_place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""


def _yaml_problem(error: Exception) -> str:
    return str(getattr(error, "problem", None) or type(error).__name__)


def _kind(value: object) -> str:
    names: dict[type, str] = {
        dict: "a mapping", list: "a list", str: "a string", bool: "true or false", int: "a whole number",
        float: "a number", type(None): "nothing",
    }  # fmt: skip
    return names.get(type(value), f"a {type(value).__name__}")
