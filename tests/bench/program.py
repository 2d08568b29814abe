"""Runs the program and its peer, and measures them from outside."""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

MIB = 2**20


class Run:
    """One finished run of the program."""

    def __init__(self, out, log, seconds, usage):
        self.out, self.log, self.seconds = out, log, seconds
        self.cpu_seconds = usage.ru_utime + usage.ru_stime
        self.peak_bytes = usage.ru_maxrss * 1024

    def json(self):
        return json.loads(self.out.splitlines()[-1])

    def line(self, number):
        return json.loads(self.out.splitlines()[number])

    def bound_mib(self):
        found = re.search(r"memory bound: (\d+) MiB", self.log)
        return int(found[1]) if found else None


class Program:
    """The binary, with a folder for its data."""

    def __init__(self, binary, root):
        self.binary, self.root, self.lake = binary, root, root / "data" / "lake"
        # Runs that ended well and yet spoke of a defect.
        self.defects = []

    def command(self, *arguments, place="data"):
        return [str(self.binary), "--data", str(self.root / place), *arguments]

    def run(self, *arguments, cores=None, threads=0, place="data", settings=None, stdout=None):
        """Runs to the end. This process stays small, since a child's peak memory begins at its parent's."""
        kept, log = self.root / "stdout", self.root / "stderr"
        environment = {**os.environ, "OPKALD_QUERY_THREADS": str(threads), **(settings or {})}
        with (stdout or kept).open("wb") as out, log.open("wb") as errors:
            began = time.perf_counter()
            child = subprocess.Popen(
                self.command(*arguments, place=place), stdout=out, stderr=errors, env=environment, cwd=self.root,
                preexec_fn=cores and (lambda: os.sched_setaffinity(0, cores & os.sched_getaffinity(0))),
            )
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"`opkald {arguments[0]}` failed: {log.read_text()[-2000:]}")
        if "a defect in the program" in log.read_text():
            self.defects.append(arguments[0])
        return Run("" if stdout else kept.read_text(), log.read_text(), seconds, usage)

    def add_customer(self, customer):
        self.run("account", "add-customer", customer, "--name", "Bench")
        self.run("account", "set-pin", customer, "4826")

    def sums(self, table):
        """The sums that the peer must come to as well, by the name of the table; µs from the views' seconds."""
        whole = lambda column: f"CAST(SUM({column}) AS BIGINT) AS {column}"
        in_us = lambda column: f"CAST(ROUND(SUM({column}_seconds * 1e6)) AS BIGINT) AS {column}_us"
        columns = {
            "call_hours": [whole("calls"), whole("answered"), whole("missed"), whole("peak"), in_us("talk")],
            "queue_hours": [
                whole("joined"), whole("answered"), whole("peak_waiting"), whole("peak_talking"), in_us("talk"), in_us("wrapup"),
            ],
            "agent_hours": [whole("offers"), whole("answered"), in_us("ring"), in_us("talk"), in_us("logged_in"), in_us("paused")],
        }
        return self.run("sql", "--format", "json", f"SELECT {', '.join(columns[table])} FROM {table}").json()

    def version(self):
        return self.run("--version").out.strip()


def peer(*arguments, cores, files=()):
    """DuckDB in a process of its own; files are named on its standard input."""
    script = pathlib.Path(__file__).with_name("peer.py")
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True,
        input="\n".join(map(str, files)),
        preexec_fn=lambda: os.sched_setaffinity(0, cores & os.sched_getaffinity(0)),
    )
    return json.loads(done.stdout)
