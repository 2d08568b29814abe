-- Question: what became of one call?
-- Grain: one row per leg, in order. Inputs: calls.
-- $from, $to: where to look; a call lies in a day or two, and all of time is far more to read.
SELECT
    call, leg, line, line_kind, direction, from_number, to_number, started_at, answered_at, ended_at, ring_seconds, talk_seconds,
    outcome, forwarded_to, transferred_to, forwarded_from, why_listed, queue, agent, country, price, currency
FROM calls
WHERE call = $call AND started_at >= $from AND started_at < $to
ORDER BY leg
