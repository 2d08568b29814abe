"""From a real broker on the same machine: what an event costs, and how soon it is in an answer."""

import datetime
import json
import pathlib
import signal
import subprocess
import sys
import time

import api
import data
import machine
from broker import Broker

CLIENT = pathlib.Path(__file__).with_name("kafka_client.py")
RATE = 20_000
# How long the stream goes on before the first probe, and how long it is probed.
WARM_SECONDS = 10
PROBED_SECONDS = 60
PROBE_EVERY_SECONDS = 0.5
MISSED_SECONDS = 30


def client(*arguments):
    done = subprocess.run([sys.executable, str(CLIENT), *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def measure(program, story, events, rows):
    with Broker(program.root / "broker") as broker:
        catch_up(program, broker, story, events, rows)
        fresh(program, broker, rows)


def catch_up(program, broker, story, events, rows):
    machine.say(f"sending {events:,} events")
    filled = client("fill", broker.address, "calls", story.file, min(events, story.lines))
    machine.say("reading them")
    run = program.run("ingest", "--once", broker.source("calls", "bench"), place="from-kafka")
    read = run.json()["read"]
    if read != filled["events"]:
        raise RuntimeError(f"{filled['events']} events were sent, {read} were read")
    ours = read / run.cpu_seconds
    rows.append((
        "ingest from Kafka, per CPU-second", "≥ 150,000 events", f"{ours:,.0f} events",
        f"{read:,} events of {filled['bytes'] / read:.0f} bytes in 4 partitions of a broker on this machine; {run.cpu_seconds:.1f} s of CPU, "
        f"{read / run.seconds:,.0f} events/s wall",
    ))
    for how, words in [("dicts", "json.loads, a dictionary an event"), ("arrow", "Arrow's own JSON reader, a batch at once")]:
        machine.say(f"the peer reads them: {how}")
        other = client("consume", broker.address, "calls", read, program.root / f"peer-{how}", how)
        theirs = other["events"] / other["cpu_seconds"]
        rows.append((
            f"that / plain Python consumer ({how})", "≥ 5" if how == "dicts" else "", f"{ours / theirs:.1f} ×",
            f"confluent-kafka and pyarrow: batches of 50,000, {words}, Parquet with zstd, offsets committed; no order, refusal, doubles, table: "
            f"{theirs:,.0f} events per CPU-second",
        ))


def fresh(program, broker, rows):
    """A probe is a call of one customer; it is fresh as soon as the API lists it."""
    wanted = RATE * (WARM_SECONDS + PROBED_SECONDS + 10)
    live = data.write(program, 1000, 7, 3, "live.ndjson", wanted / 7000)
    client("fill", broker.address, "live", live.file, 0)
    program.run("account", "add-customer", "77", "--name", "Probe", place="fresh")
    program.run("account", "set-pin", "77", "4826", place="fresh")
    port = api.free_port()
    serve = program.command("serve", "--listen", f"127.0.0.1:{port}", "--from", broker.source("live", "fresh"), place="fresh")
    with (program.root / "fresh.log").open("wb") as log:
        server = subprocess.Popen(serve, stdout=log, stderr=log, cwd=program.root)
        pace = [sys.executable, str(CLIENT), "pace", broker.address, "live", live.file, RATE, WARM_SECONDS + PROBED_SECONDS]
        sender = subprocess.Popen(list(map(str, pace)), stdout=subprocess.PIPE, text=True)
        try:
            took = probe(broker, port)
            sent = json.loads(sender.communicate(timeout=120)[0])
        finally:
            sender.kill()
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
    rate = sent["events"] / sent["seconds"]
    if rate < 0.95 * RATE:
        raise RuntimeError(f"{rate:,.0f} events/s were sent, {RATE:,} were wanted")
    missed = sum(seconds is None for seconds in took)
    seconds = [MISSED_SECONDS if value is None else value for value in took]
    rows.append((
        "freshness: sent to Kafka → in the API's list of calls", "p99 ≤ 3 s",
        f"p50 {api.percentile(seconds, 0.5):.1f} s, p99 {api.percentile(seconds, 0.99):.1f} s",
        f"{len(took)} probes, {missed} of them not there {MISSED_SECONDS} s after the last was sent (counted as so long), with {rate:,.0f} events/s sent beside, "
        "broker, sender, ingest, refresh and portal on the same cores; the default settings",
    ))


def probe(broker, port):
    """How long each probe took; none for one that did not come. They are sent by the clock, however long others take."""
    from confluent_kafka import Producer

    api.wait_until_ready(port)
    asking = api.Client(port)
    asking.log_in("77")
    time.sleep(WARM_SECONDS)
    producer = Producer({"bootstrap.servers": broker.address, "linger.ms": 0})
    sent, took, began = [], {}, time.monotonic()
    while (passed := time.monotonic() - began) < PROBED_SECONDS + MISSED_SECONDS:
        if passed < PROBED_SECONDS and passed >= len(sent) * PROBE_EVERY_SECONDS:
            sent.append(time.monotonic())
            producer.produce("live", value=json.dumps(call(len(sent))), key="77")
            producer.poll(0)
        elif len(took) == len(sent) and passed >= PROBED_SECONDS:
            break
        listed = json.loads(asking.ask(asked())[1])["calls"]
        now = time.monotonic()
        for number in {int(row["call"]) for row in listed} - took.keys():
            took[number] = now - sent[number - 1]
        time.sleep(0.02)
    return [took.get(number + 1) for number in range(len(sent))]


def call(number):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "id": f"probe-{number}", "type": "call.started", "time": now.isoformat(), "customer": "77", "call": str(number),
        "direction": "inbound", "from": "+4588303080", "to": "+4570101010", "line": "+4570101010", "line_kind": "local",
    }


def asked():
    day = datetime.datetime.now(datetime.timezone.utc).date()
    return f"/api/v1/calls?from={day - datetime.timedelta(days=1)}&to={day + datetime.timedelta(days=2)}&limit=500"
