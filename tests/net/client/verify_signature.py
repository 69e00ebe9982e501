#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Signs a captured request anew by botocore and compares. Prints "match", or both sides.

usage: verify_signature.py FILE ACCESS_KEY SECRET REGION SERVICE PAYLOAD     PAYLOAD: body (is hashed) or empty
"""

import re
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def parse(raw):
    head, body = raw.split(b"\r\n\r\n", 1)
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    return method, target, [tuple(line.split(": ", 1)) for line in lines], body


def main(path, access_key, secret, region, service, payload):
    with open(path, "rb") as file:
        method, target, headers, body = parse(file.read())
    sent = {name.lower(): value for name, value in headers}
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
        r"SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})",
        sent["authorization"],
    )
    if not found:
        return f"no signature: {sent['authorization']}"
    key, date, *scope, signed, signature = found.groups()
    if (key, date, scope) != (access_key, sent["x-amz-date"][:8], [region, service]):
        return f"wrong scope: {sent['authorization']}"
    # Only what the client says it signed, as it was sent.
    request = AWSRequest(method=method, url=f"http://{sent['host']}{target}", data=body if payload == "body" else b"")
    for name in signed.split(";"):
        request.headers[name] = sent[name]
    request.context["timestamp"] = sent["x-amz-date"]
    signer = SigV4Auth(Credentials(access_key, secret), service, region)
    canonical = signer.canonical_request(request)
    if signer.signed_headers(signer.headers_to_sign(request)) != signed:
        return f"botocore would not sign {signed}"
    expected = signer.signature(signer.string_to_sign(request, canonical), request)
    return f"match {signed}" if expected == signature else f"signature {signature}, botocore {expected}\n{canonical}"


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
