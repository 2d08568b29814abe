"""Plain Python beside a broker, in a process of its own. Each prints one JSON line.

`kafka_client.py fill BROKER TOPIC FILE EVENTS` makes the topic and sends the file's first events, by customer.
`kafka_client.py pace BROKER TOPIC FILE RATE SECONDS` sends events of the file at so many a second.
`kafka_client.py consume BROKER TOPIC EVENTS OUT dicts|arrow` is the peer: batches of 50,000 messages, JSON parsed, Parquet
written, offsets committed. `dicts` parses as Python usually does, `arrow` by Arrow's own reader, which is the faster way.
"""

import datetime
import io
import itertools
import json
import pathlib
import resource
import sys
import time

from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic

PARTITIONS = 4
BATCH = 50_000
# The field stands near the front of every line.
CUSTOMER = b'"customer":"'
TEXTS = "id type customer call direction from to line line_kind queue agent reason country object currency order price".split()
NUMBERS = "leg position bytes duration_ms wait_ms talk_ms session_ms".split()


def customer(line):
    at = line.index(CUSTOMER) + len(CUSTOMER)
    return line[at:line.index(b'"', at)]


def producer(broker):
    return Producer({"bootstrap.servers": broker, "linger.ms": 20, "batch.size": 1 << 20, "queue.buffering.max.messages": 1_000_000})


def send(client, topic, line):
    while True:
        try:
            return client.produce(topic, value=line.rstrip(b"\n"), key=customer(line))
        except BufferError:
            client.poll(0.1)


def fill(broker, topic, file, events):
    admin = AdminClient({"bootstrap.servers": broker})
    for made in admin.create_topics([NewTopic(topic, PARTITIONS, 1)]).values():
        made.result()
    client, count, size = producer(broker), 0, 0
    with open(file, "rb") as lines:
        for line in itertools.islice(lines, int(events)):
            send(client, topic, line)
            count, size = count + 1, size + len(line)
            if count % 10_000 == 0:
                client.poll(0)
    if client.flush(120):
        raise RuntimeError("the broker did not take all events")
    return {"events": count, "bytes": size}


def pace(broker, topic, file, rate, seconds):
    """Every 10 ms as many as are due, each as if it happened now."""
    client, count, began = producer(broker), 0, time.monotonic()
    with open(file, "rb") as lines:
        while (passed := time.monotonic() - began) < float(seconds):
            now = b'"time":"' + datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ").encode()
            for line in itertools.islice(lines, int(passed * int(rate)) - count):
                at = line.index(b'"time":"')
                send(client, topic, line[:at] + now + line[line.index(b'"', at + 8):])
                count += 1
            client.poll(0)
            time.sleep(0.01)
    client.flush(60)
    return {"events": count, "seconds": time.monotonic() - began}


def schema():
    import pyarrow

    columns = [(name, pyarrow.string()) for name in TEXTS] + [(name, pyarrow.int64()) for name in NUMBERS]
    return pyarrow.schema([*columns, ("time", pyarrow.timestamp("us", tz="UTC"))])


def by_dicts(values, form):
    """Every event a dictionary."""
    import pyarrow

    rows = [json.loads(value) for value in values]
    for row in rows:
        row["time"] = datetime.datetime.fromisoformat(row["time"])
    return pyarrow.Table.from_pylist(rows, schema=form)


def by_arrow(values, form):
    """Arrow's reader takes a whole batch as lines."""
    import pyarrow
    from pyarrow import json as arrow_json

    # Its reader takes a time without a zone only, so that the zone is put to it afterwards.
    field = form.get_field_index("time")
    as_read = form.set(field, pyarrow.field("time", pyarrow.string()))
    options = arrow_json.ParseOptions(explicit_schema=as_read, unexpected_field_behavior="ignore")
    read = arrow_json.ReadOptions(block_size=8 << 20, use_threads=True)
    table = arrow_json.read_json(io.BytesIO(b"\n".join(values)), read_options=read, parse_options=options)
    return table.set_column(field, form.field(field), table.column("time").cast(form.field(field).type))


def consume(broker, topic, events, out, how):
    import pyarrow.parquet

    parse, form = {"dicts": by_dicts, "arrow": by_arrow}[how], schema()
    folder = pathlib.Path(out)
    folder.mkdir(parents=True)
    client = Consumer({
        "bootstrap.servers": broker, "group.id": f"peer-{how}", "enable.auto.commit": False, "auto.offset.reset": "earliest",
    })
    client.subscribe([topic])
    before, began, count = cpu_seconds(), time.monotonic(), 0
    while count < int(events):
        messages = client.consume(BATCH, timeout=1.0)
        values = [message.value() for message in messages if message.error() is None]
        if not values:
            continue
        pyarrow.parquet.write_table(parse(values, form), folder / f"{count}.parquet", compression="zstd")
        client.commit(asynchronous=False)
        count += len(values)
    answer = {"events": count, "cpu_seconds": cpu_seconds() - before, "seconds": time.monotonic() - began}
    client.close()
    return answer


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    steps = {"fill": fill, "pace": pace, "consume": consume}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
