"""Measures the program and prints a Markdown table: `run.py BINARY [--events N] [--quick] [--only STEPS] [--parts FILE]`.

FILE is what the pipeline's own bench printed: how fast its parts are alone.

Every ratio is of two things that this one run measured. A goal that the program gives no means to measure says so.
"""

import argparse
import pathlib
import re
import tempfile

import api
import commits
import data
import exports
import kafka
import machine
import money
import upkeep
from program import MIB, Program, peer

PEER_CUT = (
    "DuckDB {version}, 2 threads, equivalent SQL (`tests/bench/peer.sql`: calls with who sent them, visits, agents' part in them, their presence, and the hours "
    "of queues, agents and calls with histograms and peaks) over the same Parquet files of the table's log, each result sorted by customer and instant and written as Parquet; "
    "its hours are UTC, and it tells no ids apart that are used again"
)


def limit(parts):
    """The share of its parts' speed that the ingest reaches, as the pipeline's bench printed it."""
    text = parts.read_text(encoding="utf-8") if parts else ""
    found = re.search(r"ingest is at ([0-9.]+) of", text)
    speeds = dict(re.findall(r"^(decode|encode|ingest) +([0-9]+) events/s", text, re.MULTILINE))
    if not found or len(speeds) < 3:
        return "not measured", "run `make bench`, which runs the parts alone first"
    return found[1], ", ".join(f"{name} {int(speed):,}" for name, speed in speeds.items()) + " events per CPU-second"


def ingest(program, story, parts, rows):
    run = program.run("ingest", "--once", str(story.file), cores={0})
    done = run.json()
    bound = run.bound_mib()
    bound_mib = f"{bound} MiB" if bound else "none printed"
    wall, cpu = done["read"] / run.seconds, done["read"] / run.cpu_seconds
    rows.append(("ingest, one core", "≥ 250,000 events/s", f"{wall:,.0f} events/s", f"{done['read']:,} events, {run.seconds:.1f} s wall"))
    rows.append(("ingest, per CPU-second", "", f"{cpu:,.0f} events", f"{run.cpu_seconds:.1f} s of CPU"))
    rows.append(("ingest / (decode alone, then Parquet alone)", "≥ 0.6", *limit(parts)))
    other = peer("ingest", story.file, program.root / "peer", cores={0})
    ratio = other["cpu_seconds"] / run.cpu_seconds
    rows.append((
        "ingest / DuckDB, CPU time", "", f"{ratio:.2f} × DuckDB's speed",
        f"DuckDB {other['version']}, one thread, same core: read_json with the columns given → one Parquet file, zstd; no order, refusal, doubles, commit, raw bytes: "
        f"{done['read'] / other['cpu_seconds']:,.0f} events per CPU-second",
    ))
    rows.append(("peak memory of ingest", f"≤ 400 MiB, and ≤ bound ({bound_mib})", f"{run.peak_bytes / MIB:.0f} MiB", "ru_maxrss"))


def rebuild(program, rows):
    run = program.run("refresh", "--rebuild", cores={0, 1}, threads=2)
    other = peer("rebuild", program.lake, program.root / "peer", cores={0, 1})
    ours = {name: program.sums(name) for name in other["sums"]}
    same = "sums agree" if ours == other["sums"] else f"SUMS DIFFER: {ours} here, {other['sums']} there"
    rows.append(("`refresh --rebuild`", "", f"{run.seconds:.2f} s", f"{run.cpu_seconds:.2f} s of CPU, peak {run.peak_bytes / MIB:.0f} MiB"))
    rows.append((
        "rebuild / DuckDB, wall time", "≤ 1.0", f"{run.seconds / other['seconds']:.2f}",
        f"{other['seconds']:.2f} s ({other['cpu_seconds']:.2f} s of CPU). {PEER_CUT.format(version=other['version'])}; {same}",
    ))
    return run


def refresh(program, story, whole, rows):
    fresh, days = data.newcomers(program, story)
    stored = program.run("ingest", "--once", str(fresh)).json()["stored"]
    run = program.run("refresh", cores={0, 1}, threads=2)
    share = run.seconds / whole.seconds * 100
    rows.append((
        "`refresh` after 10,000 new events / rebuild", "< 5 %", f"{share:.1f} %",
        f"{run.seconds:.2f} s; {stored:,} new events of {days[0]} to {days[-1]}, {run.json()['days']} days recomputed",
    ))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--quick", action="store_true", help="1,000,000 events of 100 customers' 61 days, and 1,000 commits")
    parser.add_argument("--only", type=lambda text: set(text.split(",")), help="these steps, with commas between, after ingest and rebuild")
    parser.add_argument("--parts", type=pathlib.Path, help="what the pipeline's bench printed")
    arguments = parser.parse_args()
    events, customers, days = (1_000_000, 100, 61) if arguments.quick else (arguments.events, 1000, 365)
    head = machine.describe()
    rows = []
    with tempfile.TemporaryDirectory(prefix="opkald-bench-") as folder:
        program = Program(arguments.binary.resolve(), pathlib.Path(folder))
        machine.say(f"generating about {events:,} events")
        story = data.generate(program, events, customers, days)
        program.add_customer(story.customers[0])
        steps = [
            ("ingest", lambda: ingest(program, story, arguments.parts, rows)),
            ("rebuild", lambda: refresh(program, story, rebuild(program, rows), rows)),
            ("money", lambda: money.measure(program, story, rows)),
            ("requests", lambda: api.measure(program, story, rows)),
            ("exports", lambda: exports.measure(program, 100_000 if arguments.quick else 1_000_000, rows)),
            ("upkeep", lambda: upkeep.measure(program, rows)),
            ("kafka", lambda: kafka.measure(program, story, 500_000 if arguments.quick else 5_000_000, rows)),
            ("commits", lambda: commits.measure(program, 1000 if arguments.quick else 5000, rows)),
        ]
        chosen = {name for name, _ in steps} if arguments.only is None else arguments.only | {"ingest", "rebuild"}
        if unknown := chosen - {name for name, _ in steps}:
            parser.error(f"no step is called {', '.join(sorted(unknown))}; there are {', '.join(name for name, _ in steps)}")
        for name, step in steps:
            if name not in chosen:
                continue
            machine.say(name)
            step()
        print(f"{head}; {program.version()}; {story.lines:,} events of {len(story.customers)} customers over {days} days.\n")
    print("| figure | goal | measured | how |\n|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    if program.defects:
        print(f"\n**Runs that spoke of a defect in the program, and ended well: {', '.join(program.defects)}.**")


if __name__ == "__main__":
    main()
