-- Question: what became of one call?
-- Grain: one row per leg, in order. Inputs: calls.
SELECT
    call, leg, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at, ring_seconds, talk_seconds,
    outcome, forwarded_to, transferred_to, forwarded_from, why_listed, queue, agent, country, price, currency
FROM calls
WHERE call = $call
ORDER BY leg
