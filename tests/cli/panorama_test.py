#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`skyline panorama` on projects in temporary folders."""

from __future__ import annotations

import difflib
import json
import os
import pathlib
import stat
import subprocess
from typing import Any, Callable

from program import ProgramTest, run, unittest

CODE = "packages/123456789012-CODE-1.0/package.json"
GRAPH = "graphs/app/graph.json"
OVERRIDES = "graphs/app/override.json"
ENDED = "AWS Panorama ended on 2026-05-31"
Layout = Callable[[Any], str]

DOCUMENTS: dict[str, Any] = {
    CODE: {
        "nodePackage": {
            "envelopeVersion": "2021-01-01",
            "name": "CODE",
            "version": "1.0",
            "assets": [],
            "interfaces": [
                {
                    "name": "interface",
                    "category": "business_logic",
                    "inputs": [{"name": "video_in", "type": "media", "description": "Bilder, größer als nötig"}],
                    "outputs": [{"name": "video_out", "type": "media"}],
                }
            ],
        }
    },
    GRAPH: {
        "nodeGraph": {
            "envelopeVersion": "2021-01-01",
            "packages": [
                {"name": "123456789012::CODE", "version": "1.0"},
                {"name": "panorama::abstract_rtsp_media_source", "version": "1.0"},
            ],
            "nodes": [
                {"name": "code_node", "interface": "123456789012::CODE.interface"},
                {
                    "name": "camera_node",
                    "interface": "panorama::abstract_rtsp_media_source.rtsp_v1_interface",
                    "overridable": True,
                },
            ],
            "edges": [{"producer": "camera_node.video_out", "consumer": "code_node.video_in"}],
        }
    },
    OVERRIDES: {"nodeGraphOverrides": {"envelopeVersion": "2021-01-01", "packages": [], "nodes": []}},
}

LAYOUTS: dict[str, Layout] = {
    "two blanks": lambda value: json.dumps(value, indent=2) + "\n",
    "four blanks": lambda value: json.dumps(value, indent=4, ensure_ascii=False) + "\n",
    "four blanks, no line end": lambda value: json.dumps(value, indent=4),
    "tabs": lambda value: json.dumps(value, indent="\t") + "\n",
    "CRLF": lambda value: json.dumps(value, indent=4).replace("\n", "\r\n") + "\r\n",
    "minified": lambda value: json.dumps(value, separators=(",", ":")),
    "one line": lambda value: json.dumps(value) + "\n",
}


def with_port(name: str, port: int, host_port: int) -> Any:
    """The document as `open-port` leaves it, by hand."""
    value = json.loads(json.dumps(DOCUMENTS[name]))
    rule: dict[str, Any] = {"node": "code_node", "containerPort": port, "hostPort": host_port}
    if name == CODE:
        interface = value["nodePackage"]["interfaces"][0]
        interface["network"] = {"inboundPorts": [{"port": port, "description": "RTSP over TCP"}]}
    elif name == GRAPH:
        decorator = {"title": f"Port {host_port}", "description": "RTSP over TCP"}
        value["nodeGraph"]["networkRoutingRules"] = [rule | {"decorator": decorator}]
    else:
        value["nodeGraphOverrides"]["networkRoutingRules"] = [rule]
    return value


class PanoramaTest(ProgramTest):
    def setUp(self) -> None:
        super().setUp()
        self.root = pathlib.Path(self.folder) / "project"
        self.write_project(LAYOUTS["four blanks"])

    def write_project(self, layout: Layout) -> None:
        for name, value in DOCUMENTS.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(layout(value).encode())

    def contents(self) -> dict[str, bytes]:
        """Every file of the project."""
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def panorama(self, verb: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        result: subprocess.CompletedProcess[str] = run("panorama", verb, str(self.root), *arguments)
        return result

    def open_port(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.panorama("open-port", "--port", "8554", *arguments)

    def assert_refused(self, result: subprocess.CompletedProcess[str], code: int, *parts: str) -> None:
        """A line on the end of the service and one on what is wrong."""
        self.assertEqual(result.returncode, code, result.stderr)
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), 2, result.stderr)
        self.assertIn(ENDED, lines[0])
        for part in parts:
            self.assertIn(part, lines[1])


class Check(PanoramaTest):
    def test_a_project_that_is_well(self) -> None:
        result = self.panorama("check", "--strict")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("3 files checked: 0 errors, 0 warnings", result.stdout)
        self.assertEqual(result.stderr.count(ENDED), 1)
        self.assertIn("docs/18-after-panorama.md", result.stderr)
        self.assertEqual(self.panorama("check", "-q").stderr, "")

    def test_places_from_the_project_folder(self) -> None:
        text = (self.root / GRAPH).read_text()
        (self.root / GRAPH).write_text(text.replace('"edges"', '"edgs"'))
        result = run("panorama", "check", ".", cwd=self.root)
        line = text[: text.index('"edges"')].count("\n") + 1
        expected = (
            f'{GRAPH}:{line}: $.nodeGraph.edgs: the key "edgs" is not known in nodeGraph; did you mean "edges"?\n'
        )
        self.assertEqual(result.returncode, 1)
        self.assertIn(expected, result.stdout)

    def test_json(self) -> None:
        text = (self.root / GRAPH).read_text()
        (self.root / GRAPH).write_text(text.replace("code_node.video_in", "code.video_in"))
        result = self.panorama("check", "--json")
        self.assertEqual(result.returncode, 1)
        (error,) = [problem for problem in json.loads(result.stdout) if problem["level"] == "error"]
        self.assertEqual(error["path"], "$.nodeGraph.edges[0].consumer")
        self.assertEqual(error["file"], str(self.root / GRAPH))
        self.assertIn(
            "code.video_in", text.splitlines()[0] + (self.root / GRAPH).read_text().splitlines()[error["line"] - 1]
        )

    def test_strict(self) -> None:
        self.assertEqual(self.open_port("--host-port", "554").returncode, 0)
        result = self.panorama("check")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("warning: 554 is outside 8000 to 9000", result.stdout)
        self.assertEqual(self.panorama("check", "--strict").returncode, 1)

    def test_files_that_cannot_be_read(self) -> None:
        (self.root / OVERRIDES).unlink()
        os.mkfifo(self.root / OVERRIDES)
        (self.root / CODE).write_bytes(b"[" * 1_000_000)
        (self.root / GRAPH).write_bytes(b" " * ((1 << 20) + 1))
        result = self.panorama("check")
        self.assertEqual(result.returncode, 1)
        self.assertIn("override.json:1: is not a regular file\n", result.stdout)
        self.assertIn("package.json:1: column 65: nested more than 64 levels deep", result.stdout)
        self.assertIn("graph.json:1: is larger than 1048576 bytes", result.stdout)

    def test_the_document_that_is_named(self) -> None:
        named = self.file("named.json", '{"nodeGraphOverrides": {}}')
        result = self.panorama("check", "--override", named)
        self.assertIn(f'{named}:1: $.nodeGraphOverrides: "envelopeVersion" is missing', result.stdout)
        self.assertEqual(result.returncode, 1)
        result = self.panorama("check", "--override", named + "x")
        self.assertIn("cannot be read: No such file", result.stdout)
        self.assertEqual(result.returncode, 1)

    def test_wrong_use(self) -> None:
        self.assert_refused(run("panorama", "check", self.folder), 2, "no graphs/*/graph.json")
        self.assert_refused(run("panorama", "check", self.folder + "/x"), 2, "is not a folder")
        self.assert_refused(self.panorama("check", "--graph", "ap"), 2, 'no graph "ap"; there are app')
        for arguments in (["panorama"], ["panorama", "check"], ["panorama", "check", ".", "--port", "1"]):
            self.assert_one_complaint(run(*arguments), 2, "see skyline panorama --help")


class OpenPort(PanoramaTest):
    def test_changes_nothing_else_in_any_layout(self) -> None:
        for name, layout in LAYOUTS.items():
            with self.subTest(name):
                self.write_project(layout)
                result = self.open_port("--host-port", "8555")
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                self.assertEqual(result.stderr.count(ENDED), 1)
                for file in DOCUMENTS:
                    expected = layout(with_port(file, 8554, 8555)).encode()
                    self.assertEqual((self.root / file).read_bytes(), expected, file)
                self.assertEqual(self.panorama("check", "--strict").returncode, 0)

                before = self.contents()
                result = self.open_port("--host-port", "8555")
                self.assertEqual(result.returncode, 0)
                self.assertIn("was open already; nothing to change", result.stdout)
                self.assertEqual(self.contents(), before)

    def test_a_second_port(self) -> None:
        self.assertEqual(self.open_port().returncode, 0)
        self.assertEqual(self.panorama("open-port", "--port", "8080", "--description", "Web").returncode, 0)
        ports = json.loads((self.root / CODE).read_text())["nodePackage"]["interfaces"][0]["network"]["inboundPorts"]
        self.assertEqual(ports[1], {"port": 8080, "description": "Web"})
        self.assertEqual(self.panorama("check", "--strict").returncode, 0)

    def test_dry_run(self) -> None:
        before = self.contents()
        result = self.open_port("--dry-run")
        self.assertEqual(result.returncode, 0)
        self.assertEqual(self.contents(), before)
        self.assertEqual(self.open_port().returncode, 0)
        for name, text in before.items():
            after = (self.root / name).read_text()
            lines = difflib.unified_diff(text.decode().splitlines(), after.splitlines(), lineterm="")
            added = [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]
            shown = result.stdout.split(f"+++ {self.root / name}\n")[1].split("\n--- ")[0].splitlines()
            self.assertEqual(sorted(line for line in shown if line[0] in "+-"), sorted(added), name)

    def test_modes_stay(self) -> None:
        for file, mode in zip(DOCUMENTS, (0o600, 0o640, 0o664)):
            (self.root / file).chmod(mode)
        self.assertEqual(self.open_port().returncode, 0)
        modes = [stat.S_IMODE((self.root / file).stat().st_mode) for file in DOCUMENTS]
        self.assertEqual(modes, [0o600, 0o640, 0o664])
        self.assertEqual(sorted(self.contents()), sorted(DOCUMENTS))

    def test_nothing_is_written_when_any_document_is_broken(self) -> None:
        for file in DOCUMENTS:
            self.write_project(LAYOUTS["two blanks"])
            text = (self.root / file).read_text()
            for broken in (text[:-3], text.replace("2021", "2022"), text.replace('"nodeG', '"node')[:-1] + "\n}"):
                (self.root / file).write_text(broken)
                before = self.contents()
                result = self.open_port()
                self.assert_refused(result, 1, "nothing was changed: the manifests have errors")
                self.assertIn(f"{file}:", result.stdout)
                self.assertEqual(self.contents(), before)

    def test_nothing_is_written_when_the_result_would_be_broken(self) -> None:
        self.assertEqual(self.open_port().returncode, 0)
        before = self.contents()
        result = self.panorama("open-port", "--port", "8080", "--host-port", "8554")
        self.assert_refused(result, 1, "nothing was changed: the manifests would have errors then")
        self.assertIn("hostPort: 8554 is taken by", result.stdout)
        self.assertEqual(self.contents(), before)

    def test_an_override_document_is_made(self) -> None:
        (self.root / OVERRIDES).unlink()
        result = self.open_port()
        self.assertEqual(result.returncode, 0)
        self.assertIn("--override FILE makes one", result.stderr)
        self.assertFalse((self.root / OVERRIDES).exists())
        result = self.open_port("--override", str(self.root / OVERRIDES))
        self.assertEqual(result.returncode, 0, result.stderr)
        body = json.loads((self.root / OVERRIDES).read_text())["nodeGraphOverrides"]
        self.assertEqual(body["networkRoutingRules"], [{"node": "code_node", "containerPort": 8554, "hostPort": 8554}])
        self.assertEqual(self.panorama("check", "--strict").returncode, 0)
        relative = run("panorama", "open-port", ".", "--port", "8554", "--override", "new.json", cwd=self.root)
        self.assertEqual(relative.returncode, 0, relative.stderr)
        self.assertTrue((self.root / "new.json").is_file())

    def test_links_lead_nowhere(self) -> None:
        outside = pathlib.Path(self.folder) / "outside"
        (self.root / "graphs/app").rename(outside)
        (self.root / "graphs/app").symlink_to(outside)
        before = {path: path.read_bytes() for path in outside.iterdir()}
        self.assert_refused(self.open_port(), 1, "nothing was changed", "graph.json is outside")
        (self.root / "graphs/app").unlink()
        (self.root / "graphs/app").mkdir()
        (self.root / GRAPH).symlink_to(outside / "graph.json")
        self.assert_refused(self.open_port(), 1, "nothing was changed", "graph.json is a symbolic link")
        self.assertEqual({path: path.read_bytes() for path in outside.iterdir()}, before)
        self.assertNotIn(b"network", (self.root / CODE).read_bytes())

    def test_what_is_not_clear_is_asked_for(self) -> None:
        (self.root / "graphs/app/override_two.json").write_text(json.dumps(DOCUMENTS[OVERRIDES]))
        self.assert_refused(self.open_port(), 2, "several override documents; name one with --override")
        (self.root / "graphs/app").rename(self.root / "graphs/other")
        self.write_project(LAYOUTS["tabs"])
        self.assert_refused(self.open_port(), 2, "several graphs; name one with --graph: app, other")
        self.assertEqual(self.open_port("--graph", "app").returncode, 0)
        self.assert_refused(
            self.open_port("--graph", "app", "--node", "camera_node"), 2, "--node: no node", "code_node"
        )

    def test_values_are_bounded(self) -> None:
        for arguments, part in (
            (["--port", "0"], "--port"),
            (["--port", "65536"], "--port"),
            (["--port", "1", "--host-port", "x"], "--host-port"),
            (["--port", "1", "--description", "x" * 256], "--description: takes 1 to 255"),
            (["--port", "1", "--description", "a\nb"], "--description: takes UTF-8"),
        ):
            self.assert_one_complaint(self.panorama("open-port", *arguments), 2, part)


if __name__ == "__main__":
    unittest.main()
