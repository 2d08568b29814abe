-- Question: how many calls, how long, and how many at once, day by day?
-- Grain: one row per day in which something happened. Inputs: call_days.
-- $line: a local or mobile number, or an empty text for the whole solution, whose rows have no line.
SELECT
    day AS bucket, calls, inbound, outbound, internal, answered, missed, talk_seconds, peak, peak_at, erlangs
FROM call_days
WHERE day >= $from AND day < $to
  AND (($line = '' AND line IS NULL) OR line = $line)
ORDER BY day
