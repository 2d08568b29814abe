"""How long the API takes for one customer's month."""

import http.client
import json
import math
import pathlib
import socket
import subprocess
import time

REQUESTS = 1000
# Where an answer takes far longer than the goal, fewer requests tell as much.
MOST_SECONDS = 60
MONTH = "from=2026-09-01&to=2026-10-01"


def percentile(values, share):
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Client:
    """One connection that is logged in."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Content-Type": "application/json"}

    def ask(self, path, method="GET", body=None):
        self.connection.request(method, path, body=body, headers=self.headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:500]!r}")
        return response, text

    def log_in(self, customer):
        response, _ = self.ask("/api/v1/session", "POST", json.dumps({"customer": customer, "pin": "4826"}))
        self.headers["Cookie"] = response.getheader("Set-Cookie").split(";")[0]


def wait_until_ready(port):
    until = time.monotonic() + 120
    while True:
        try:
            Client(port).ask("/readyz")
            return
        except (OSError, RuntimeError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def bytes_read(pid):
    text = pathlib.Path(f"/proc/{pid}/io").read_text(encoding="utf-8")
    return int(text.split("rchar:")[1].split()[0])


def live_bytes(table):
    """Bytes of the files that the table's log holds live; what was replaced lies beside them until it is cleared away."""
    from deltalake import DeltaTable

    actions = DeltaTable(str(table)).get_add_actions(flatten=True)
    return sum(actions.column("size_bytes").to_pylist())


def measure(program, story, rows):
    port = free_port()
    with (program.root / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            program.command("serve", "--listen", f"127.0.0.1:{port}"), stdout=log, stderr=log, cwd=program.root
        )
        try:
            wait_until_ready(port)
            ask_all(program, story, port, server.pid, rows)
        finally:
            server.terminate()
            server.wait(timeout=30)


def ask_all(program, story, port, pid, rows):
    client = Client(port)
    client.log_in(story.customers[0])
    queue = json.loads(client.ask("/api/v1/queues")[1])["queues"][0]["queue"]
    kinds = [
        ("API, queue hours of a month", f"/api/v1/queues/{queue}/stats?interval=hour&{MONTH}", "queue_hours", 20),
        ("API, calls of a month, first 100", f"/api/v1/calls?{MONTH}", "calls", 20),
        ("page of a month's usage, 13 months in it", "/usage?month=2026-09", "usage_days", 50),
    ]
    for name, path, table, goal_ms in kinds:
        before = bytes_read(pid)
        body = client.ask(path)[1]
        read = bytes_read(pid) - before
        size = live_bytes(program.lake / table)
        for _ in range(20):
            client.ask(path)
        took = []
        while len(took) < REQUESTS and sum(took) < MOST_SECONDS * 1000:
            began = time.perf_counter()
            client.ask(path)
            took.append((time.perf_counter() - began) * 1000)
        cut = "" if len(took) == REQUESTS else f" (of {REQUESTS:,}: stopped after {MOST_SECONDS} s)"
        rows.append((
            name, f"p99 < {goal_ms} ms", f"p50 {percentile(took, 0.5):.1f} ms, p99 {percentile(took, 0.99):.1f} ms",
            f"{len(took):,} requests{cut} in sequence, warm, one of {len(story.customers)} customers (the goal says 1,000), {len(body):,} bytes of answer",
        ))
        rows.append((
            f"bytes read for the first of them / `{table}`", "< 2 %", f"{read / size * 100:.1f} %",
            f"{read:,} bytes that the process read meanwhile (rchar: its background work and sockets too), of {size:,} in the table's live files",
        ))
