"""Other people's programs read a table of events: `read_events.py TABLE KEYS`.

KEYS has a line `customer,id` for each event that must be there, once. Prints what each reader counted; fails when it differs.
"""

import pathlib
import sys

import duckdb
import duckdb_extension_delta
import polars
from deltalake import DeltaTable

ASKED = "SELECT customer || ',' || id FROM {} WHERE day IS NOT NULL"


def by_duckdb(table):
    folder = pathlib.Path(duckdb_extension_delta.__file__).parent
    extension = next(folder.glob(f"extensions/v{duckdb.__version__}/delta.duckdb_extension"))
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
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
