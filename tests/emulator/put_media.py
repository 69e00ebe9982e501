# SPDX-License-Identifier: Apache-2.0
"""A PutMedia client of the tests' own, which shares nothing with SkyLine: ffmpeg, botocore's signer, a plain socket."""

import functools
import http.client
import json
import socket
import subprocess
import threading
import time
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

DEADLINE_S = 60
REGION = "us-west-2"
SEGMENT = bytes.fromhex("18538067")
CLUSTER = bytes.fromhex("1F43B675")
HEADER = (bytes.fromhex("1A45DFA3"), SEGMENT, bytes.fromhex("1549A966"), bytes.fromhex("1654AE6B"))
FRAMES_PER_FRAGMENT = 10


@functools.lru_cache(maxsize=None)
def make_media(fragments, start_s, *options):
    """A Matroska header and clusters of one second each, begun at start_s seconds since 1970 (0 for relative times)."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i"]
    command += [f"testsrc2=size=320x180:rate={FRAMES_PER_FRAGMENT}", *options, "-t", str(fragments)]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-sc_threshold", "0", "-g", str(FRAMES_PER_FRAGMENT)]
    command += ["-output_ts_offset", str(start_s), "-f", "matroska", "-live", "1", "-write_crc32", "0"]
    command += ["-cluster_time_limit", "20000", "-cluster_size_limit", "10000000", "-"]
    media = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=DEADLINE_S).stdout
    found = list(elements(media))
    clusters = [data for identifier, data in found if identifier == CLUSTER]
    assert len(clusters) == fragments, f"{len(clusters)} clusters"
    return b"".join(data for identifier, data in found if identifier in HEADER), clusters


def elements(media):
    """Identifier and bytes of each element of a Matroska file's first two levels; of the segment only its head."""
    position = 0
    while position < len(media):
        start = position
        id_bytes = 9 - media[position].bit_length()
        size_at = position + id_bytes
        size_bytes = 9 - media[size_at].bit_length()
        size = int.from_bytes(media[size_at : size_at + size_bytes], "big") & ((1 << (7 * size_bytes)) - 1)
        position = size_at + size_bytes
        identifier = media[start:size_at]
        if identifier != SEGMENT:
            position += size
        yield identifier, media[start:position]


def payload(element):
    """What is in a cluster, without its identifier and size."""
    return element[4 + 9 - element[4].bit_length() :]


def tags(**values):
    """A Matroska Tags element; sizes take two bytes."""

    def element(identifier, payload):
        return bytes.fromhex(identifier) + (0x4000 | len(payload)).to_bytes(2, "big") + payload

    simple = [element("45A3", name.encode()) + element("4487", value.encode()) for name, value in values.items()]
    return element("1254C367", element("7373", b"".join(element("67C8", one) for one in simple)))


END_OF_FRAGMENT = tags(AWS_KINESISVIDEO_END_OF_FRAGMENT="")


class PutMedia:
    """One PutMedia request. Acknowledgements are read by a thread as they come."""

    def __init__(self, endpoint, stream, keys, start_s=0.0, timecodes="ABSOLUTE"):
        url = urllib.parse.urlsplit(endpoint)
        self.acks = []
        self.status = None
        self.error = None
        self.changed = threading.Condition()
        self.socket = socket.create_connection((url.hostname, url.port), timeout=DEADLINE_S)
        headers = {
            "Host": url.netloc,
            "Transfer-Encoding": "chunked",
            "x-amzn-stream-name": stream,
            "x-amzn-fragment-timecode-type": timecodes,
            "x-amzn-fragment-acknowledgment-required": "1",
            "x-amzn-producer-start-timestamp": f"{start_s:.3f}",
        }
        request = botocore.awsrequest.AWSRequest("POST", endpoint + "/putMedia", headers, b"")
        signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(*keys), "kinesisvideo", REGION)
        signer.add_auth(request)
        lines = [f"{name}: {value}" for name, value in request.headers.items()]
        self.socket.sendall("\r\n".join(["POST /putMedia HTTP/1.1", *lines, "", ""]).encode())
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def send(self, data):
        self.socket.sendall(b"%x\r\n" % len(data) + data + b"\r\n")

    def end(self):
        """Ends the body, waits for the reply's end and returns the acknowledgements."""
        self.socket.sendall(b"0\r\n\r\n")
        self.close()
        return self.acks

    def close(self):
        self.reader.join(DEADLINE_S)
        self.socket.close()

    def wait_for(self, event, count=1):
        """Waits until so many acknowledgements of that kind have come, and returns them."""
        end = time.monotonic() + DEADLINE_S
        with self.changed:
            while True:
                found = [ack for ack in self.acks if ack["EventType"] == event]
                if len(found) >= count:
                    return found
                left = end - time.monotonic()
                if left <= 0 or not self.changed.wait(left):
                    raise AssertionError(f"{count} x {event} did not come: {self.acks}, {self.status} {self.error}")

    def _read(self):
        reply = http.client.HTTPResponse(self.socket, method="POST")
        try:
            reply.begin()
            self.status = reply.status
            if reply.status != 200:
                self.error = reply.read()
                return
            self._read_acks(reply)
        except (OSError, http.client.HTTPException) as error:
            self.error = error
        finally:
            with self.changed:
                self.changed.notify_all()

    def _read_acks(self, reply):
        text = ""
        while data := reply.read1(65536):
            text += data.decode()
            while text := text.lstrip():
                try:
                    ack, length = json.JSONDecoder().raw_decode(text)
                except ValueError:
                    break  # the rest has not come yet
                text = text[length:]
                with self.changed:
                    self.acks.append(ack)
                    self.changed.notify_all()


def put_fragments(endpoint, stream, keys, fragments, start_s, *options, metadata=None):
    """Puts so many fragments of a second each and waits until all are persisted. Returns their numbers, in order."""
    header, clusters = make_media(fragments, start_s, *options)
    put = PutMedia(endpoint, stream, keys, start_s)
    try:
        put.send(header)
        for cluster in clusters:
            put.send((tags(**metadata) if metadata else b"") + cluster)
        put.send(END_OF_FRAGMENT)
        persisted = put.wait_for("PERSISTED", fragments)
        put.end()
    except BaseException:
        put.socket.close()
        put.close()
        raise
    return [ack["FragmentNumber"] for ack in persisted]
