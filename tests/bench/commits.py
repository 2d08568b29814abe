"""Whether the thousandth commit into a table costs what the first ones do."""

import itertools

import data
from api import percentile

EVENTS_OF_A_COMMIT = 20


def measure(program, wanted, rows):
    """A batch never reaches over the end of a file, so that as many small files make as many commits."""
    story = data.write(program, round(wanted * EVENTS_OF_A_COMMIT / 700), 1, 3, "commits.ndjson")
    folder = program.root / "parts"
    folder.mkdir()
    files = []
    with story.file.open("rb") as lines:
        while len(files) < wanted and (part := list(itertools.islice(lines, EVENTS_OF_A_COMMIT))):
            files.append(folder / f"{len(files):05}.ndjson")
            files[-1].write_bytes(b"".join(part))
    settings = {"OPKALD_INGEST_COMMIT_EVENTS": str(EVENTS_OF_A_COMMIT)}
    program.run("ingest", "--once", *map(str, files), place="commits", settings=settings)
    log = program.root / "commits" / "lake" / "events" / "_delta_log"
    times = [file.stat().st_mtime_ns / 1e6 for file in sorted(log.glob("0*[0-9].json"))]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    goal = "p99 of the last 100 ≤ 2 × of the first 100"
    if len(times) < wanted * 0.9:
        how = f"{len(files):,} files of {EVENTS_OF_A_COMMIT} events gave {len(times):,} commits only"
        rows.append((f"{wanted:,} commits into one table", goal, "not measured", how))
        return
    first, last = percentile(gaps[:100], 0.99), percentile(gaps[-100:], 0.99)
    rows.append((
        f"{len(times):,} commits into one table", goal, f"{last / first:.2f} ×",
        f"{first:.1f} ms and {last:.1f} ms from one commit to the next ({EVENTS_OF_A_COMMIT} events read, written and committed), by the times of the log's files",
    ))
