"""Other people's programs read the files that a customer downloads: each must hold what the API tells, row by row."""

import contextlib
import csv
import datetime
import http.client
import io
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import zoneinfo
from decimal import Decimal

import openpyxl
import pyarrow.parquet

BINARY = os.environ["BINARY"]
ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")
PIN = "4826"
ACCOUNT = """
[[tariff]]
id = "t"
name = "T"
valid_from = 2025-01-01
currency = "DKK"
[[tariff.group]]
id = "dk"
name = "Denmark"
prefixes = ["+45"]
[[tariff.rate]]
service = "call"
groups = ["dk"]
connect = "0.10"
steps = [{{ per_minute = "0.377" }}]
[[tariff.rate]]
service = "sms"
groups = ["dk"]
steps = [{{ per_message = "0.335" }}]
[[customer]]
number = "{customer}"
name = "=Kunde & søn"
language = "en"
[[customer.tariff]]
id = "t"
from = "2025-01"
"""
TIMES = {"started_at", "answered_at", "ended_at", "at", "month"}
SECONDS = {"ring_seconds", "talk_seconds"}
MONEY = {"price", "amount", "invoiced", "ex_vat"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Exports(unittest.TestCase):
    """A month of a synthetic customer, served."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        events = cls.root / "events.ndjson"
        with events.open("wb") as file:
            command = [BINARY, "generate", "--customers", "2", "--days", "40", "--seed", "11"]
            subprocess.run(command, check=True, stdout=file, cwd=cls.root)
        cls.opkald("ingest", "--once", str(events))
        legs = "SELECT customer, count(*) AS n FROM calls GROUP BY customer ORDER BY n DESC LIMIT 1"
        cls.opkald("refresh")
        cls.customer = json.loads(cls.opkald("sql", "--format", "json", legs))["customer"]
        account = cls.root / "account.toml"
        lines = "SELECT DISTINCT line FROM calls WHERE line_kind = 'local' AND line IS NOT NULL ORDER BY line"
        found = cls.opkald("sql", "--customer", cls.customer, "--format", "json", lines).splitlines()
        local = "".join(f'[[customer.local]]\nnumber = "{json.loads(one)["line"]}"\nname = "+L"\n' for one in found)
        account.write_text(ACCOUNT.format(customer=cls.customer) + local, encoding="utf-8")
        cls.opkald("account", "load", str(account))
        cls.opkald("account", "set-pin", cls.customer, PIN)
        cls.opkald("refresh")
        days = "SELECT min(started_at) AS first, max(started_at) AS last FROM calls"
        ends = json.loads(cls.opkald("sql", "--customer", cls.customer, "--format", "json", days))
        cls.first, cls.last = ends["first"][:10], ends["last"][:10]
        cls.month = cls.last[:7]
        cls.serve()

    @classmethod
    def serve(cls):
        cls.port = free_port()
        log = (cls.root / "serve.log").open("wb")
        cls.addClassCleanup(log.close)
        command = [BINARY, "serve", "--listen", f"127.0.0.1:{cls.port}"]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=cls.root)
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.terminate)
        cls.cookie = ""
        until = time.monotonic() + 60
        while True:
            try:
                if cls.ask("/readyz")[0] == 200:
                    break
            except OSError:
                pass
            if time.monotonic() > until:
                raise RuntimeError((cls.root / "serve.log").read_text())
            time.sleep(0.1)
        login = json.dumps({"customer": cls.customer, "pin": PIN})
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", cls.port, timeout=60)) as connection:
            connection.request("POST", "/api/v1/session", login, {"Content-Type": "application/json"})
            cls.cookie = connection.getresponse().getheader("Set-Cookie").split(";")[0]

    @classmethod
    def opkald(cls, *arguments):
        done = subprocess.run([BINARY, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cls.root)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    @classmethod
    def ask(cls, path, **asked):
        connection = http.client.HTTPConnection("127.0.0.1", cls.port, timeout=120)
        query = urllib.parse.urlencode({name: value for name, value in asked.items() if value})
        with contextlib.closing(connection):
            connection.request("GET", f"{path}?{query}" if query else path, headers={"Cookie": cls.cookie})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def json(self, path, **asked):
        status, _, body = self.ask(f"/api/v1{path}", **asked)
        self.assertEqual(status, 200, body[:500])
        return json.loads(body)

    def file(self, path, suffix, **asked):
        status, headers, body = self.ask(f"/api/v1{path}.{suffix}", **asked)
        self.assertEqual(status, 200, body[:500])
        self.assertIn("attachment; filename=\"opkald-", headers["Content-Disposition"])
        self.assertTrue(headers["Content-Disposition"].endswith(f".{suffix}\""))
        return body

    def listed(self, path, name, **asked):
        """All rows of a list, page by page."""
        rows, cursor, total = [], None, None
        while True:
            page = self.json(path, limit=500, cursor=cursor, **asked)
            rows += page[name]
            total = page.get("total", total)
            cursor = page.get("next")
            if cursor is None:
                break
        if total is not None:
            self.assertEqual(len(rows), total)
        return rows

    def assert_files(self, path, expected, **asked):
        """The three files hold these rows, in this order."""
        self.assertGreater(len(expected), 0)
        lines = csv.DictReader(io.StringIO(self.file(path, "csv", **asked).decode("utf-8"), newline=""))
        lines = list(lines)
        columns = [name for name in lines[0] if name in expected[0]]
        self.assertGreaterEqual(len(columns), 6)
        told = lambda value: "" if value is None else value
        for name in columns:
            ours = [told(row[name]) for row in expected]
            theirs = [line[name] for line in lines]
            if name in MONEY:
                # Rounded to hundredths or not: in a file all money has four decimals.
                ours, theirs = [one and Decimal(one) for one in ours], [one and Decimal(one) for one in theirs]
            elif name in SECONDS or not isinstance(next((one for one in ours if one != ""), ""), str):
                ours, theirs = [one if one == "" else float(one) for one in ours], [one if one == "" else float(one) for one in theirs]
            self.assertEqual(theirs, ours, name)

        table = pyarrow.parquet.read_table(io.BytesIO(self.file(path, "parquet", **asked))).to_pylist()
        for name in columns:
            theirs = [row[name] for row in table]
            ours = [row[name] for row in expected]
            if name in TIMES:
                ours = [one and datetime.datetime.fromisoformat(one) for one in ours]
            elif name in MONEY:
                ours = [None if one is None else Decimal(one) for one in ours]
            self.assertEqual(theirs, ours, name)

        book = openpyxl.load_workbook(io.BytesIO(self.file(path, "xlsx", **asked)))
        self.assertEqual(len(book.sheetnames), 2)
        sheet = book.worksheets[1]
        cells = list(sheet.iter_rows(min_row=2))
        self.assertEqual(len(cells), len(expected))
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref.split(":")[0], "A1")
        self.assertEqual(int(sheet.auto_filter.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), len(expected) + 1)
        for place, name in enumerate(lines[0]):
            column = [row[place] for row in cells]
            self.assertNotIn("f", {cell.data_type for cell in column}, name)
            if name not in expected[0]:
                continue
            for cell, row in zip(column, expected):
                self.assert_cell(name, cell, row[name])
        return book.worksheets[0]

    def assert_cell(self, name, cell, value):
        if value is None or value == "":
            self.assertIn(cell.value, (None, ""), name)
        elif name in TIMES:
            local = datetime.datetime.fromisoformat(value).astimezone(ZONE).replace(tzinfo=None)
            self.assertLess(abs(cell.value - local), datetime.timedelta(milliseconds=2), name)
        elif name in SECONDS:
            shown = cell.value
            seconds = shown.total_seconds() if isinstance(shown, datetime.timedelta) else shown
            if isinstance(shown, datetime.time):
                seconds = datetime.timedelta(
                    hours=shown.hour, minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond
                ).total_seconds()
            self.assertAlmostEqual(seconds, value, delta=0.01, msg=name)
        elif name in MONEY:
            self.assertEqual(Decimal(str(cell.value)), Decimal(value), name)
        elif name in ("from_number", "to_number", "line", "call", "number", "currency"):
            self.assertEqual((cell.data_type, cell.value), ("s", value), name)

    def front(self, sheet):
        return {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2) if row[0].value}

    def test_call_records_of_a_month(self):
        asked = {"from": self.first, "to": self.last, "unit": "leg"}
        rows = self.listed("/calls", "calls", **asked)
        front = self.front(self.assert_files("/calls", rows, **asked))
        self.assertEqual(front["Rows"], len(rows))
        price = sum(Decimal(row["price"]) for row in rows if row["price"])
        self.assertGreater(price, 0)
        self.assertEqual(Decimal(str(front["Total price DKK"])), price)
        self.assertEqual(front["Customer"], f"=Kunde & søn ({self.customer})")

    def test_calls_by_a_filter(self):
        for more in ({"direction": "inbound"}, {"outcome": "missed"}, {"counted": "answered"}, {"number": "+45"}):
            with self.subTest(**more):
                asked = {"from": self.first, "to": self.last, "unit": "call", **more}
                self.assert_files("/calls", self.listed("/calls", "calls", **asked), **asked)

    def test_nothing_found_is_a_file_with_heads_alone(self):
        asked = {"from": "2001-01-01", "to": "2001-02-01"}
        self.assertEqual(self.json("/calls", **asked)["total"], 0)
        self.assertEqual(self.file("/calls", "csv", **asked).count(b"\r\n"), 1)
        self.assertEqual(pyarrow.parquet.read_table(io.BytesIO(self.file("/calls", "parquet", **asked))).num_rows, 0)
        book = openpyxl.load_workbook(io.BytesIO(self.file("/calls", "xlsx", **asked)))
        self.assertEqual(book.worksheets[1].max_row, 1)

    def test_the_lines_of_a_month_come_to_its_total(self):
        usage = self.json("/usage", month=self.month)
        front = self.front(self.assert_files("/usage", usage["lines"], month=self.month))
        total = next(total for total in usage["totals"] if total["currency"] == "DKK")
        self.assertEqual(Decimal(str(front["Total on the invoice DKK"])), Decimal(total["ex_vat"]))

    def test_numbers_with_their_costs_come_to_the_total_too(self):
        usage = self.json("/usage", month=self.month)
        came_to = Decimal(0)
        for path in ("/mobiles", "/local-numbers"):
            text = self.file(path, "csv", month=self.month).decode()
            names = text.split("\r\n")[0].split(",")
            self.assertEqual(len(set(names)), len(names))
            lines = list(csv.DictReader(io.StringIO(text)))
            came_to += sum(Decimal(line["ex_vat"]) for line in lines)
        self.assertEqual(came_to, Decimal(usage["totals"][0]["ex_vat"]))
        numbers = self.json("/local-numbers", month=self.month)["local_numbers"]
        self.assertGreater(len(numbers), 0)
        by_number = {line["number"]: line for line in csv.DictReader(
            io.StringIO(self.file("/local-numbers", "csv", month=self.month).decode()))}
        for one in numbers:
            self.assertEqual(int(by_number[one["number"]]["calls"]), one["calls"])
            self.assertAlmostEqual(float(by_number[one["number"]]["talk_seconds"]), one["talk_seconds"])

    def test_a_file_needs_a_session_and_a_filter_that_can_be_read(self):
        kept, Exports.cookie = self.cookie, ""
        try:
            self.assertEqual(self.ask("/api/v1/calls.csv")[0], 401)
        finally:
            Exports.cookie = kept
        status, headers, body = self.ask("/api/v1/calls.xlsx", outcome="sung")
        self.assertEqual((status, headers["Content-Type"]), (400, "application/problem+json"), body)
        self.assertEqual(self.ask("/api/v1/calls.ods")[0], 404)


if __name__ == "__main__":
    unittest.main()
