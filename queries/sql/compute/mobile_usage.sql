-- Question: which messages did mobiles send in the window, and which data did they use?
-- Grain:    one row per usage.* event.
-- Inputs:   events of the window; $from, $to: the window.
--
-- A price is what the network told; charges come after.
SELECT
    customer, time AS at, id, line, substr(type, 7) AS kind, "to" AS to_number, bytes, country, price, currency,
    CAST(NULL AS VARCHAR) AS rated_by
FROM events
WHERE type IN ('usage.data', 'usage.sms', 'usage.mms') AND time >= $from AND time < $to
