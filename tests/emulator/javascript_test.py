# SPDX-License-Identifier: Apache-2.0
"""AWS's SDK for JavaScript: javascript/conformance.mjs talks to the service, what it got is checked here."""

import base64
import json
import os
import subprocess
import unittest

import put_media
from emulator import DEADLINE_S, KEYS, REGION, EmulatorTest, count_frames

START_S = 1_700_000_000


class JavaScript(EmulatorTest):
    def test_an_application_gets_what_was_put(self):
        numbers = self.put(self.create("cam"), 3, START_S)
        environment = {"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": KEYS[0], "AWS_SECRET_ACCESS_KEY": KEYS[1]}
        result = subprocess.run(
            [os.environ["NODE"], os.environ["CONFORMANCE"], self.emulator.endpoint, "cam"],
            env={**environment, "AWS_REGION": REGION},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            timeout=DEADLINE_S,
            check=False,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        got = json.loads(result.stdout)
        frames = 3 * put_media.FRAMES_PER_FRAGMENT
        self.assertEqual(got["numbers"], numbers)
        self.assertEqual(got["times"], [(START_S + i) * 1000 for i in range(3)])
        self.assertGreater(got["listedBytes"], len(put_media.make_media(3, START_S)[1][0]))
        self.assertGreaterEqual(got["mediaBytes"], got["listedBytes"])
        self.assertEqual(count_frames(self.file(base64.b64decode(got["clip"]))), frames)
        self.assertEqual(count_frames(got["hls"]), frames)


if __name__ == "__main__":
    unittest.main()
