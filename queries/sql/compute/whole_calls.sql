-- Question: when did each call start, in which direction, and from when to when did it speak, whatever its legs?
-- Grain:    one row per (customer, call) and begin.
-- Inputs:   call_legs.
--
-- A call starts, and has its direction, with the lowest of its legs. All of them start within 24 hours.
SELECT
    customer, call,
    FIRST_VALUE(started_at ORDER BY leg) AS started_at,
    FIRST_VALUE(direction ORDER BY leg) AS direction,
    MIN(answered_at) AS answered_at,
    BOOL_OR(ended_at IS NULL) AS goes_on,
    BOOL_OR(ended_at IS NULL AND answered_at IS NOT NULL) AS talks_on,
    MAX(CASE WHEN answered_at IS NOT NULL THEN ended_at END) AS last_end_at,
    -- Whether its legs are of several calls: then scattered_calls.sql takes it apart.
    call_began_at IS NULL AND MAX(started_at) > MIN(started_at) + INTERVAL '24 hours' AS is_scattered
FROM call_legs
GROUP BY customer, call, call_began_at
