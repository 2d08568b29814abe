-- Question: what was told of legs?
-- Grain:    one row per event that tells something of a leg.
-- Inputs:   events of the window, two days before it and a day after it.
--
-- begun_at tells records of one (call, leg) apart; that is asked for only where there may be several.
SELECT
    customer, call, leg, from_us(CAST(NULL AS BIGINT)) AS begun_at, id, type, time, line, line_kind, direction,
    "from" AS from_number, "to" AS to_number, reason, queue, agent, country, price, currency, object
FROM events
WHERE type LIKE 'call.%' OR type IN ('queue.joined', 'queue.answered', 'recording.ready')
