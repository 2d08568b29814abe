"""The demo, begun once for all tests of a run, and a browser that looks at it."""

import atexit
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

import playwright.sync_api

BINARY = os.environ["BINARY"]
# How long the demo may take to make its history.
PATIENCE_SECONDS = 300
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1440, "height": 900}


def chromium():
    """The system's browser, or the one that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        raise unittest.SkipTest("there is no Chromium: install the package chromium, or name one in CHROMIUM")
    return found


class Demo:
    """A running demo, and who can log in to it."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(self.folder.name)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.log = (root / "log").open("wb")
        command = [BINARY, "--data", str(root / "data"), "demo", "--listen", f"127.0.0.1:{port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True, cwd=root)
        atexit.register(self.end)
        self.address, self.logins = self.announced()

    def announced(self):
        """What the demo says once it is up: its address, and its customers with their PINs."""
        address, logins = None, []
        end = time.monotonic() + PATIENCE_SECONDS
        for line in self.process.stdout:
            if match := re.search(r"http://\S+", line):
                address = match[0]
            if match := re.match(r"\s+(\d+)\s+(\d+)\s{2}\S", line):
                logins.append((match[1], match[2]))
            if "Ctrl-C" in line and address and logins:
                return address, logins
            if time.monotonic() > end:
                break
        raise RuntimeError(f"the demo did not come up; its log is {self.log.name}")

    def end(self):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.process.kill()
        self.log.close()
        self.folder.cleanup()


class Running:
    """What all tests of a run share."""

    demo = None
    browser = None

    @classmethod
    def begin(cls):
        if cls.demo is None:
            path = chromium()
            cls.demo = Demo()
            started = playwright.sync_api.sync_playwright().start()
            # Without a sandbox, since tests also run as root in machines that have no other user.
            cls.browser = started.chromium.launch(executable_path=path, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"])
            atexit.register(started.stop)
            atexit.register(cls.browser.close)


class Pages(unittest.TestCase):
    """Tests with a page that nobody is logged in to."""

    size = WIDE
    options = {}

    @classmethod
    def setUpClass(cls):
        Running.begin()
        cls.demo = Running.demo

    def setUp(self):
        self.context = Running.browser.new_context(
            base_url=self.demo.address, viewport=self.size, locale="en-GB", timezone_id="Europe/Copenhagen", **self.options
        )
        self.addCleanup(self.context.close)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = []
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def log_in(self, who=0):
        customer, pin = self.demo.logins[who]
        self.page.goto("/login?lang=en")
        self.page.get_by_label("Customer number").fill(customer)
        self.page.get_by_label("PIN").fill(pin)
        self.page.get_by_role("main").get_by_role("button", name="Log in").click()
        self.page.wait_for_url("**/")


def whole(text):
    """The number that a page shows, whatever stands between its thousands."""
    return int(re.sub(r"\D", "", text))
