"""Other people's programs read the tables: deltalake the log, DuckDB the files; both must count what the product counts."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import duckdb
from deltalake import DeltaTable

BINARY = os.environ["BINARY"]
TABLES = ["calls", "queue_visits", "agent_sessions", "queue_hours", "agent_hours", "call_hours"]


class Tables(unittest.TestCase):
    """A small month of synthetic customers, ingested and refreshed."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        events = cls.root / "events.ndjson"
        with events.open("wb") as file:
            command = [BINARY, "generate", "--customers", "3", "--days", "20", "--seed", "7"]
            subprocess.run(command, check=True, stdout=file, cwd=cls.root)
        cls.opkald("ingest", "--once", str(events))
        cls.opkald("refresh")

    @classmethod
    def opkald(cls, *arguments):
        command = [BINARY, *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=cls.root).stdout

    def ours(self, query):
        return [json.loads(line) for line in self.opkald("sql", "--format", "json", query).splitlines()]

    def theirs(self, table, query):
        """Runs a query in DuckDB, over the very files that the table's log says are live."""
        delta = DeltaTable(str(self.root / "opkald-data" / "lake" / table))
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register(table, delta.to_pyarrow_dataset())
        answer = connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row)) for row in answer.fetchall()]

    def test_events_are_counted_alike_by_customer_and_type(self):
        ours = self.ours("SELECT customer, type, count(*) AS n FROM events GROUP BY customer, type ORDER BY 1, 2")
        theirs = self.theirs(
            "events",
            "SELECT customer, type, count(DISTINCT id) AS n FROM events WHERE day IS NOT NULL GROUP BY ALL ORDER BY 1, 2",
        )
        self.assertGreater(len(ours), 20)
        self.assertEqual(ours, theirs)

    def test_statistics_are_counted_alike(self):
        for table in TABLES:
            with self.subTest(table=table):
                query = f"SELECT customer, count(*) AS n FROM {table} GROUP BY customer ORDER BY customer"
                ours = self.ours(query)
                self.assertEqual(len(ours), 3)
                self.assertEqual(ours, self.theirs(table, query))

    def test_the_visits_of_the_hours_are_the_visits(self):
        joined = self.theirs("queue_hours", "SELECT CAST(sum(joined) AS BIGINT) AS n FROM queue_hours")
        visits = self.theirs("queue_visits", "SELECT count(*) AS n FROM queue_visits")
        self.assertEqual(joined, visits)


if __name__ == "__main__":
    unittest.main()
