-- Question: how many calls, how long, and how many at once, month by month?
-- Grain: one row per month in which something happened. Inputs: call_months.
-- $line: a local or mobile number, or an empty text for the whole solution, whose rows have no line.
SELECT
    month AS bucket, calls, inbound, outbound, internal, answered, missed, talk_seconds, peak, peak_at, erlangs
FROM call_months
WHERE month >= $from AND month < $to
  AND (($line = '' AND line IS NULL) OR line = $line)
ORDER BY month
