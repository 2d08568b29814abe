"""How long it takes to charge one customer's month anew, beside all the others."""

import json

TARIFF = """
[[tariff]]
id = "bench"
name = "Bench"
valid_from = {valid_from}
currency = "DKK"
[[tariff.group]]
id = "all"
name = "All"
prefixes = ["+45", "+46", "+47", "+44", "+49"]
[[tariff.rate]]
service = "call"
groups = ["all"]
zones = ["home", "eu", "rest"]
connect = "0.25"
steps = [{{ per_minute = "{price}", increment_seconds = 1 }}]
[[tariff.rate]]
service = "received"
zones = ["rest"]
steps = [{{ per_minute = "6.00" }}]
[[tariff.rate]]
service = "sms"
groups = ["all"]
zones = ["home", "eu", "rest"]
steps = [{{ per_message = "0.20" }}]
[[tariff.rate]]
service = "data"
zones = ["home", "eu", "rest"]
steps = [{{ per_megabyte = "0.05" }}]
[[tariff.plan]]
id = "plan"
name = "Plan"
price = "99.00"
[[tariff.plan.allowance]]
service = "call"
minutes = 60
"""


def account(customer, mobiles):
    text = f'[[customer]]\nnumber = "{customer}"\nname = "Bench"\n[[customer.tariff]]\nid = "bench"\nfrom = "2020-01"\n'
    for number in mobiles:
        text += f'[[customer.mobile]]\nnumber = "{number}"\nname = "M"\nplan = [{{ id = "plan", from = "2020-01" }}]\n'
    return text


def load(program, text):
    file = program.root / "account.toml"
    file.write_text(text, encoding="utf-8")
    program.run("account", "load", str(file))


def measure(program, story, rows):
    customer = story.customers[0]
    numbers = program.run(
        "sql", "--customer", customer, "--format", "json", "SELECT DISTINCT line FROM calls WHERE line_kind = 'mobile' ORDER BY line",
    ).out.splitlines()
    mobiles = [json.loads(line)["line"] for line in numbers if line]
    load(program, TARIFF.format(valid_from="2020-01-01", price="0.60") + account(customer, mobiles))
    first = program.run("refresh", cores={0, 1}, threads=2)
    legs = program.run("sql", "--format", "json", "SELECT COUNT(*) AS legs FROM calls").json()["legs"]
    nothing = program.run("refresh", cores={0, 1}, threads=2)
    load(program, TARIFF.format(valid_from="2026-09-01", price="0.75"))
    again = program.run("refresh", cores={0, 1}, threads=2)
    repriced = again.json()["repriced"]
    months = ", ".join(f"{month['month']}: {month['before']} → {month['after']}" for month in repriced) or "NO MONTH CHANGED"
    rows.append((
        "one customer's month charged anew", "< 1 s", f"{again.seconds:.2f} s",
        f"`opkald refresh` as a process, of which {nothing.seconds:.2f} s pass where nothing is stale; {legs:,} legs in all, "
        f"{len(mobiles)} mobiles with allowances; {months}. Its whole year took {first.seconds:.2f} s",
    ))
