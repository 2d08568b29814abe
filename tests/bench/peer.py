"""DuckDB doing the like work: `peer.py ingest FILE OUT`, `peer.py rebuild LAKE OUT` or `peer.py compact LAKE OUT` with the files
on standard input. Prints one JSON line."""

import json
import pathlib
import resource
import sys
import time

import duckdb

SQL = pathlib.Path(__file__).with_name("peer.sql")
TEXTS = "id type customer call direction from to line line_kind queue agent reason country object currency order".split()
# What a rebuild writes, and the instant that each is sorted by after the customer.
TABLES = {
    "calls": "started_at", "queue_visits": "joined_at", "visit_agents": "joined_at", "agent_sessions": "began_at",
    "queue_hours": "hour", "call_hours": "hour", "agent_hours": "hour",
}
NUMBERS = "leg position bytes duration_ms wait_ms talk_ms session_ms".split()


def connect(threads):
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}; SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
    return connection


def ingest(connection, file, out):
    columns = {name: "VARCHAR" for name in TEXTS} | {name: "BIGINT" for name in NUMBERS}
    columns |= {"time": "TIMESTAMPTZ", "price": "DECIMAL(18,6)"}
    source = f"read_json('{file}', format = 'newline_delimited', columns = {columns})"
    connection.execute(f"COPY (SELECT * FROM {source}) TO '{out}/events.parquet' (FORMAT parquet, COMPRESSION zstd)")


def rebuild(connection, files, out):
    connection.execute("CREATE VIEW events AS SELECT * FROM read_parquet(?, hive_partitioning = false)".replace("?", str(files)))
    for statement in SQL.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.execute(statement)
    for table, instant in TABLES.items():
        rows = f"SELECT * FROM {table} ORDER BY customer, {instant}"
        connection.execute(f"COPY ({rows}) TO '{out}/{table}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def compact(connection, files, out):
    days = {}
    for file in files:
        days.setdefault(pathlib.Path(file).parent.name, []).append(file)
    written = 0
    for day, files in days.items():
        rows = f"SELECT * FROM read_parquet({files}, hive_partitioning = false) ORDER BY customer, time"
        form = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 131072"
        written += connection.execute(f"COPY ({rows}) TO '{out}/{day}.parquet' ({form})").fetchone()[0]
    return written


def sums(connection, table, columns):
    wanted = ", ".join(f"CAST(sum({column}) AS BIGINT)" for column in columns)
    return dict(zip(columns, connection.execute(f"SELECT {wanted} FROM {table}").fetchone()))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    what, source, out = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    out.mkdir(exist_ok=True)
    if what == "rebuild":
        # Which files are live, the table's log says; reading it is not timed.
        from deltalake import DeltaTable

        source = [str(path) for path in DeltaTable(f"{source}/events").file_uris()]
    if what == "compact":
        source = sys.stdin.read().split()
    cpu, began = cpu_seconds(), time.perf_counter()
    connection = connect(2 if what == "rebuild" else 1)
    written = {"ingest": ingest, "rebuild": rebuild, "compact": compact}[what](connection, source, out)
    answer = {"seconds": time.perf_counter() - began, "cpu_seconds": cpu_seconds() - cpu, "version": duckdb.__version__}
    answer |= {"rows": written, "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    if what == "rebuild":
        answer["sums"] = {
            "call_hours": sums(connection, "call_hours", ["calls", "answered", "missed", "peak", "talk_us"]),
            "queue_hours": sums(connection, "queue_hours", ["joined", "answered", "peak_waiting", "peak_talking", "talk_us", "wrapup_us"]),
            "agent_hours": sums(connection, "agent_hours", ["offers", "answered", "ring_us", "talk_us", "logged_in_us", "paused_us"]),
        }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
