"""Asks the API what its description allows, and what it does not: no answer is a failure of the server."""

import json
import subprocess
import sys
import tempfile
import unittest
import urllib.request

from demo import Running


class Api(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        Running.begin()
        cls.demo = Running.demo

    def session(self):
        customer, pin = self.demo.logins[0]
        request = urllib.request.Request(
            f"{self.demo.address}/api/v1/session",
            data=json.dumps({"customer": customer, "pin": pin}).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return answer.headers["set-cookie"].split(";")[0]

    def test_no_question_makes_the_server_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                sys.executable, "-m", "schemathesis.cli", "run", f"{self.demo.address}/api/v1/openapi.json",
                "--header", f"Cookie: {self.session()}", "--checks", "not_a_server_error", "--max-examples", "4",
                "--phases", "examples,coverage,fuzzing", "--seed", "1", "--exclude-path", "/session",
            ]
            ran = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        self.assertEqual(ran.returncode, 0, ran.stdout[-6000:] + ran.stderr[-2000:])


if __name__ == "__main__":
    unittest.main()
