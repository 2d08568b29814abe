-- Question: which legs belong to which call, where one id was used again?
-- Grain:    one row per (customer, call, leg) and begin.
-- Inputs:   whole_calls, as whole_calls.sql gives them at first; call_legs.
--
-- A leg belongs to the call that began with the earliest leg of its id within the 24 hours before it. So a call lasts
-- 48 hours at the most; and what it is made of is decided within a day before its begin and a day after.
SELECT
    l.customer, l.call, l.leg,
    MIN(l.started_at) OVER (
        PARTITION BY l.customer, l.call ORDER BY l.started_at
        RANGE BETWEEN INTERVAL '24 hours' PRECEDING AND CURRENT ROW
    ) AS call_began_at,
    l.started_at, l.direction, l.answered_at, l.ended_at
FROM call_legs l
JOIN whole_calls w ON w.customer = l.customer AND w.call = l.call
WHERE w.is_scattered
