"""Other people's programs read the tables: DuckDB with its own Delta reader, deltalake the log, DuckDB the files of it.

All must count what the product counts.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import duckdb
import duckdb_extension_delta
from deltalake import DeltaTable

BINARY = os.environ["BINARY"]
STATISTICS = ["calls", "queue_visits", "visit_agents", "agent_sessions", "queue_hours", "agent_hours", "call_hours"]
CUSTOMERS = 3
# Neither JSON, nor a type that is known, nor a time.
REFUSED = [
    "not an event",
    '{"id": "1", "type": "call.sung", "time": "2026-10-01T10:00:00Z", "customer": "1"}',
    '{"id": "2", "type": "agent.left", "time": "yesterday", "customer": "1", "agent": "a"}',
]


def delta_reader():
    """The extension's file, for the version of DuckDB that is installed."""
    folder = pathlib.Path(duckdb_extension_delta.__file__).parent
    return next(folder.glob(f"extensions/v{duckdb.__version__}/delta.duckdb_extension"))


def rows(answer):
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row)) for row in answer.fetchall()]


class Tables(unittest.TestCase):
    """A small month of synthetic customers with some refused lines, ingested and refreshed."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        events = cls.root / "events.ndjson"
        with events.open("wb") as file:
            command = [BINARY, "generate", "--customers", str(CUSTOMERS), "--days", "20", "--seed", "7"]
            subprocess.run(command, check=True, stdout=file, cwd=cls.root)
        with events.open("a") as file:
            file.writelines(line + "\n" for line in REFUSED)
        cls.summary = json.loads(cls.opkald("ingest", "--once", str(events)))
        cls.opkald("refresh")

    @classmethod
    def opkald(cls, *arguments):
        command = [BINARY, *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=cls.root).stdout

    def ours(self, query):
        return [json.loads(line) for line in self.opkald("sql", "--format", "json", query).splitlines()]

    def theirs(self, table, query):
        """What each reader answers; the query names the table as any other."""
        path = str(self.root / "opkald-data" / "lake" / table)
        by_log = duckdb.connect()
        by_log.execute("SET TimeZone = 'UTC'")
        by_log.register(table, DeltaTable(path).to_pyarrow_dataset())
        yield "deltalake", rows(by_log.execute(query))
        alone = duckdb.connect()
        alone.execute(f"LOAD '{delta_reader()}'")
        alone.execute(f"CREATE VIEW {table} AS FROM delta_scan('{path}')")
        yield "delta_scan", rows(alone.execute(query))

    def assert_theirs(self, table, query, expected):
        for reader, answer in self.theirs(table, query):
            with self.subTest(table=table, reader=reader):
                self.assertEqual(answer, expected)

    def test_events_are_counted_alike_by_customer_and_type(self):
        ours = self.ours("SELECT customer, type, count(*) AS n FROM events GROUP BY customer, type ORDER BY 1, 2")
        self.assertGreater(len(ours), 20)
        self.assertEqual(sum(row["n"] for row in ours), self.summary["stored"])
        counted = "SELECT customer, type, {} AS n FROM events WHERE day IS NOT NULL GROUP BY ALL ORDER BY 1, 2"
        # Each once: as many rows as different ids.
        for count in ("count(*)", "count(DISTINCT id)"):
            self.assert_theirs("events", counted.format(count), ours)

    def test_dead_letters_are_there_with_their_bytes_and_the_reason(self):
        self.assertEqual(self.summary["dead_letters"], len(REFUSED))
        query = "SELECT decode(raw) AS line, why IS NOT NULL AS told FROM events WHERE day IS NULL ORDER BY source_position"
        self.assert_theirs("events", query, [{"line": line, "told": True} for line in REFUSED])

    def test_a_table_holds_events_and_dead_letters_and_nothing_else(self):
        whole = self.summary["stored"] + self.summary["dead_letters"]
        self.assert_theirs("events", "SELECT count(*) AS n FROM events", [{"n": whole}])
        self.assertEqual(self.summary["read"], whole + self.summary["duplicates"])

    def test_statistics_are_counted_alike(self):
        for table in STATISTICS:
            query = f"SELECT customer, count(*) AS n FROM {table} GROUP BY customer ORDER BY customer"
            ours = self.ours(query)
            self.assertEqual(len(ours), CUSTOMERS, table)
            self.assert_theirs(table, query, ours)

    def test_the_visits_of_the_hours_are_the_visits(self):
        visits = self.ours("SELECT count(*) AS n FROM queue_visits")
        self.assert_theirs("queue_hours", "SELECT CAST(sum(joined) AS BIGINT) AS n FROM queue_hours", visits)


if __name__ == "__main__":
    unittest.main()
