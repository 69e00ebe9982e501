#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`skyline credentials`, with each kind of provider behind it; no secret is ever printed."""

import http.server
import json
import os
import ssl
import subprocess
import threading

from program import DEADLINE_S, ProgramTest, run, unittest

SECRET = "hunter2SECRET"
TOKEN = "hunter2TOKEN"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("AWS_") and name.lower() not in ("http_proxy", "https_proxy", "all_proxy")
}


class Peer:
    """Answers each request with what `reply(request)` gives: status and an object for the body."""

    def __init__(self, reply, context=None):
        peer = self
        self.requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                peer.requests.append((self.command, self.path, dict(self.headers)))
                status, body = reply(self)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_PUT = do_GET

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        if context:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None  # a handshake that fails is a case of the tests
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class CredentialsTest(ProgramTest):
    def ask(self, *arguments, **variables):
        empty = {
            "HOME": self.folder,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        result = run("credentials", "-v", *arguments, env=ENVIRONMENT | empty | variables)
        for secret in (SECRET, TOKEN, "HUNTER2ID"):
            self.assertNotIn(secret, result.stdout + result.stderr)
        return result

    def report(self, *arguments, **variables):
        result = self.ask("--json", *arguments, **variables)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)


class Sources(CredentialsTest):
    def test_environment(self):
        keys = {"AWS_ACCESS_KEY_ID": "AKIAHUNTER2ID", "AWS_SECRET_ACCESS_KEY": SECRET}
        for arguments in ([], ["--credentials", "env"], ["--credentials", "chain"]):
            self.assertEqual(
                self.report(*arguments, **keys, AWS_REGION="eu-west-1"),
                {"provider": "environment", "keys": "permanent (AKIA...)", "until": None, "region": "eu-west-1"},
            )
        result = self.ask(**keys)
        self.assertEqual(result.returncode, 0)
        self.assertIn("region    none; set AWS_REGION", result.stdout)

    def test_profile(self):
        os.mkdir(os.path.join(self.folder, ".aws"))
        self.file(".aws/credentials", f"[dev]\naws_access_key_id=ASIAHUNTER2ID\naws_secret_access_key={SECRET}\n")
        self.file(".aws/config", "[profile dev]\nregion=eu-north-1\n")
        for result in (self.report("--profile", "dev"), self.report(AWS_PROFILE="dev")):
            self.assertEqual((result["keys"], result["region"]), ("temporary (ASIA...)", "eu-north-1"))
            self.assertIn("profile dev of", result["provider"])

    def test_file(self):
        line = f"CREDENTIALS ASIAHUNTER2ID 2099-01-01T00:00:00Z {SECRET} {TOKEN}\n"
        path = self.file("credential", line)
        report = self.report("--credentials", f"file:{path}")
        self.assertEqual((report["provider"], report["until"]), (f"file {path}", "2099-01-01T00:00:00Z"))
        path = self.file("credential", line.replace("2099", "2009"))
        self.assertIn("expired at 2009-01-01T00:00:00Z", self.ask("--credentials", f"file:{path}").stderr)

    def test_container(self):
        reply = {"AccessKeyId": "ASIAHUNTER2ID", "SecretAccessKey": SECRET, "Token": TOKEN}
        peer = Peer(lambda _: (200, reply | {"Expiration": "2099-01-01T00:00:00Z"}))
        self.addCleanup(peer.close)
        address = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"http://127.0.0.1:{peer.port}/x"}
        report = self.report(**address, AWS_CONTAINER_AUTHORIZATION_TOKEN=TOKEN)
        self.assertEqual((report["provider"], report["until"]), ("the container's agent", "2099-01-01T00:00:00Z"))
        self.assertEqual(peer.requests[0][2]["Authorization"], TOKEN)

    def test_failures_name_each_place(self):
        result = self.ask()
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        for place in ("environment: ", "profile: ", "web identity: ", "container: ", "instance: "):
            self.assertIn(place, result.stderr)
        fifo = os.path.join(self.folder, "fifo")
        os.mkfifo(fifo)
        for path, part in (
            (os.path.join(self.folder, "missing"), "no such file"),
            (fifo, "regular file"),
            (self.file("wrong", f"KEYS {SECRET}"), "form"),
            (self.file("writable", f"CREDENTIALS a {SECRET}", 0o666), "chmod"),
        ):
            self.assert_one_complaint(self.ask("--credentials", f"file:{path}"), 1, path, part)

    def test_wrong_use(self):
        for arguments, part in (
            (["--credentials", f"AKIAHUNTER2ID:{SECRET}"], "--credentials: takes chain"),
            (["--credentials", "env", "--profile", "dev"], "--profile is for"),
            (["--profile"], "skyline credentials --help"),
        ):
            self.assert_one_complaint(self.ask(*arguments), 2, part)


class Iot(CredentialsTest):
    def setUp(self):
        super().setUp()
        self.make_certificate("ca")
        self.make_certificate("server", "ca")
        self.make_certificate("device", "ca")
        self.make_certificate("stranger")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path("server.pem"), self.path("server.key"))
        context.load_verify_locations(self.path("ca.pem"))
        context.verify_mode = ssl.CERT_REQUIRED
        self.peer = Peer(self.reply, context)
        self.addCleanup(self.peer.close)

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_certificate(self, name, issuer=None):
        signed = ["-CA", self.path(f"{issuer}.pem"), "-CAkey", self.path(f"{issuer}.key")] if issuer else []
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
            + ["-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", *signed]
            + ["-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.pem")],
            check=True,
            timeout=DEADLINE_S,
            capture_output=True,
        )

    @staticmethod
    def reply(request):
        if request.path != "/role-aliases/camera-alias/credentials":
            return 404, {"message": "no alias"}
        keys = {"accessKeyId": "ASIAHUNTER2ID", "secretAccessKey": SECRET, "sessionToken": TOKEN}
        return 200, {"credentials": keys | {"expiration": "2099-01-01T00:00:00Z"}}

    def config(self, **changes):
        settings = {
            "endpoint": f"127.0.0.1:{self.peer.port}",
            "role_alias": "camera-alias",
            "thing_name": "camera-7",
            "certificate": self.path("device.pem"),
            "private_key": self.path("device.key"),
            "ca_file": self.path("ca.pem"),
        }
        return "iot:" + self.file("iot.json", json.dumps(settings | changes))

    def test_a_device_gets_keys(self):
        report = self.report("--credentials", self.config())
        self.assertEqual((report["keys"], report["until"]), ("temporary (ASIA...)", "2099-01-01T00:00:00Z"))
        self.assertIn("IoT role alias camera-alias", report["provider"])
        (request,) = self.peer.requests
        self.assertEqual(request[:2], ("GET", "/role-aliases/camera-alias/credentials"))
        self.assertEqual(request[2]["x-amzn-iot-thingname"], "camera-7")

    def test_others_get_none(self):
        stranger = {"certificate": self.path("stranger.pem"), "private_key": self.path("stranger.key")}
        self.assert_one_complaint(self.ask("--credentials", self.config(**stranger)), 1, "failed")
        other_ca = self.config(ca_file=self.path("stranger.pem"))
        self.assert_one_complaint(self.ask("--credentials", other_ca), 1, "certificate")
        self.assertEqual(self.peer.requests, [])

    def test_an_alias_that_is_none(self):
        result = self.ask("--credentials", self.config(role_alias="other"))
        self.assert_one_complaint(result, 1, "status 404: no alias")

    def test_settings_that_are_wrong(self):
        for changes, part in (
            ({"endpoint": ""}, "endpoint is empty"),
            ({"endpoint": "a/b"}, "not a host name"),
            ({"role_alias": "../x"}, "role alias"),
            ({"secret": SECRET}, "none of KvsIotConfig's"),
            ({"thing_name": 7}, "thing_name is not a string"),
            ({"certificate": "/nowhere.pem"}, "certificate: there is no file /nowhere.pem"),
        ):
            self.assert_one_complaint(self.ask("--credentials", self.config(**changes)), 1, "iot.json", part)
        for text in ("", "[]", "{", f"{{{SECRET}"):
            path = self.file("iot.json", text)
            self.assert_one_complaint(self.ask("--credentials", f"iot:{path}"), 1, "not a JSON object")


if __name__ == "__main__":
    unittest.main()
