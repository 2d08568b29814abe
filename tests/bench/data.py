"""The synthetic events, and the ones that come later."""

import json
import typing

NEW_EVENTS = 10_000


class Story(typing.NamedTuple):
    """One generated file."""

    file: object
    customers: list
    lines: int


def generate(program, events, customers, days):
    return write(program, customers, days, 1, "events.ndjson", events / days / customers)


def write(program, customers, days, seed, name, events_per_day=900):
    """`events_per_day` of each customer, about: small customers have somewhat more than they are given."""
    file = program.root / name
    program.run(
        "generate", "--customers", str(customers), "--days", str(days), "--seed", str(seed),
        "--events-per-day", f"{max(1, events_per_day):.1f}", stdout=file,
    )
    found, lines = set(), 0
    with file.open("rb") as text:
        for line in text:
            lines += 1
            # The field stands near the front of every line; reading all of the JSON would take minutes.
            at = line.index(b'"customer":"') + 12
            found.add(line[at:line.index(b'"', at)].decode())
    return Story(file, sorted(found), lines)


def newcomers(program, story):
    """10,000 events of the last days, of the same customers, that are not in the story: another seed, ids of their own."""
    days = 1
    while True:
        per_day = 1.5 * NEW_EVENTS / len(story.customers)
        later = write(program, len(story.customers), days, 2, "later.ndjson", per_day)
        if later.lines >= 1.02 * NEW_EVENTS:
            break
        days += 1
    # Each seed has its own customer numbers: the n-th of one stands for the n-th of the other.
    own = dict(zip(later.customers, story.customers))
    events = {}
    for line in later.file.open(encoding="utf-8"):
        event = json.loads(line)
        event["customer"] = own[event["customer"]]
        for key in {"id", "call"} & event.keys():
            event[key] = "new-" + event[key]
        events[event["customer"], event["id"]] = event
    fresh = program.root / "fresh.ndjson"
    # The last ones in time, so that as few days as possible are new.
    last = sorted(events.values(), key=lambda event: event["time"])[-NEW_EVENTS:]
    fresh.write_text("".join(json.dumps(event) + "\n" for event in last), encoding="utf-8")
    return fresh, sorted({event["time"][:10] for event in last})
