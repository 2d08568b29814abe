-- One row per leg: a call record.
SELECT
    customer, call, leg, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at,
    ring_us / 1e6 AS ring_seconds, talk_us / 1e6 AS talk_seconds, outcome, forwarded_to, transferred_to, forwarded_from,
    why_listed, queue, agent, country, price, currency, recording
FROM stored.calls
