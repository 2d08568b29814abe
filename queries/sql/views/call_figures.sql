-- Calls of a bucket of local time, of the whole solution (no line) and of each line.
-- The beginning of a statement: call_hours.sql or call_fold.sql follows, with the buckets and how long each is.
SELECT
    customer, bucket, line, calls, inbound, outbound, internal, answered, missed,
    talk_us / 1e6 AS talk_seconds,
    CASE WHEN answered > 0 THEN talk_us / 1e6 / answered END AS avg_talk_seconds,
    peak, CASE WHEN peak > 0 THEN peak_at END AS peak_at,
    load_us / CAST(bucket_us AS DOUBLE) AS erlangs
FROM
