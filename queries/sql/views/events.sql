-- The raw events, each once, with the fields of the event contract.
SELECT
    customer, id, type, time, call, leg, direction, "from", "to", line, line_kind, queue, agent, position, reason, bytes,
    country, object, duration_ms, wait_ms, talk_ms, session_ms, CAST(price AS DECIMAL(14, 4)) AS price, currency,
    "order"
FROM stored.events
WHERE day IS NOT NULL
