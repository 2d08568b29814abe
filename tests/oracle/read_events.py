"""Other people's programs read a table of events: `read_events.py TABLE KEYS`.

TABLE is a folder, or an address s3://bucket/prefix, which is reached as the variables AWS_* say. KEYS has a line
`customer,id` for each event that must be there, once. Prints what each reader counted; fails when it differs.
"""

import os
import pathlib
import sys
import urllib.parse

import duckdb
import duckdb_extension_delta
import duckdb_extension_httpfs
import polars
from deltalake import DeltaTable

ASKED = "SELECT customer || ',' || id FROM {} WHERE day IS NOT NULL"


SECRET = """CREATE SECRET (TYPE s3, KEY_ID '{AWS_ACCESS_KEY_ID}', SECRET '{AWS_SECRET_ACCESS_KEY}', REGION '{AWS_REGION}',
ENDPOINT '{host}', URL_STYLE 'path', USE_SSL false)"""


def load(connection, package, name):
    folder = pathlib.Path(package.__file__).parent
    extension = next(folder.glob(f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"))
    connection.execute(f"LOAD '{extension}'")


def by_duckdb(table):
    connection = duckdb.connect()
    load(connection, duckdb_extension_delta, "delta")
    if table.startswith("s3://"):
        load(connection, duckdb_extension_httpfs, "httpfs")
        connection.execute(SECRET.format(host=urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc, **os.environ))
    return [row[0] for row in connection.execute(ASKED.format(f"delta_scan('{table}')")).fetchall()]


def by_polars(table):
    events = polars.scan_delta(table).filter(polars.col("day").is_not_null())
    return events.select(polars.concat_str("customer", "id", separator=",")).collect().to_series().to_list()


def by_deltalake(table):
    connection = duckdb.connect()
    connection.register("events", DeltaTable(table).to_pyarrow_dataset())
    return [row[0] for row in connection.execute(ASKED.format("events")).fetchall()]


def main():
    table, expected = sys.argv[1], sorted(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8").splitlines())
    for reader in (by_duckdb, by_polars, by_deltalake):
        found = sorted(reader(table))
        print(f"{reader.__name__}: {len(found)} events")
        if found != expected:
            missing, more = set(expected) - set(found), set(found) - set(expected)
            sys.exit(f"{reader.__name__}: {len(expected)} were sent; {len(missing)} are missing, {len(more)} nobody sent")


if __name__ == "__main__":
    main()
