-- Question: which legs are there to be gathered into calls?
-- Grain:    one row per (customer, call, leg) and begin.
-- Inputs:   calls: those of the window, three days before it and two days after it.
--
-- call_began_at tells calls of one id apart; that is asked for only where there may be several.
SELECT
    customer, call, leg, from_us(CAST(NULL AS BIGINT)) AS call_began_at, started_at, direction, answered_at, ended_at
FROM calls
