"""Whether the thousandth commit into a table costs what the first ones do."""

import data
from api import percentile

EVENTS_OF_A_COMMIT = 20


def measure(program, wanted, rows):
    story = data.write(program, round(wanted * EVENTS_OF_A_COMMIT / 800), 1, 3, "commits.ndjson")
    settings = {"OPKALD_INGEST_COMMIT_EVENTS": str(EVENTS_OF_A_COMMIT)}
    program.run("ingest", "--once", str(story.file), place="commits", settings=settings)
    log = program.root / "commits" / "lake" / "events" / "_delta_log"
    times = [file.stat().st_mtime_ns / 1e6 for file in sorted(log.glob("0*.json"))]
    gaps = [later - earlier for earlier, later in zip(times, times[1:])]
    if len(gaps) < wanted * 0.5:
        measured, how = "not measured", f"the settings in force gave {len(times):,} commits only"
        rows.append((f"{wanted:,} commits into one table", "last p99 ≤ 2 × first", measured, how))
        return
    first, last = percentile(gaps[:100], 0.99), percentile(gaps[-100:], 0.99)
    rows.append((
        f"{len(times):,} commits into one table", "p99 of the last 100 ≤ 2 × of the first 100", f"{last / first:.2f} ×",
        f"{first:.1f} ms and {last:.1f} ms from one commit to the next ({EVENTS_OF_A_COMMIT} events decoded, written and committed), by the times of the log's files",
    ))
