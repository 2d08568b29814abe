-- Question: how many calls, how long, and how many at once, hour by hour?
-- Grain: one row per hour in which something happened. Inputs: call_hours.
-- $line: a local or mobile number, or an empty text for the whole solution, whose rows have no line.
SELECT
    hour AS bucket, calls, inbound, outbound, internal, answered, missed, talk_seconds, peak, peak_at, erlangs
FROM call_hours
WHERE hour >= $from AND hour < $to
  AND (($line = '' AND line IS NULL) OR line = $line)
ORDER BY hour
