"""What laying a closed day anew costs, beside DuckDB writing the same files as one, sorted."""

import data
from program import MIB, peer

EVENTS = 1_000_000


def measure(program, rows):
    story = data.write(program, 2000, 1, 3, "upkeep.ndjson", EVENTS / 2000)
    settings = {"OPKALD_INGEST_COMMIT_EVENTS": "65536"}
    program.run("ingest", "--once", str(story.file), place="upkeep", settings=settings)
    lake = program.root / "upkeep" / "lake"
    before = [file for file in lake.glob("events/day=*/*.parquet")]
    size = sum(file.stat().st_size for file in before)
    idle = program.run("maintain", "--dry-run", cores={0}, place="upkeep")
    run = program.run("maintain", cores={0}, place="upkeep")
    done = next(table for table in map(run.line, range(8)) if table["table"] == "events")
    # What the program takes to start and to open its tables is not the merge.
    cpu = max(run.cpu_seconds - idle.cpu_seconds, 0.01)
    other = peer("compact", lake, program.root / "peer", cores={0}, files=before)
    speed = done["rows_merged"] / cpu
    rows.append((
        "compaction of a closed day, per CPU-second", "", f"{speed:,.0f} rows, {size / MIB / cpu:.1f} MiB of files",
        f"{done['files_merged']} files with {done['rows_merged']:,} rows became {done['files_written']}; peak {run.peak_bytes / MIB:.0f} MiB",
    ))
    rows.append((
        "compaction / DuckDB, CPU time", "", f"{other['cpu_seconds'] / cpu:.2f} × DuckDB's speed",
        f"DuckDB {other['version']}, one thread, same core, same files: COPY … ORDER BY customer, time → Parquet, zstd 1; doubles not looked for, rows not counted: "
        f"{other['rows'] / other['cpu_seconds']:,.0f} rows per CPU-second, peak {other['peak_bytes'] / MIB:.0f} MiB",
    ))
