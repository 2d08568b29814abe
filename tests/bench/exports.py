"""How long a million calls take into a workbook, beside the way of a Python program that has the rows at hand."""

import csv
import datetime
import http.client
import json
import pathlib
import re
import subprocess
import time
import zipfile

import api
from program import MIB

PLACE = "exports"
CUSTOMER = "4200000"
BEGIN = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
# A call every 25 seconds is a million in under ten months.
EVERY_SECONDS = 25
RANGE = "from=2026-01-01&to=2026-12-01"
CHUNK = 10_000
INSTANTS = {"started_at", "answered_at", "ended_at"}
NUMBERS = {"ring_seconds", "talk_seconds", "price", "leg"}


def stamp(second):
    return (BEGIN + datetime.timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(file, calls):
    """Calls of one customer, to and from numbers that differ, three of four of them answered."""
    with file.open("w", encoding="utf-8") as out:
        for number in range(calls):
            at = number * EVERY_SECONDS
            head = f'"customer":"{CUSTOMER}","call":"c{number:07}","leg":0'
            caller, line = f"+45{20_000_000 + number * 7919 % 9_999_991}", f"+4588{number % 40:06}"
            out.write(
                f'{{"id":"{number}a","type":"call.started","time":"{stamp(at)}",{head},"direction":"inbound",'
                f'"from":"{caller}","to":"{line}","line":"{line}","line_kind":"local"}}\n'
            )
            if number % 4:
                out.write(f'{{"id":"{number}b","type":"call.answered","time":"{stamp(at + 5 + number % 11)}",{head}}}\n')
            reason = "normal" if number % 4 else "no_answer"
            out.write(f'{{"id":"{number}c","type":"call.ended","time":"{stamp(at + 20 + number % 301)}",{head},"reason":"{reason}"}}\n')


def memory(pid, what):
    text = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"{what}:\s+(\d+) kB", text)[1]) * 1024


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def download(client, port, path, file):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path, headers={"Cookie": client.headers["Cookie"]})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{path}: {response.status} {response.read()[:500]!r}")
    with file.open("wb") as out:
        while piece := response.read(1 << 20):
            out.write(piece)


def rows_of(workbook):
    """Rows below the heads of all sheets but the front."""
    count = 0
    with zipfile.ZipFile(workbook) as parts:
        sheets = [name for name in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)]
        for name in sheets:
            if name.endswith("/sheet1.xml"):
                continue
            with parts.open(name) as text:
                left = b""
                while piece := text.read(1 << 20):
                    piece = left + piece
                    count += piece.count(b"<row ")
                    # Shorter than what is counted, so that nothing counts twice.
                    left = piece[-4:]
            count -= 1
    return count


def plain(name, value):
    if name in INSTANTS:
        return datetime.datetime.fromisoformat(value).replace(tzinfo=None)
    return float(value) if name in NUMBERS else value


def peer(table, file):
    """Seconds that XlsxWriter takes for the rows, those of reading them left out, and how many there were."""
    import xlsxwriter

    seconds, count = 0.0, 0
    with table.open(newline="", encoding="utf-8") as text:
        lines = csv.reader(text)
        names = next(lines)
        began = time.perf_counter()
        book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
        sheet = book.add_worksheet()
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, names)
        seconds += time.perf_counter() - began
        while True:
            chunk = [[plain(name, value) if value else None for name, value in zip(names, line)] for _, line in zip(range(CHUNK), lines)]
            if not chunk:
                break
            began = time.perf_counter()
            for row in chunk:
                count += 1
                for place, (name, value) in enumerate(zip(names, row)):
                    if value is None:
                        continue
                    if name in INSTANTS:
                        sheet.write_datetime(count, place, value, when)
                    elif name in NUMBERS:
                        sheet.write_number(count, place, value)
                    else:
                        sheet.write_string(count, place, value)
            seconds += time.perf_counter() - began
        began = time.perf_counter()
        book.close()
        seconds += time.perf_counter() - began
    return seconds, count


def measure(program, calls, rows):
    events = program.root / "calls.ndjson"
    write(events, calls)
    program.run("account", "add-customer", CUSTOMER, "--name", "Bench", place=PLACE)
    program.run("account", "set-pin", CUSTOMER, "4826", place=PLACE)
    program.run("ingest", "--once", str(events), place=PLACE)
    events.unlink()
    program.run("refresh", place=PLACE)
    port = api.free_port()
    with (program.root / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            program.command("serve", "--listen", f"127.0.0.1:{port}", place=PLACE), stdout=log, stderr=log, cwd=program.root
        )
        try:
            api.wait_until_ready(port)
            ask(program, port, server.pid, calls, rows)
        finally:
            server.terminate()
            server.wait(timeout=30)


def ask(program, port, pid, calls, rows):
    client = api.Client(port)
    client.log_in(CUSTOMER)
    total = json.loads(client.ask(f"/api/v1/calls?{RANGE}&limit=1")[1])
    book, table = program.root / "ours.xlsx", program.root / "ours.csv"
    # A short one first, so that what stays in memory from then on is there.
    download(client, port, "/api/v1/calls.xlsx?from=2026-01-01&to=2026-01-02", book)
    before, used = memory(pid, "VmRSS"), processor_seconds(pid)
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")
    began = time.perf_counter()
    download(client, port, f"/api/v1/calls.xlsx?{RANGE}", book)
    seconds = time.perf_counter() - began
    used, peak = processor_seconds(pid) - used, memory(pid, "VmHWM")
    found = rows_of(book)
    whole = "" if found == calls else f"; IT HAS {found:,} ROWS"
    rows.append((
        f"{calls:,} calls as xlsx, from the portal", "< 25 s for 1,000,000", f"{seconds:.1f} s",
        f"asked for until the last byte is there, {used:.1f} s of processor, {book.stat().st_size / MIB:.0f} MiB of 22 columns{whole}; {total.get('total', '')} in all",
    ))
    rows.append((
        "memory that it takes", "≤ 100 MiB", f"{(peak - before) / MIB:.0f} MiB",
        f"peak of the process meanwhile ({peak / MIB:.0f} MiB) over what it held before",
    ))
    download(client, port, f"/api/v1/calls.csv?{RANGE}", table)
    theirs, count = peer(table, program.root / "theirs.xlsx")
    if count != calls:
        raise RuntimeError(f"the CSV has {count:,} rows")
    rows.append((
        "XlsxWriter's time for the same rows / that", "≥ 2", f"{theirs / seconds:.1f}",
        f"{theirs:.1f} s in constant-memory mode, the rows at hand and values of the right types, one thread",
    ))
