"""What the figures were measured on."""

import datetime
import os
import sys


def first(path, key):
    with open(path, encoding="utf-8") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(key)), "unknown")


def describe():
    ram = int(first("/proc/meminfo", "MemTotal").split()[0]) / 2**20
    model = first("/proc/cpuinfo", "model name")
    load = os.getloadavg()[0]
    busy = f"{load:.1f} processes were busy before the run" + (" (**loaded machine**)" if load > 0.5 else "")
    return f"{datetime.date.today()}: {os.cpu_count()} cores of {model}, {ram:.0f} GiB; {busy}"


def say(text):
    print(text, file=sys.stderr, flush=True)
